import { AnchorBook } from "../audit/anchor-book.js";
import { checkTrail, hasLateTail, type TailSpan, type TrailFigures } from "../audit/check-trail.js";
import { describeAggregate, type TrailProblem, TrailProblems } from "../audit/trail-problem.js";
import { Pauses } from "./pauses.js";
import type { AuditTrail, KeptTrail } from "./ports/audit-trail.js";

/** An event without an anchor is new for so long: its anchor comes within a second. Clocks may differ by as much. Milliseconds. */
const ANCHOR_PATIENCE = 10_000;

/** How much was checked. `unanchored` are events so new that no anchor has them yet. */
export interface CheckedFigures extends TrailFigures {
  readonly aggregates: number;
}

/** What was checked, and what does not fit. */
export interface TrailVerdict extends CheckedFigures {
  readonly isIntact: boolean;
  readonly anchors: number;
  /** Aggregates that retention has removed, each with its record. */
  readonly removed: number;
  /** Aggregates whose newest events were anchored at a start after a crash. */
  readonly recovered: number;
  readonly problems: readonly PlacedProblem[];
  readonly problemCount: number;
  /** What of the figures comes from requests about a person, by object id (Rule V4). */
  readonly shares: ReadonlyMap<string, CheckedFigures>;
  readonly lastAnchor:
    | { readonly sequence: number; readonly hash: string; readonly at: string }
    | undefined;
}

export interface PlacedProblem extends TrailProblem {
  /** The people that the request is about, where that is known (Rule V4). */
  readonly concerned: readonly string[];
}

/**
 * Goes through the whole trail: every anchor, then every aggregate, read from the disk and compared with its anchors
 * (Rule U1). Gives way to everything else every few milliseconds.
 *
 * @param now the clock of the store
 * @param visit gets each aggregate after it was checked
 */
export async function walkTrail(
  trail: AuditTrail,
  now: () => number,
  visit: (kept: KeptTrail) => void = () => undefined,
): Promise<TrailVerdict> {
  const problems = new TrailProblems();
  const pauses = new Pauses();
  const since = now() - ANCHOR_PATIENCE;
  const fresh = (): TailSpan => ({ since, until: now() + ANCHOR_PATIENCE });
  await trail.anchor().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    problems.add({ place: "anchor log", what: `it cannot be written: ${reason}` });
  });
  const book = new AnchorBook(trail.firstKey ?? trail.publicKey, problems);
  await readAnchors(trail, book, pauses);
  if (book.key !== trail.publicKey)
    problems.add({ place: "anchor log", what: "its newest key is not the key of this bot" });
  const missing = new Set(book.aggregates());
  const suspect = new Set(problems.named.map(({ aggregate }) => aggregate));
  const concerned = new Map<string, readonly string[]>();
  const shares = new Map<string, CheckedFigures>();
  let sum: CheckedFigures = NOTHING;
  const check = (kept: KeptTrail): void => {
    const before = problems.count;
    const figures = checkTrail(kept, book.get(kept.aggregate), fresh(), problems);
    const checked = { ...figures, aggregates: 1 };
    sum = combineFigures(sum, checked, 1);
    for (const id of kept.concerned)
      shares.set(id, combineFigures(shares.get(id) ?? NOTHING, checked, 1));
    if (problems.count > before || suspect.has(kept.aggregate))
      concerned.set(kept.aggregate, kept.concerned);
  };
  const early: KeptTrail["ref"][] = [];
  for await (const kept of trail.trails()) {
    missing.delete(kept.aggregate);
    if (hasLateTail(kept, book.get(kept.aggregate), fresh())) early.push(kept.ref);
    else check(kept);
    visit(kept);
    await pauses.give();
  }
  // What fell due long ago, or was removed, may have been written since the anchors were read: newer ones say so.
  if (early.length > 0) await trail.anchor().catch(() => undefined);
  if (early.length > 0 || missing.size > 0) await readAnchors(trail, book, pauses);
  for (const { kind, id } of early) {
    const kept = await trail.trail(kind, id);
    if (kept) check(kept);
  }
  const removed = reportMissing(missing, book, problems);
  return {
    isIntact: problems.count === 0,
    ...sum,
    anchors: book.count,
    removed,
    recovered: book.recovered,
    problems: problems.named.map((problem) => ({
      ...problem,
      concerned: concerned.get(problem.aggregate ?? "") ?? [],
    })),
    problemCount: problems.count,
    shares,
    lastAnchor: book.last,
  };
}

const NOTHING = { aggregates: 0, events: 0, texts: 0, erasedTexts: 0, unanchored: 0 };

/** Figures with others added to them, or taken from them. */
export function combineFigures(
  figures: CheckedFigures,
  others: CheckedFigures,
  sign: 1 | -1,
): CheckedFigures {
  return {
    aggregates: figures.aggregates + sign * others.aggregates,
    events: figures.events + sign * others.events,
    texts: figures.texts + sign * others.texts,
    erasedTexts: figures.erasedTexts + sign * others.erasedTexts,
    unanchored: figures.unanchored + sign * others.unanchored,
  };
}

/** Goes on where the book has ended. */
async function readAnchors(trail: AuditTrail, book: AnchorBook, pauses: Pauses): Promise<void> {
  const known = book.count;
  let number = 0;
  for await (const line of trail.anchors()) {
    number += 1;
    if (number > known) book.add(line);
    await pauses.give();
  }
}

/** Returns how many of them retention has removed; the others are complained of. */
function reportMissing(
  missing: ReadonlySet<string>,
  book: AnchorBook,
  problems: TrailProblems,
): number {
  let removed = 0;
  for (const aggregate of missing) {
    if (book.get(aggregate)?.removed !== undefined) {
      removed += 1;
      continue;
    }
    const what = "it was anchored and is gone without a record of its removal";
    problems.add({ aggregate, place: describeAggregate(aggregate), what });
  }
  return removed;
}
