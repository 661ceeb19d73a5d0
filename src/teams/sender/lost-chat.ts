import { NOT_BEGUN, type SendOutcome } from "../../approval/delivery.js";
import type { Notice } from "../../approval/notice.js";
import { recordSend, recordUnreachable } from "../../service/ledger.js";
import type { AggregateRef } from "../../service/ports/store.js";
import { moveConversation } from "../../service/register-person.js";
import type { ConversationAddress } from "../connector/poster.js";
import type { SenderParts } from "./sender.js";

/** First word of the failure of a row whose chat was not found: it is created again, once, before the next try. */
const LOST = "chatLost";

/** The outcome of a post into a chat that Teams does not find: certainly not sent. */
export function lostChat(detail: string): Extract<SendOutcome, { kind: "retry" }> {
  return { kind: "retry", reason: `${LOST}: ${detail}` };
}

/** Whether the last try of a pending row found no chat. */
export function isChatLost(notice: Notice): boolean {
  const failure = notice.failure ?? "";
  return failure.startsWith(`${LOST}:`) || failure.startsWith(`lockedOut: ${LOST}:`);
}

/**
 * Creates the chat of a row's recipient again (architecture: gone). One request to the connector.
 *
 * @returns where to post now; undefined when that is settled without a post: later, or not at all
 */
export async function reopenChat(
  parts: SenderParts,
  ref: AggregateRef,
  notice: Notice,
  address: ConversationAddress,
): Promise<ConversationAddress | undefined> {
  const { context, poster, pacer, reach } = parts;
  const outcome = await poster.openChat(address);
  reach.saw(outcome);
  switch (outcome.kind) {
    case "opened": {
      const { conversationId } = outcome;
      await moveConversation(context, notice.recipient, address.conversationId, conversationId);
      return { ...address, conversationId };
    }
    case "unreachable":
      await recordUnreachable(context, ref, notice.number, outcome.detail);
      return undefined;
    case "lockedOut":
      await recordSend(context, ref, notice.number, NOT_BEGUN, {
        kind: "lockedOut",
        reason: lostChat(outcome.detail).reason,
      });
      return undefined;
    case "retry":
      if (outcome.retryAfterMs !== undefined)
        pacer.hold(address.conversationId, outcome.retryAfterMs);
      await recordSend(context, ref, notice.number, NOT_BEGUN, {
        ...lostChat(outcome.detail),
        retryAfter: Math.max(outcome.retryAfterMs ?? 0, REST_AFTER_FAILURE),
      });
      return undefined;
    default:
      await recordSend(context, ref, notice.number, NOT_BEGUN, {
        kind: "gone",
        reason: outcome.detail,
      });
      return undefined;
  }
}

/** A chat that could not be created is tried again after this long, or when Teams says. Milliseconds. */
const REST_AFTER_FAILURE = 15_000;
