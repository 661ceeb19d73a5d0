import type { ApprovalView } from "../../approval/views/approval-view.js";
import type { ApprovalModel } from "./approval-model.js";
import type { Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { formatTimeLeft } from "./format-span.js";
import { nameList, ownWords, type Phrase, phrase } from "./phrase.js";

/** Until when, and why this person is asked. */
export function approvalRows(view: ApprovalView, reader: Reader): ApprovalModel["rows"] {
  return [
    ...(view.escalation ? [{ label: "Decide by", runs: decideBy(view.escalation, reader) }] : []),
    { label: "Denied at", runs: deniedAt(view, reader) },
    { label: "You are asked as", runs: askedAs(view.askedAs) },
  ];
}

function decideBy(escalation: NonNullable<ApprovalView["escalation"]>, reader: Reader): Phrase {
  return phrase`${deadline(escalation.dueAt, reader)}, then fallback: ${nameList(escalation.to)}`;
}

function deniedAt(view: ApprovalView, reader: Reader): Phrase {
  const grace = view.isGrace ? " (extended after an outage)" : "";
  return phrase`${deadline(view.denialDueAt, reader)}, if nobody decides${ownWords(grace)}`;
}

function deadline(at: number, reader: Reader): Phrase {
  return ownWords(`${formatInstant(at, reader)}, ${formatTimeLeft(at, reader.now)}`);
}

function askedAs({ labels, onBehalfOf, others }: ApprovalView["askedAs"]): Phrase {
  const company = others === 0 ? "" : ` (with ${others} ${others === 1 ? "other" : "others"})`;
  const role = labels.length === 0 ? phrase`approver` : nameList(labels);
  const behalf = onBehalfOf === undefined ? [] : phrase`, for ${onBehalfOf}`;
  return phrase`${role}${behalf}${ownWords(company)}`;
}
