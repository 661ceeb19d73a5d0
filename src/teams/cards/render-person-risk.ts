import type { RiskReading, RiskSource } from "../../approval/risk.js";
import { readingView } from "../../approval/views/approval-view.js";
import type { CardMessage, Reader } from "./card-message.js";
import { ownWords, type Phrase, phrase } from "./phrase.js";
import { renderMessage } from "./render-message.js";
import { evidenceSection } from "./risk-evidence.js";
import { SOURCE_PRODUCTS } from "./risk-words.js";

export interface PersonRiskInput {
  readonly personName: string;
  readonly sources: readonly {
    readonly source: RiskSource;
    readonly isApprovalRequired: boolean;
    readonly wouldBeReviewed: boolean;
    readonly reading?: RiskReading;
  }[];
}

/** What the sources say of a person now, to an administrator: level and detail by role (contract, fine print 3). */
export function renderPersonRisk(input: PersonRiskInput, reader: Reader): CardMessage {
  const heading = phrase`${input.personName}, as of now`;
  return renderMessage({
    heading,
    // The toast and the text for clients without cards carry no evidence (Rule V3).
    text: heading.map((run) => run.text).join(""),
    paragraphs: input.sources.flatMap((source) => describe(source, reader)),
    next: [ownWords("Levels are shown to holders of the source's role only. This was logged.")],
  });
}

function describe(found: PersonRiskInput["sources"][number], reader: Reader): Phrase[] {
  const { reading } = found;
  const product: Phrase = [{ text: SOURCE_PRODUCTS[found.source], weight: "Bolder" }];
  const stage = phrase`${product}: ${ownWords(stageWords(found))}`;
  if (!reading) return [stage];
  const { title, evidence } = evidenceSection(readingView(reading), reader);
  return [stage, [...title, ...ownWords(". "), ...evidence]];
}

function stageWords(found: PersonRiskInput["sources"][number]): string {
  if (!found.isApprovalRequired) return "its review is switched off; no request gets it.";
  return found.wouldBeReviewed
    ? "a request made now would be reviewed first."
    : "a request made now would not be reviewed.";
}
