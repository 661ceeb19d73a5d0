import { updatableCopies } from "../../approval/delivery.js";
import { type CardCopy, isUpdateOwed, type Notice } from "../../approval/notice.js";
import { appointersInForce } from "../../service/delegations.js";
import { touchDigest } from "../../service/digests.js";
import { recordUpdate } from "../../service/ledger.js";
import type { AggregateRef } from "../../service/ports/store.js";
import type { PostOutcome } from "../connector/post-outcome.js";
import type { ConversationAddress } from "../connector/poster.js";
import { cardActivity } from "./card-activity.js";
import { readerOf } from "./reader-of.js";
import { renderNotice } from "./render-notice.js";
import type { RowParts } from "./row-parts.js";
import { sendOutcome } from "./send-outcome.js";
import type { InTurn } from "./sender.js";

/** Brings every posted copy of a card up to date in place, each in a turn of its own (Rule N3). Repeating it is harmless. */
export async function updateNotice(
  parts: RowParts,
  ref: AggregateRef,
  number: number,
  address: ConversationAddress,
  inTurn: InTurn,
): Promise<void> {
  const { context } = parts;
  let outcome: PostOutcome = { kind: "gone", detail: "no message of it is known" };
  let digest: { readonly recipient: string; readonly number: number } | undefined;
  let shown: number | undefined;
  let before: Notice | undefined;
  const done = new Set<string>();
  for (;;) {
    const left = await findOwed(parts, ref, number, done);
    before ??= left?.notice;
    // What is recorded in the end is what the oldest of the copies shows.
    if (left) shown = Math.min(shown ?? left.revision, left.revision);
    if (left?.notice.digest !== undefined && !digest) {
      digest = { recipient: left.notice.recipient, number: left.notice.digest };
      // The card itself may never have been posted: the digest is what shows it.
      if (!left.copy) outcome = { kind: "sent", activityId: "" };
    }
    if (!left?.copy || outcome.kind === "retry" || outcome.kind === "lockedOut") break;
    const updated = await inTurn(async () => {
      const found = await findOwed(parts, ref, number, done);
      if (!found?.copy) return outcome;
      done.add(found.copy.activityId ?? "");
      const updating = await updateCopy(parts, ref, found, address);
      return updating === "overtaken" ? undefined : (updating ?? outcome);
    });
    if (!updated) return;
    outcome = updated;
  }
  if (shown === undefined) return;
  if (before && outcome.kind === "sent") await parts.pastLockout.afterSend(context, before);
  if (digest) await touchDigest(context, digest.recipient, digest.number);
  await recordUpdate(context, ref, number, shown, sendOutcome(outcome, address.conversationId));
}

type Owed = Awaited<ReturnType<typeof findOwed>> & object;

/** The row as it is now and the next copy of it that this update has not reached; undefined when none is owed. */
async function findOwed(
  { context }: RowParts,
  ref: AggregateRef,
  number: number,
  done: ReadonlySet<string>,
) {
  const value = (await context.store.load(ref.kind, ref.id))?.value;
  const notice = value?.notices.find((n) => n.number === number);
  if (!value || !notice || !isUpdateOwed(notice)) return undefined;
  const copy = updatableCopies(notice).find((c: CardCopy) => !done.has(c.activityId ?? ""));
  return { value, notice, copy, revision: notice.revision };
}

/**
 * `overtaken` when sending was paused since, or another node sends by now: it may have put a newer card there, which must not
 * become an old one again.
 */
async function updateCopy(
  parts: RowParts,
  ref: AggregateRef,
  { value, notice, copy }: Owed,
  address: ConversationAddress,
): Promise<PostOutcome | "overtaken" | undefined> {
  const { context } = parts;
  if (!copy?.activityId) return undefined;
  const reader = await readerOf(context, notice.recipient);
  const appointers = await appointersInForce(context, notice.recipient);
  const message = await renderNotice(context, ref, value, notice, copy, reader, appointers);
  if (!message) return undefined;
  if (context.store.isSender?.() === false || (await parts.gate.holds(ref))) return "overtaken";
  const outcome = await parts.poster.update(address, copy.activityId, cardActivity(message));
  parts.reach.saw(outcome);
  context.figures.sent(outcome.kind);
  if (outcome.kind === "retry" && outcome.retryAfterMs !== undefined) {
    parts.pacer.hold(address.conversationId, outcome.retryAfterMs);
  }
  return outcome;
}
