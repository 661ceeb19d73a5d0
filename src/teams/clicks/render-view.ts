import type { CardView } from "../../service/approval-cards.js";
import type { CardMessage, Reader } from "../cards/card-message.js";
import { type ApprovalProblem, renderApproval } from "../cards/render-approval.js";
import { renderSettled } from "../cards/render-settled.js";

/** An approval card as it is now: live, or settled. */
export function renderView(view: CardView, reader: Reader, problem?: ApprovalProblem): CardMessage {
  return view.kind === "settled"
    ? renderSettled(view, reader)
    : renderApproval(view, reader, problem);
}
