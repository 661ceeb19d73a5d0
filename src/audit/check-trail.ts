import type { AnchoredChain } from "./anchor-book.js";
import { isSealed, isTextOf } from "./audit-chain.js";
import { CHAIN_START, type ChainedEvent, type PersonalText } from "./chained-event.js";
import { describeAggregate, type TrailProblems } from "./trail-problem.js";

/** The trail of one aggregate as it is stored. */
export interface StoredTrail {
  /** `request/R-1042`. */
  readonly aggregate: string;
  readonly events: readonly ChainedEvent[];
  readonly personal: PersonalText;
  /** Why what is stored cannot be what was written; the rest is checked all the same. */
  readonly damage?: string;
}

export interface TrailFigures {
  readonly events: number;
  readonly texts: number;
  readonly erasedTexts: number;
  /** Events after the newest anchor, younger than the patience. */
  readonly unanchored: number;
}

/** When an event counts as so new that its anchor is still to come. Milliseconds, UTC, both included. */
export interface TailSpan {
  readonly since: number;
  /** No event is from the future: a date there must not make a forged one new for ever. */
  readonly until: number;
}

/**
 * Checks one aggregate: the chain from its first event on, every head that was ever anchored, and the personal text
 * (Rule U1). Events after the newest anchor are a tail that waits for its anchor when they are within `fresh`; any other
 * was added behind the back of the anchors. Without it every event has to be anchored.
 */
export function checkTrail(
  trail: StoredTrail,
  anchored: AnchoredChain | undefined,
  fresh: TailSpan | undefined,
  problems: TrailProblems,
): TrailFigures {
  const { aggregate, events } = trail;
  const name = describeAggregate(aggregate);
  const complain = (sequence: number | undefined, what: string): void => {
    const place = sequence === undefined ? name : `${name}, event ${sequence}`;
    problems.add({ aggregate, place, what });
  };
  const before = problems.count;
  const isUnreadable = trail.damage !== undefined && events.length === 0;
  if (isUnreadable) complain(undefined, trail.damage ?? "");
  const broken = findBreak(events);
  if (broken) complain(...broken);
  if (isUnreadable) return { events: 0, texts: 0, erasedTexts: 0, unanchored: 0 };
  const [lost] = (anchored?.heads ?? []).filter(
    ([sequence, hash]) => events[sequence - 1]?.hash !== hash,
  );
  if (lost) {
    const isGone = events[lost[0] - 1] === undefined;
    complain(
      lost[0],
      isGone ? "it was anchored and is gone" : "it is not the event that was anchored",
    );
  }
  if (anchored?.removed !== undefined) complain(undefined, "it was removed and is there again");
  const tail = tailOf(trail, anchored);
  const early = findLate(tail, fresh);
  if (early) complain(early.sequence, "no anchor has it, although it is not new");
  const texts = checkTexts(trail, anchored?.erased, complain);
  if (trail.damage !== undefined && problems.count === before) complain(undefined, trail.damage);
  return { events: events.length, ...texts, unanchored: early ? 0 : tail.length };
}

/** Whether an event that is not new has no anchor: it was written since the anchors were read, or behind their back. */
export function hasLateTail(
  trail: StoredTrail,
  anchored: AnchoredChain | undefined,
  fresh: TailSpan,
): boolean {
  return findLate(tailOf(trail, anchored), fresh) !== undefined;
}

function tailOf({ events }: StoredTrail, anchored: AnchoredChain | undefined) {
  return events.slice(anchored?.heads.at(-1)?.[0] ?? 0);
}

function findLate(
  tail: readonly ChainedEvent[],
  fresh: TailSpan | undefined,
): ChainedEvent | undefined {
  return tail.find((event) => {
    const at = Date.parse(event.at);
    return !(fresh && at >= fresh.since && at <= fresh.until);
  });
}

type Complain = (sequence: number | undefined, what: string) => void;

/** The first event that does not continue the chain, and why. */
function findBreak(events: readonly ChainedEvent[]): [number, string] | undefined {
  let head = CHAIN_START;
  for (const [index, event] of events.entries()) {
    const sequence = index + 1;
    if (event.sequence !== sequence)
      return [sequence, `event ${event.sequence} stands in its place`];
    if (event.prev !== head) return [sequence, "it does not follow the event before it"];
    if (!isSealed(event)) return [sequence, "its hash does not fit its content"];
    head = event.hash;
  }
  return undefined;
}

function checkTexts(
  { events, personal }: StoredTrail,
  erased: ReadonlySet<string> | undefined,
  complain: Complain,
): Pick<TrailFigures, "texts" | "erasedTexts"> {
  let texts = 0;
  let erasedTexts = 0;
  for (const event of events) {
    const stored = personal[event.sequence] ?? {};
    for (const name of Object.keys(event.personalDigests ?? {})) {
      const salted = stored[name];
      if (salted === undefined) {
        erasedTexts += 1;
        if (!erased?.has(`${event.sequence}/${name}`))
          complain(event.sequence, `the text "${name}" is gone without a record of its erasure`);
        continue;
      }
      texts += 1;
      if (!isTextOf(event, name, salted))
        complain(event.sequence, `the text "${name}" is not the one that was written`);
    }
    for (const name of Object.keys(stored)) {
      if (!Object.hasOwn(event.personalDigests ?? {}, name))
        complain(event.sequence, `the text "${name}" belongs to no digest`);
    }
  }
  for (const sequence of Object.keys(personal)) {
    // "01" is another name than that of an event: nobody would look at what stands under it.
    if (String(events[Number(sequence) - 1]?.sequence) !== sequence)
      complain(Number(sequence), "there is text of an event that does not exist");
  }
  return { texts, erasedTexts };
}
