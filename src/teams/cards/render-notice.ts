import type { OwnRequestView } from "../../approval/views/own-request-view.js";
import { type AlertInput, alertMessage } from "./alert-message.js";
import type { CardMessage, Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { formatTimeLeft } from "./format-span.js";
import { whatHappened, whatNext } from "./own-request-words.js";
import { ownWords, phrase } from "./phrase.js";
import { type MessageInput, renderMessage } from "./render-message.js";

/** To whoever can decide, at half of the time to a deadline (Rule T2). */
export interface ReminderInput {
  readonly kind: "reminder";
  readonly requestId: string;
  readonly requestorName: string;
  /** Where different from the requestor. */
  readonly targetName?: string;
  readonly accessPackageName: string;
  readonly deadline: "escalation" | "denial";
  readonly dueAt: number;
}

/** What a reminder becomes once its stage is settled, in whatever way (Rules N3, V2). */
export interface ReminderOverInput {
  readonly kind: "reminderOver";
  readonly requestId: string;
  readonly requestorName: string;
  readonly accessPackageName: string;
}

/** To the people a request is about: approved, delivered, denied, canceled … as the view says (Rules N1, V1). */
export interface OutcomeInput {
  readonly kind: "outcome";
  readonly view: OwnRequestView;
}

/** To the person who may decide for somebody else from now on (Rule A5). */
export interface DelegateAppointedInput {
  readonly kind: "delegateAppointed";
  readonly appointerName: string;
  readonly until?: number;
}

export type NoticeInput =
  | ReminderInput
  | ReminderOverInput
  | OutcomeInput
  | AlertInput
  | DelegateAppointedInput;

/** Messages that are said once. None carries evidence or names the kind of a stage (Rules V1, V3). */
export function renderNotice(input: NoticeInput, reader: Reader): CardMessage {
  return renderMessage(messageFor(input, reader));
}

function messageFor(input: NoticeInput, reader: Reader): MessageInput {
  switch (input.kind) {
    case "reminder":
      return reminder(input, reader);
    case "reminderOver":
      return {
        heading: phrase`○ ${input.requestId} no longer waits for your decision`,
        paragraphs: [phrase`${input.requestorName} wants ${input.accessPackageName}.`],
      };
    case "outcome":
      return outcome(input.view);
    case "alert":
      return alertMessage(input, reader);
    case "delegateAppointed":
      return delegateAppointed(input, reader);
  }
}

function reminder(input: ReminderInput, reader: Reader): MessageInput {
  const beneficiary = input.targetName === undefined ? [] : phrase` for ${input.targetName}`;
  const due = `${formatInstant(input.dueAt, reader)}, ${formatTimeLeft(input.dueAt, reader.now)}`;
  const then =
    input.deadline === "escalation"
      ? "Then the fallback approvers are asked as well."
      : "Then it is denied, if nobody has decided.";
  return {
    heading: phrase`⏰ ${input.requestId} waits for your decision`,
    paragraphs: [
      phrase`${input.requestorName} wants ${input.accessPackageName}${beneficiary}.`,
      phrase`Please decide by ${ownWords(due)}. ${ownWords(then)}`,
    ],
    next: [ownWords(`Use its card above, or write: approvals`)],
  };
}

function outcome(view: OwnRequestView): MessageInput {
  const next = whatNext(view);
  return {
    heading: whatHappened(view),
    quote: view.approverJustification,
    next: [...(next === "" ? [] : [ownWords(next)]), phrase`Request ${ownWords(view.requestId)}`],
  };
}

function delegateAppointed(input: DelegateAppointedInput, reader: Reader): MessageInput {
  const end =
    input.until === undefined
      ? "until this is ended"
      : `until ${formatInstant(input.until - 1, reader)}`;
  return {
    heading: phrase`You can now decide for ${input.appointerName}`,
    paragraphs: [
      phrase`${input.appointerName} appointed you as delegate, ${ownWords(end)}.`,
      ownWords("Requests that wait for a decision reach you here. The first answer counts."),
    ],
    next: [ownWords("To see what waits now, write: approvals")],
  };
}
