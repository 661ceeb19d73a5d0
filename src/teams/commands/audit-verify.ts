import { keyFingerprint } from "../../audit/signing-key.js";
import { figuresFor, problemsFor, verifyAudit } from "../../service/verify-audit.js";
import type { CheckedFigures, TrailVerdict } from "../../service/walk-trail.js";
import type { Reply, Turn } from "../turn.js";
import { soonOrLater } from "./soon-or-later.js";

const MOST_PLACES = 10;

/** `audit verify`: checks every chain, anchor and text, and says what it checked (Rule U1). */
export async function handleAuditVerify(turn: Turn): Promise<Reply[]> {
  const check = verifyAudit(turn.context).then((verdict) => [{ text: describe(turn, verdict) }]);
  const words =
    "I am checking the whole trail. The answer comes when it is done; everything else goes on meanwhile.";
  return soonOrLater(turn, check, words);
}

function describe(turn: Turn, verdict: TrailVerdict): string {
  const places = problemsFor(verdict, turn.person.id).slice(0, MOST_PLACES);
  const more = verdict.problemCount - places.length;
  const { lastAnchor } = verdict;
  const checked = figuresFor(verdict, turn.person.id);
  return [
    verdict.isIntact
      ? "intact: the audit trail is as it was written."
      : `broken: ${count(verdict.problemCount, "place does", "places do")} not fit.`,
    ...places,
    ...(more > 0 ? [`And ${more} more.`] : []),
    `Checked: ${figures(verdict, checked)}.`,
    ...(checked.aggregates < verdict.aggregates
      ? ["Requests that you made or that are for you are checked, and not counted here."]
      : []),
    ...remarks(verdict, checked),
    lastAnchor
      ? `Newest anchor: ${lastAnchor.sequence}, ${lastAnchor.at}, ${lastAnchor.hash.slice(0, 16)}.`
      : "There is no anchor yet.",
    `Key: ${keyFingerprint(turn.context.auditTrail.publicKey)}.`,
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
