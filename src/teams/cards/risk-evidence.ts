import type { z } from "zod";
import { SECOND } from "../../approval/instant.js";
import type { ApprovalView, RiskView } from "../../approval/views/approval-view.js";
import type { riskSectionSchema } from "./approval-model.js";
import type { Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { inertText, LONGEST_DETAIL } from "./inert-text.js";
import { ownWords, type Phrase, phrase } from "./phrase.js";
import {
  capitalize,
  evidenceWords,
  levelWord,
  riskTitle,
  SOURCE_PRODUCTS,
  unavailableText,
} from "./risk-words.js";

type RiskSection = z.input<typeof riskSectionSchema>;

/** What the source said of the person, and the question of Rule D7 before it. None on a policy card (Rule V2). */
export function riskEvidence(view: ApprovalView, reader: Reader): RiskSection[] {
  const { risk, question } = view;
  if (!risk) return [];
  return [
    {
      style: question ? "attention" : "warning",
      question: question ? [askAgain(question.before, risk, reader)] : [],
      ...evidenceSection(risk, reader),
    },
  ];
}

/** Level and source, and what stands behind it. */
export function evidenceSection(
  risk: RiskView,
  reader: Reader,
): Pick<RiskSection, "title" | "evidence"> {
  return {
    title: [
      ...phrase`${[{ text: riskTitle(risk), weight: "Bolder" }]} (${ownWords(SOURCE_PRODUCTS[risk.source])})`,
      ...(risk.about === undefined ? [] : phrase` of ${risk.about}`),
    ],
    evidence: evidence(risk, reader),
  };
}

function evidence(risk: RiskView, reader: Reader): Phrase {
  const read = `read ${formatInstant(risk.readAt, reader)}`;
  const updated =
    risk.lastUpdated === undefined ? read : `updated ${formatInstant(risk.lastUpdated, reader)}`;
  const parts = [
    unavailableText(risk),
    evidenceWords(risk.riskState),
    evidenceWords(risk.riskDetail),
    updated,
    reportedWords(risk, reader),
    ageWords(risk),
  ];
  return ownWords(
    inertText(capitalize(parts.filter((part) => part !== "").join(" · ")), LONGEST_DETAIL),
  );
}

/** Where a level comes from that was handed in, and how long it counts. */
function reportedWords({ reported }: RiskView, reader: Reader): string {
  if (!reported) return "";
  const { reportedBy, recordedAt, expiresAt, expiredLevel } = reported;
  const by = reportedBy === "" ? "reported" : `reported by ${reportedBy}`;
  const until = formatInstant(expiresAt, reader);
  const validity =
    expiredLevel === undefined ? `valid until ${until}` : `${expiredLevel} until ${until}`;
  return `${by}, received ${formatInstant(recordedAt, reader)}, ${validity}`;
}

/** A copy of the list that stood in for the source, with its age when it was used (Rule D7). */
function ageWords({ asOf, readAt }: RiskView): string {
  if (asOf === undefined) return "";
  return `from a copy of the list, ${Math.max(1, Math.ceil((readAt - asOf) / SECOND))} s old`;
}

function askAgain(
  before: RiskView | undefined,
  now: RiskView,
  reader: Reader,
): RiskSection["question"][number] {
  const title =
    now.level === null
      ? "⚠ The level can no longer be read"
      : "⚠ The level has risen since your card was sent";
  const then = before ? `, read ${formatInstant(before.readAt, reader)},` : "";
  const verb = now.level === null ? "tried" : "read";
  const change = `From ${levelWord(before)}${then} to ${levelWord(now)}, ${verb} ${formatInstant(now.readAt, reader)}.`;
  return { title, change };
}
