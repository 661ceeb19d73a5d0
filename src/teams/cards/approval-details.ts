import type { RiskDetection } from "../../approval/risk.js";
import type { ApprovalView, AskedPerson } from "../../approval/views/approval-view.js";
import type { ApprovalModel } from "./approval-model.js";
import type { Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { inertText, LONGEST_DETAIL } from "./inert-text.js";
import { ownWords, type Phrase, phrase } from "./phrase.js";
import { capitalize, evidenceWords } from "./risk-words.js";
import { STATE_WORDS } from "./state-words.js";

const MOST_LINES = 5;

/** One tap away: what the package grants, who else was asked, what else the person has requested lately. */
export function approvalDetails(view: ApprovalView, reader: Reader): ApprovalModel["details"] {
  const description = inertText(view.accessPackage.description, LONGEST_DETAIL);
  return [
    {
      label: "What the package grants",
      lines: [{ runs: ownWords(description || "No description") }],
    },
    ...detected(view.risk?.detections ?? [], reader),
    { label: "Who else was asked", lines: lines(view.asked, askedLine, "Nobody") },
    {
      label: "Other requests in the last 90 days",
      lines: lines(view.history, (line) => historyLine(line, reader), "None"),
    },
    {
      label: "Times left are as of",
      lines: [{ runs: ownWords(formatInstant(reader.now, reader)) }],
    },
  ];
}

/** Evidence, on the card of a risk stage alone: the view has none for other stages (Rule V2). */
function detected(detections: readonly RiskDetection[], reader: Reader): ApprovalModel["details"] {
  if (detections.length === 0) return [];
  const write = ({ riskEventType, detectedAt, location }: RiskDetection): Phrase => {
    const kind = capitalize(evidenceWords(riskEventType) || "detection");
    const when = `, ${formatInstant(detectedAt, reader)}`;
    return location === undefined
      ? phrase`${kind}${ownWords(when)}`
      : phrase`${kind}${ownWords(when)} from ${location}`;
  };
  return [{ label: "What was detected", lines: lines(detections, write, "") }];
}

function lines<T>(
  items: readonly T[],
  write: (item: T) => Phrase,
  none: string,
): { runs: Phrase }[] {
  if (items.length === 0) return [{ runs: ownWords(none) }];
  const shown = items.slice(0, MOST_LINES).map((item) => ({ runs: write(item) }));
  const rest = items.length - shown.length;
  return rest === 0 ? shown : [...shown, { runs: ownWords(`and ${rest} more`) }];
}

const REACHED: Record<AskedPerson["reached"], string> = {
  delivered: "✔ card delivered",
  pending: "… card on its way",
  failed: "✖ not reached",
  notAsked: "○ no card sent",
};

function askedLine(person: AskedPerson): Phrase {
  return phrase`${person.displayName}: ${ownWords(REACHED[person.reached])}`;
}

function historyLine(line: ApprovalView["history"][number], reader: Reader): Phrase {
  const rest = `${STATE_WORDS[line.state]}, requested ${formatInstant(line.submittedAt, reader)}`;
  return phrase`${line.accessPackageName}: ${ownWords(`${rest} · ${line.id}`)}`;
}
