import { beginNotice, recordSend } from "../../service/ledger.js";
import type { AggregateRef } from "../../service/ports/store.js";
import { errorName } from "../../service/read-risk.js";
import type { CardMessage } from "../cards/card-message.js";
import type { ConversationAddress } from "../connector/poster.js";
import { cardActivity } from "./card-activity.js";
import { revisionShown } from "./digest-desk.js";
import { drawConclusions } from "./draw-conclusions.js";
import { isChatLost, lostChat } from "./lost-chat.js";
import { readerOf } from "./reader-of.js";
import { renderNotice } from "./render-notice.js";
import type { RowParts } from "./row-parts.js";
import { sendOutcome } from "./send-outcome.js";

/**
 * Posts one row: written down as begun, posted, its result written down (Rule N2). A process that dies in between
 * leaves a row of unknown outcome, not one that looks unsent.
 */
export async function postNotice(
  parts: RowParts,
  ref: AggregateRef,
  number: number,
  address: ConversationAddress,
): Promise<void> {
  const { context, poster, pacer, reach, gate } = parts;
  const begun = await beginNotice(context, ref, number);
  if (!begun) return;
  const copy = begun.notice.copies.at(-1);
  const reader = await readerOf(context, begun.notice.recipient);
  const sent = { token: begun.token, revision: revisionShown(begun.notice) };
  let message: CardMessage | undefined;
  try {
    message =
      copy &&
      (await renderNotice(context, ref, begun.value, begun.notice, copy, reader, begun.appointers));
  } catch (error) {
    // What it is to say cannot be read now. Nothing has left: it is no send of unknown outcome.
    context.log.warn({ ...ref, notice: number, error: errorName(error) }, "a notice has to wait");
    await recordSend(context, ref, number, sent, { kind: "retry", reason: "unreadable" });
    return;
  }
  if (!message) {
    await recordSend(context, ref, number, sent, {
      kind: "rejected",
      reason: "there is nothing to show",
    });
    return;
  }
  if (context.store.isSender?.() === false) {
    // This machine stood still since the row was begun, and another node sends by now. Nothing has left here.
    await recordSend(context, ref, number, sent, { kind: "retry", reason: "another node sends" });
    return;
  }
  if (await gate.holds(ref)) {
    // An administrator has paused sending since the row was begun, and was told so.
    await recordSend(context, ref, number, sent, { kind: "retry", reason: "sending is paused" });
    return;
  }
  const startedAt = context.store.now();
  const outcome = await poster.post(address, cardActivity(message));
  reach.saw(outcome);
  if (outcome.kind === "retry" && outcome.retryAfterMs !== undefined) {
    pacer.hold(address.conversationId, outcome.retryAfterMs);
  }
  if (outcome.kind !== "sent") {
    context.log.warn(
      { ...ref, notice: number, outcome: outcome.kind, detail: outcome.detail },
      "a notice was not sent",
    );
  }
  const isFirstLoss = outcome.kind === "gone" && !isChatLost(begun.notice);
  await recordSend(
    context,
    ref,
    number,
    sent,
    isFirstLoss ? lostChat(outcome.detail) : sendOutcome(outcome, address.conversationId),
  );
  await drawConclusions(parts, begun.notice, outcome, startedAt);
}
