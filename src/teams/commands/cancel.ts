import { cancel } from "../../service/cancel-request.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";
import { showOwnRequest, unknownRequest, unknownToAdministrator } from "./status.js";

/**
 * `cancel <id>`: the requestor withdraws; an administrator withdraws somebody's with a reason (Rule C1). The requestor's
 * confirmation is a notice of its own (Rule N1), so nothing is said twice.
 */
export async function handleCancel(turn: Turn, id: string, reason: string): Promise<Reply[]> {
  const own = await cancel(turn.context, id, turn.person, false, reason);
  if (own.ok) return [];
  if (own.code !== "notFound") return [{ text: describeCancel(own, id) }];
  const result = turn.audiences.includes("administrator")
    ? await cancel(turn.context, id, turn.person, true, reason)
    : own;
  if (!result.ok && result.code === "notFound")
    turn.refused({ reason: result.code, where: "command cancel" });
  return [{ text: describeCancel(result, id) }];
}

/** `cancelRequest` on the own-request card. */
export async function handleCancelClick(turn: Turn, id: string): Promise<ClickAnswer> {
  const result = await cancel(turn.context, id, turn.person, false, "");
  if (!result.ok && result.code === "notFound") return { message: unknownRequest(id) };
  return showOwnRequest(turn, id);
}

function describeCancel(result: Awaited<ReturnType<typeof cancel>>, id: string): string {
  if (result.ok) return `${id} is withdrawn. Its cards close, and the people it is about are told.`;
  switch (result.code) {
    case "notCancelable":
      return `${id} cannot be withdrawn any more: it ${stateWord(result.request?.state)}. Nothing was changed.`;
    case "justificationRequired":
      return `Please say why. Nothing was changed. Example: cancel ${id} because the project has ended`;
    case "textTooLong":
      return "The reason is too long: at most 2,000 characters. Nothing was changed.";
    default:
      return unknownToAdministrator(id);
  }
}

function stateWord(state: string | undefined): string {
  switch (state) {
    case "approved":
    case "deliveryFailed":
      return "was approved";
    case "handedOver":
      return "continues in My Access";
    case "delivered":
      return "was delivered already";
    case "denied":
      return "was not approved";
    default:
      return "was withdrawn already";
  }
}
