import { keyFingerprint } from "../audit/signing-key.js";
import type { CheckedFigures, TrailVerdict } from "./walk-trail.js";

const MOST_PLACES = 10;

export interface TrailReading {
  readonly verdict: TrailVerdict;
  /** What does not fit, a line each, as far as the reader may know of it. */
  readonly places: readonly string[];
  /** What was checked, without what the reader may not know of. */
  readonly checked: CheckedFigures;
  readonly publicKey: string;
}

/** What a check of the whole trail has to say: `intact` or `broken` first, then what was checked (Rule U1). */
export function describeTrail({ verdict, places, checked, publicKey }: TrailReading): string {
  const shown = places.slice(0, MOST_PLACES);
  const more = verdict.problemCount - shown.length;
  const { lastAnchor } = verdict;
  return [
    verdict.isIntact
      ? "intact: the audit trail is as it was written."
      : `broken: ${count(verdict.problemCount, "place does", "places do")} not fit.`,
    ...shown,
    ...(more > 0 ? [`And ${more} more.`] : []),
    `Checked: ${figures(verdict, checked)}.`,
    ...(checked.aggregates < verdict.aggregates
      ? ["Requests that you made or that are for you are checked, and not counted here."]
      : []),
    ...remarks(verdict, checked),
    lastAnchor
      ? `Newest anchor: ${lastAnchor.sequence}, ${lastAnchor.at}, ${lastAnchor.hash.slice(0, 16)}.`
      : "There is no anchor yet.",
    `Key: ${keyFingerprint(publicKey)}.`,
  ].join("\n");
}

function figures({ anchors }: TrailVerdict, checked: CheckedFigures): string {
  return [
    count(checked.aggregates, "aggregate", "aggregates"),
    count(checked.events, "event", "events"),
    count(anchors, "anchor", "anchors"),
    count(checked.texts, "text", "texts"),
    `unanchored tail: ${count(checked.unanchored, "event", "events")}`,
  ].join(", ");
}

function remarks({ removed, recovered }: TrailVerdict, { erasedTexts }: CheckedFigures): string[] {
  return [
    ...(erasedTexts > 0
      ? [`Erased, with their record: ${count(erasedTexts, "text", "texts")}.`]
      : []),
    ...(removed > 0 ? [`Removed after their retention, with their record: ${removed}.`] : []),
    ...(recovered > 0
      ? [
          `Anchored only at a start, because the process had ended before or there were no anchors yet: ${recovered}.`,
        ]
      : []),
  ];
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
