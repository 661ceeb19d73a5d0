import { setTimeout as wait } from "node:timers/promises";
import { isDigestible } from "../../approval/digest.js";
import { isUpdateOwed, type Notice } from "../../approval/notice.js";
import type { PersonRecord } from "../../approval/person-record.js";
import type { Context } from "../../service/context.js";
import { correlate } from "../../service/correlation.js";
import { digestLines } from "../../service/digest-lines.js";
import { withdrawDigest } from "../../service/digests.js";
import { recordUnreachable, recordUpdate } from "../../service/ledger.js";
import type {
  AggregateKind,
  AggregateRef,
  Aggregates,
  Versioned,
  VersionedRef,
} from "../../service/ports/store.js";
import { errorName } from "../../service/read-risk.js";
import { refKey } from "../../service/ref-key.js";
import type { Urgency } from "../connector/lane.js";
import type { Pacer } from "../connector/pacing.js";
import type { Poster } from "../connector/poster.js";
import { coverOf, DigestDesk, type DueRow, keyOf } from "./digest-desk.js";
import type { FirstContact } from "./first-contact.js";
import { isChatLost, reopenChat } from "./lost-chat.js";
import type { PastLockout } from "./past-lockout.js";
import { isHeldUp, PauseGate } from "./pause-gate.js";
import { postNotice } from "./post-notice.js";
import type { RowParts } from "./row-parts.js";
import { TakeOver } from "./take-over.js";
import type { TeamsAccess } from "./teams-access.js";
import type { TeamsReach } from "./teams-reach.js";
import { updateDigest } from "./update-digest.js";
import { updateNotice } from "./update-notice.js";
import { urgencyOf } from "./urgency.js";

/** Most rows that wait in the pacer or are being sent at the same time: memory stays bounded. */
const MOST_IN_FLIGHT = 1_000;
/** With more than this in flight nothing is added: a look passes all of them, so that it has to bring many at once. */
const FEW_ENOUGH_IN_FLIGHT = 900;
/** So many values are asked of the store at the same time. */
const READ_AT_ONCE = 64;
/** The ledger is looked through at most this often; less often the more is waiting already. Milliseconds. */
const SHORTEST_PAUSE = 20;
const BUSY_PAUSE = 250;
const BUSY_ROWS = 200;
/** How long a row rests whose digest is on its way. Milliseconds. */
const DIGEST_PAUSE = 250;
/** And at least this often, in case a wake-up was missed. Milliseconds. */
const LONGEST_PAUSE = 1_000;

export interface SenderParts {
  readonly context: Context;
  readonly poster: Poster;
  readonly pacer: Pacer;
  readonly reach: TeamsReach;
  readonly access: TeamsAccess;
  readonly pastLockout: PastLockout;
  /** Whether many cards at once for one approver become one. */
  readonly hasDigests?: boolean;
  /** Without it whoever has not installed the bot is unreachable. */
  readonly firstContact?: FirstContact | undefined;
}

/** A due row, with the value that it was found in. */
interface FoundRow extends DueRow {
  readonly value: Aggregates[AggregateKind];
}

/** Runs one request to the connector when its conversation and the budget are free; not at all once all ends. */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T | undefined>;

export interface Sender {
  /** Ends the loop; what is being sent is finished, what only waits is left in the ledger. */
  stop(): Promise<void>;
  /** Rows that wait in the pacer or are being sent. */
  inFlight(): number;
}

/** The only code that posts notices: works off the ledger, most urgent first, within the limits of Teams (Rule N2). */
export function startSender(parts: SenderParts): Sender {
  return new LedgerSender(parts);
}

class LedgerSender implements Sender {
  readonly #parts: SenderParts;
  readonly #rows = new Map<string, Promise<void>>();
  readonly #unsubscribe: () => void;
  readonly #digests: DigestDesk;
  readonly #gate: PauseGate;
  readonly #takeOver: TakeOver;
  /** What the last look found, so that the next one reads only what has changed since. */
  #seen: ReadonlyMap<string, Versioned<Aggregates[AggregateKind]>> = new Map();
  #wakeAt = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isStopped = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#digests = new DigestDesk(parts.context);
    this.#gate = new PauseGate(parts.context);
    this.#takeOver = new TakeOver(parts.context, parts.pacer);
    this.#unsubscribe = parts.context.store.onEarlier(({ dueAt, sendAt }) => {
      if (sendAt !== undefined || dueAt === undefined) this.#wake(SHORTEST_PAUSE);
    });
    this.#wake(0);
  }

  inFlight(): number {
    return this.#rows.size;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
    await Promise.allSettled(this.#rows.values());
  }

  #wake(pause: number): void {
    if (this.#isStopped || this.#isLooking) return;
    const wait = this.#rows.size > BUSY_ROWS ? Math.max(pause, BUSY_PAUSE) : pause;
    const at = performance.now() + wait;
    if (at >= this.#wakeAt) return;
    this.#wakeAt = at;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), wait);
  }

  async #look(): Promise<void> {
    this.#wakeAt = Number.POSITIVE_INFINITY;
    this.#isLooking = true;
    let isRead = true;
    try {
      if (this.#rows.size <= FEW_ENOUGH_IN_FLIGHT) await this.#startDue();
    } catch (error) {
      isRead = false;
      this.#parts.context.log.error({ error: errorName(error) }, "the ledger could not be read");
    } finally {
      this.#isLooking = false;
    }
    this.#wake(isRead ? await this.#nextPause() : LONGEST_PAUSE);
  }

  async #nextPause(): Promise<number> {
    const { store } = this.#parts.context;
    const next = await store.nextSendAt().catch(() => undefined);
    if (next === undefined) return LONGEST_PAUSE;
    // Rows in flight stay due until their result is written; that write wakes the loop.
    const wait = next - store.now();
    // Everything that is due waits for the end of a pause: to look less often is soon enough.
    const isWaiting = async () =>
      this.#parts.access.isResting() || (await this.#gate.isPaused().catch(() => true));
    if (wait <= 0 && (await isWaiting())) return BUSY_PAUSE;
    const shortest = this.#rows.size > 0 ? 5 * SHORTEST_PAUSE : SHORTEST_PAUSE;
    if (this.#rows.size > BUSY_ROWS) return BUSY_PAUSE;
    return Math.min(LONGEST_PAUSE, Math.max(shortest, wait));
  }

  async #startDue(): Promise<void> {
    if (!this.#maySend() || this.#parts.access.isResting()) return;
    const { store } = this.#parts.context;
    const now = store.now();
    const due: FoundRow[] = [];
    const isPaused = await this.#gate.isPaused();
    const seen = new Map<string, Versioned<Aggregates[AggregateKind]>>();
    // What is in flight is still due and listed as well: so many are listed that the rest fills up what is free.
    const listed = await store.sendable(now, MOST_IN_FLIGHT);
    const refs = listed.filter((ref) => !isPaused || !isHeldUp(ref));
    const found: (Versioned<Aggregates[AggregateKind]> | undefined)[] = [];
    while (found.length < refs.length) {
      const next = refs.slice(found.length, found.length + READ_AT_ONCE);
      found.push(...(await Promise.all(next.map((ref) => this.#read(ref)))));
    }
    for (const [i, ref] of refs.entries()) {
      const stored = found[i];
      if (stored) seen.set(refKey(ref), stored);
      const value = stored?.value;
      for (const notice of value?.notices ?? []) {
        const isDue = notice.state === "pending" || isUpdateOwed(notice);
        if (value && isDue && notice.notBefore <= now) due.push({ ref, value, notice });
      }
    }
    this.#seen = seen;
    const resting = this.#parts.hasDigests ? await this.#digests.plan(due) : undefined;
    due.sort((one, other) => urgencyIn(one) - urgencyIn(other));
    for (const { ref, value, notice } of due) {
      if (resting?.has(notice.recipient)) continue;
      if (this.#isStopped || this.#rows.size >= MOST_IN_FLIGHT) break;
      this.#startRow(ref, value, notice);
    }
  }

  async #read(ref: VersionedRef): Promise<Versioned<Aggregates[AggregateKind]> | undefined> {
    const last = this.#seen.get(refKey(ref));
    return last?.version === ref.version ? last : this.#parts.context.store.load(ref.kind, ref.id);
  }

  #startRow(ref: AggregateRef, value: Aggregates[AggregateKind], notice: Notice): void {
    const key = keyOf(ref, notice);
    if (this.#rows.has(key)) return;
    const context = correlate(this.#parts.context);
    const work = this.#handle({ ...this.#parts, context, gate: this.#gate }, ref, value, notice)
      .catch((error: unknown) => {
        context.log.error({ ...ref, error: errorName(error) }, "a notice could not be handled");
      })
      .finally(() => {
        this.#rows.delete(key);
        this.#wake(SHORTEST_PAUSE);
      });
    this.#rows.set(key, work);
  }

  /** What waited in the pacer while another node took over is that node's. */
  #maySend(): boolean {
    return !this.#isStopped && this.#takeOver.isSender();
  }

  /** Whether the row must not fail yet. */
  async #makeContact(
    ref: AggregateRef,
    person: PersonRecord | undefined,
    notice: Notice,
  ): Promise<boolean> {
    const { firstContact, access } = this.#parts;
    if (!firstContact?.mayTry(person, notice)) return false;
    if ((await this.#gate.holds(ref)) || access.isResting()) return true;
    const mayOpen = () => !access.lockout() || access.takeTry();
    return (await firstContact.try(ref, notice, mayOpen)) !== "refused";
  }

  async #handle(
    parts: RowParts,
    ref: AggregateRef,
    value: Aggregates[AggregateKind],
    notice: Notice,
  ): Promise<void> {
    const { context, pacer, access, hasDigests } = parts;
    const person = (await context.store.load("person", notice.recipient))?.value;
    const cover = coverOf(person, ref, notice);
    // A row for which a digest stands goes with it: its outcome is folded into the row.
    if (cover) return wait(DIGEST_PAUSE);
    // Whoever has just come back gets all that waits for him at once: until it is known, none of it goes by itself.
    if (hasDigests && person?.backSince !== undefined && isDigestible(notice))
      return wait(DIGEST_PAUSE);
    if (!isReachable(person) && notice.state === "pending") {
      // A row whose person has just been reached is due still: the next look sends it.
      if (await this.#makeContact(ref, person, notice)) return;
      return recordUnreachable(context, ref, notice.number, "the bot is not installed");
    }
    const conversation = person?.conversation;
    if (!conversation) {
      const outcome = { kind: "unreachable" as const, reason: "no conversation is known" };
      return recordUpdate(context, ref, notice.number, notice.revision, outcome);
    }
    const urgency = urgencyIn({ value, notice });
    const address = { tenantId: person.tenantId, ...conversation, recipientMri: conversation.mri };
    if (hasDigests) await this.#takeOver.recall(person, conversation.conversationId);
    // One request to the connector is one turn: that is what the limits of Teams count.
    let isTry = false;
    const inTurn: InTurn = async (task) => {
      isTry ||= access.lockout() !== undefined && access.takeTry();
      if (access.lockout() && !isTry) return undefined;
      return pacer.run(address.conversationId, urgency, async () => {
        const mustWait = !this.#maySend() || (access.lockout() && !isTry);
        return mustWait || (await this.#gate.holds(ref)) ? undefined : await task();
      });
    };
    if (notice.state !== "pending") {
      const update = notice.kind === "approvalDigest" ? updateDigest : updateNotice;
      return update(parts, ref, notice.number, address, inTurn);
    }
    if (notice.kind === "approvalDigest") {
      const isWorthSending = (await digestLines(context, notice)).some((line) => line.open);
      if (!isWorthSending) return withdrawDigest(context, ref.id, notice.number);
    }
    const place = isChatLost(notice)
      ? await inTurn(() => reopenChat(parts, ref, notice, address))
      : address;
    if (!place) return;
    await inTurn(() =>
      this.#digests.postUnlessCovered(ref, notice, () =>
        postNotice(parts, ref, notice.number, place),
      ),
    );
  }
}

function urgencyIn({ value, notice }: Pick<FoundRow, "value" | "notice">): Urgency {
  const isEscalated =
    "stages" in value && value.stages[notice.stage ?? -1]?.escalatedAt !== undefined;
  return urgencyOf(notice, isEscalated);
}

function isReachable(person: PersonRecord | undefined): person is PersonRecord {
  return person?.isInstalled === true && person.conversation !== undefined;
}
