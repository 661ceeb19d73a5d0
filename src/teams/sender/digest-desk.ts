import { isRevived } from "../../approval/delivery.js";
import { coveringDigest, isDigestible } from "../../approval/digest.js";
import { MINUTE } from "../../approval/instant.js";
import { MOST_CARDS_AT_ONCE } from "../../approval/limits.js";
import type { DigestEntry, Notice } from "../../approval/notice.js";
import type { PersonRecord } from "../../approval/person-record.js";
import { readCardsLately } from "../../service/cards-lately.js";
import type { Context } from "../../service/context.js";
import { writeDigest } from "../../service/digests.js";
import type { AggregateRef } from "../../service/ports/store.js";
import { refKey } from "../../service/ref-key.js";

/** A row that is due now, whether it waits in the pacer already or not. */
export interface DueRow {
  readonly ref: AggregateRef;
  readonly notice: Notice;
}

/** Cards that were posted within this span count as "at once" with those that wait. Milliseconds. */
const AT_ONCE = 1 * MINUTE;

/**
 * Puts many cards for one approver together into a digest. What it remembers is only who is being posted right now and
 * who got cards in the last minute; what a digest stands for is in the store. When it begins, or had nothing to send for
 * a minute, it reads from the ledger what was sent before: by a process that has ended, or by another node.
 */
export class DigestDesk {
  readonly #context: Context;
  /** Keys of rows whose post has begun, or may begin at any moment: too late for a digest. */
  readonly #posting = new Set<string>();
  /** Keys of rows that a digest is being written for: too late to post them. */
  readonly #reserved = new Set<string>();
  readonly #posted = new Map<string, number[]>();
  /** For whom the ledger was asked what he got before the desk began to send. */
  readonly #asked = new Set<string>();
  /** Version of the record of everybody whose rows wait since he is back, when it was read last. */
  #back = new Map<string, number>();
  #began = Number.NEGATIVE_INFINITY;
  #sawRowsAt = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * Writes a digest for everybody who would get more cards at once than is good for him. Gives the people whose rows are
   * for the next look: the ledger had to be asked first what they got, and has gone on meanwhile, or not all that waits
   * for them may be among the rows.
   */
  async plan(rows: readonly DueRow[]): Promise<ReadonlySet<string>> {
    if (rows.length > 0) this.#noteRows();
    const byRecipient = new Map<string, DueRow[]>();
    for (const row of rows) {
      const isFree = row.ref.kind === "request" && isDigestible(row.notice);
      if (!isFree || this.#posting.has(keyOf(row.ref, row.notice))) continue;
      const { recipient } = row.notice;
      const before = byRecipient.get(recipient);
      if (before) before.push(row);
      else byRecipient.set(recipient, [row]);
    }
    const many: [recipient: string, due: DueRow[]][] = [];
    const asked = new Set<string>();
    const returning = await this.#findReturning(byRecipient);
    for (const [recipient, due] of byRecipient) {
      if (due.length < 2 || returning.has(recipient)) continue;
      if (due.length <= MOST_CARDS_AT_ONCE && this.#mayHaveMore(recipient)) asked.add(recipient);
      else if (due.length + this.#postedLately(recipient) > MOST_CARDS_AT_ONCE)
        many.push([recipient, due]);
    }
    await Promise.all(many.map(([recipient, due]) => this.#write(recipient, due)));
    for (const recipient of asked) await this.#recall(recipient);
    return new Set([...asked, ...returning]);
  }

  /**
   * Who comes back, or may have done so while the rows were listed: some of them were, others not yet. Only a list that
   * was begun after his rows had been revived holds all of them, and then his record has not changed since the look before.
   */
  async #findReturning(rows: ReadonlyMap<string, readonly DueRow[]>): Promise<ReadonlySet<string>> {
    const returning = new Set<string>();
    const back = new Map<string, number>();
    for (const [recipient, due] of rows) {
      const revived = due.filter(({ notice }) => isRevived(notice));
      if (revived.length === 0) continue;
      const person = await this.#context.store.load("person", recipient);
      const isWaiting = revived.some(({ ref, notice }) => !coverOf(person?.value, ref, notice));
      if (!person?.value.isInstalled || !isWaiting) continue;
      if (person.value.backSince === undefined) back.set(recipient, person.version);
      if (!back.has(recipient) || this.#back.get(recipient) !== person.version)
        returning.add(recipient);
    }
    this.#back = back;
    return returning;
  }

  /**
   * Posts one row unless a digest stands for it, decided at the last moment.
   *
   * @param post is called at most once
   */
  async postUnlessCovered(ref: AggregateRef, notice: Notice, post: () => Promise<void>) {
    const key = keyOf(ref, notice);
    if (this.#reserved.has(key)) return;
    this.#posting.add(key);
    try {
      const person = (await this.#context.store.load("person", notice.recipient))?.value;
      if (coverOf(person, ref, notice)) return;
      if (isDigestible(notice)) this.#notePost(notice.recipient);
      await post();
    } finally {
      this.#posting.delete(key);
    }
  }

  async #write(recipient: string, due: readonly DueRow[]): Promise<void> {
    const keys = due.map(({ ref, notice }) => keyOf(ref, notice));
    const person = (await this.#context.store.load("person", recipient))?.value;
    const isReady = person?.isInstalled && person.backSince === undefined;
    if (!isReady || keys.some((key) => this.#posting.has(key))) return;
    for (const key of keys) this.#reserved.add(key);
    try {
      const entries: DigestEntry[] = due.map(({ ref, notice }) => ({
        requestId: ref.id,
        notice: notice.number,
      }));
      await writeDigest(this.#context, recipient, entries);
    } finally {
      for (const key of keys) this.#reserved.delete(key);
    }
  }

  #noteRows(): void {
    const now = performance.now();
    if (now - this.#sawRowsAt >= AT_ONCE) {
      this.#began = now;
      this.#asked.clear();
    }
    this.#sawRowsAt = now;
  }

  /** Whether he may have got cards lately of which the desk does not know. */
  #mayHaveMore(recipient: string): boolean {
    return performance.now() - this.#began < AT_ONCE && !this.#asked.has(recipient);
  }

  /** Adds what a person got in the minute before the desk began to send. */
  async #recall(recipient: string): Promise<void> {
    const { store } = this.#context;
    const [now, steadyNow] = [store.now(), performance.now()];
    const times = await readCardsLately(store, recipient, now - AT_ONCE);
    this.#asked.add(recipient);
    // What the desk has posted itself it knows already.
    const before = times.map((at) => steadyNow - (now - at)).filter((at) => at < this.#began);
    this.#posted.set(recipient, [...before, ...(this.#posted.get(recipient) ?? [])]);
  }

  #notePost(recipient: string): void {
    const now = performance.now();
    const lately = (this.#posted.get(recipient) ?? []).filter((at) => now - at < AT_ONCE);
    this.#posted.set(recipient, [...lately, now]);
  }

  #postedLately(recipient: string): number {
    const now = performance.now();
    const lately = (this.#posted.get(recipient) ?? []).filter((at) => now - at < AT_ONCE);
    if (lately.length === 0) this.#posted.delete(recipient);
    else this.#posted.set(recipient, lately);
    return lately.length;
  }
}

/** The digest that stands for a row, or is about to. */
export function coverOf(
  person: PersonRecord | undefined,
  ref: AggregateRef,
  notice: Notice,
): Notice | undefined {
  if (!person || ref.kind !== "request" || !isDigestible(notice)) return undefined;
  return coveringDigest(person, { requestId: ref.id, notice: notice.number });
}

/**
 * What a card shows when it was posted. A digest owes one more step after its post: that its outcome is folded into the
 * rows it stands for, whatever is killed in between.
 */
export function revisionShown(notice: Notice): number {
  return notice.kind === "approvalDigest" ? notice.revision - 1 : notice.revision;
}

/** Of one row of the ledger. */
export function keyOf(ref: AggregateRef, notice: Notice): string {
  return `${refKey(ref)}/${notice.number}`;
}
