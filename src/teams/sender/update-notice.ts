import { updatableCopies } from "../../approval/delivery.js";
import { isUpdateOwed } from "../../approval/notice.js";
import { appointersInForce } from "../../service/delegations.js";
import { recordUpdate } from "../../service/ledger.js";
import type { AggregateRef } from "../../service/ports/store.js";
import type { PostOutcome } from "../connector/post-outcome.js";
import type { ConversationAddress } from "../connector/poster.js";
import { cardActivity } from "./card-activity.js";
import { readerOf } from "./reader-of.js";
import { renderNotice } from "./render-notice.js";
import { sendOutcome } from "./send-outcome.js";
import type { SenderParts } from "./sender.js";

/** Brings every posted copy of a card up to date in place (Rule N3). Repeating it is harmless. */
export async function updateNotice(
  parts: SenderParts,
  ref: AggregateRef,
  number: number,
  address: ConversationAddress,
): Promise<void> {
  const { context } = parts;
  const value = (await context.store.load(ref.kind, ref.id))?.value;
  const notice = value?.notices.find((n) => n.number === number);
  if (!value || !notice || !isUpdateOwed(notice)) return;
  const reader = await readerOf(context, notice.recipient);
  const appointers = await appointersInForce(context, notice.recipient);
  let outcome: PostOutcome = { kind: "gone", detail: "no message of it is known" };
  for (const copy of updatableCopies(notice)) {
    const message = await renderNotice(context, ref, value, notice, copy, reader, appointers);
    if (!message || !copy.activityId) continue;
    outcome = await parts.poster.update(address, copy.activityId, cardActivity(message));
    parts.reach.saw(outcome);
    if (outcome.kind === "retry") break;
  }
  if (outcome.kind === "retry" && outcome.retryAfterMs !== undefined) {
    parts.pacer.hold(address.conversationId, outcome.retryAfterMs);
  }
  await recordUpdate(
    context,
    ref,
    number,
    notice.revision,
    sendOutcome(outcome, address.conversationId),
  );
}
