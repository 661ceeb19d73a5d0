import { keyFingerprint } from "../../audit/signing-key.js";
import { problemsFor, verifyAudit } from "../../service/verify-audit.js";
import type { TrailVerdict } from "../../service/walk-trail.js";
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
  return [
    verdict.isIntact
      ? "intact: the audit trail is as it was written."
      : `broken: ${count(verdict.problemCount, "place does", "places do")} not fit.`,
    ...places,
    ...(more > 0 ? [`And ${more} more.`] : []),
    `Checked: ${figures(verdict)}.`,
    ...remarks(verdict),
    lastAnchor
      ? `Newest anchor: ${lastAnchor.sequence}, ${lastAnchor.at}, ${lastAnchor.hash.slice(0, 16)}.`
      : "There is no anchor yet.",
    `Key: ${keyFingerprint(turn.context.auditTrail.publicKey)}.`,
  ].join("\n");
}

function figures(verdict: TrailVerdict): string {
  return [
    count(verdict.aggregates, "aggregate", "aggregates"),
    count(verdict.events, "event", "events"),
    count(verdict.anchors, "anchor", "anchors"),
    count(verdict.texts, "text", "texts"),
    `unanchored tail: ${count(verdict.unanchored, "event", "events")}`,
  ].join(", ");
}

function remarks(verdict: TrailVerdict): string[] {
  const { erasedTexts, removed, recovered } = verdict;
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
