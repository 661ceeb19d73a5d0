import { replaceNotice } from "../approval/delivery.js";
import { foldDigest, planDigest } from "../approval/digest.js";
import { endNotice, touchCard } from "../approval/ledger.js";
import type { DigestEntry, Notice } from "../approval/notice.js";
import { applyNotice, noticeEvent } from "../approval/request-delivery.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { transact } from "./transact.js";

/** Writes down that one digest takes the place of these rows. False when there is nothing left to put together. */
export function writeDigest(
  context: Context,
  personId: string,
  entries: readonly DigestEntry[],
): Promise<boolean> {
  return transact(context, "person", personId, (person, now) => {
    const planned = person && planDigest(person, entries, now);
    if (!planned) return { outcome: false };
    return { value: planned.person, events: [planned.event], outcome: true };
  });
}

/** A digest of a person; undefined when there is none under this number. */
export async function loadDigest(
  context: Context,
  personId: string,
  number: number,
): Promise<Notice | undefined> {
  const person = (await context.store.load("person", personId))?.value;
  return person?.notices.find((n) => n.number === number && n.kind === "approvalDigest");
}

/**
 * Folds a delivered digest into every row it stands for, each in a commit of its own. It may be cut off and done again
 * at any place. Returns how many rows did not have it yet.
 */
export async function foldIntoRows(
  context: Context,
  personId: string,
  number: number,
): Promise<number> {
  const digest = await loadDigest(context, personId, number);
  if (digest?.state !== "delivered") return 0;
  let folded = 0;
  for (const { requestId, notice: row } of digest.digestOf ?? []) {
    const changed = await changeRequest(context, requestId, (request, now) => {
      const notice = request.notices.find((n) => n.number === row && n.recipient === personId);
      const next = notice && foldDigest(notice, number, now);
      // Nobody becomes unreachable by this: no delegation has to be known.
      return !next || next === notice ? undefined : applyNotice(request, next, [], now);
    });
    if (changed?.answer) folded += 1;
  }
  return folded;
}

/** A row that stands on a digest has something new to show: the digest owes an update (Rule N3). */
export async function touchDigest(
  context: Context,
  personId: string,
  number: number,
): Promise<void> {
  await transact(context, "person", personId, (person, now) => {
    const digest = person?.notices.find((n) => n.number === number && n.kind === "approvalDigest");
    if (!person || !digest) return { outcome: undefined };
    const notices = replaceNotice(person.notices, touchCard(digest, now));
    return { value: { ...person, notices }, outcome: undefined };
  });
}

/** Nothing waits any more of what a digest was to tell: it is not sent (Rule T6). */
export async function withdrawDigest(
  context: Context,
  personId: string,
  number: number,
): Promise<void> {
  await transact(context, "person", personId, (person, now) => {
    const digest = person?.notices.find((n) => n.number === number);
    if (!person || digest?.state !== "pending") return { outcome: undefined };
    const ended = endNotice(digest, "withdrawn", "overtaken", now);
    const event = noticeEvent(personId, digest, ended, now);
    return {
      value: { ...person, notices: replaceNotice(person.notices, ended) },
      events: event ? [event] : [],
      outcome: undefined,
    };
  });
}
