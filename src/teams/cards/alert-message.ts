import type { Alert } from "../../approval/request.js";
import type { Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { ownWords, type Phrase, phrase } from "./phrase.js";
import type { MessageInput } from "./render-message.js";

/** To the administrators: what happened to a request, what it means, what to do (Rules A3, F1). */
export interface AlertInput {
  readonly kind: "alert";
  readonly alert: Alert["kind"];
  readonly requestId: string;
  readonly requestorName: string;
  readonly accessPackageName: string;
  /** When the deadline denies it; absent when no clock runs. */
  readonly denialDueAt?: number;
  /** Its cause is gone since then. */
  readonly resolvedAt?: number;
}

export function alertMessage(input: AlertInput, reader: Reader): MessageInput {
  const { resolvedAt } = input;
  if (resolvedAt === undefined) return lastingAlert(input, reader);
  const [what = []] = lastingAlert(input, reader).paragraphs ?? [];
  return {
    heading: phrase`✔ Resolved: ${ownWords(RESOLVED[input.alert])} (${ownWords(input.requestId)})`,
    paragraphs: [what],
    next: [ownWords(`Since ${formatInstant(resolvedAt, reader)}. Nothing is left to do.`)],
  };
}

const RESOLVED: Record<Alert["kind"], string> = {
  noApprover: "nobody could decide",
  nobodyReached: "nobody could be reached",
  approversUnreadable: "the approvers could not be read",
  handOverFailing: "it could not be handed over",
  decidedOtherwise: "it was decided otherwise in Microsoft Entra",
};

function lastingAlert(input: AlertInput, reader: Reader): MessageInput {
  const { requestId } = input;
  const what = phrase`${input.requestorName} wants ${input.accessPackageName}.`;
  const denial = deniedAt(input, reader);
  switch (input.alert) {
    case "noApprover":
      return {
        heading: phrase`⚠ Nobody can decide ${requestId}`,
        paragraphs: [
          what,
          phrase`Its approvers are missing, disabled, or the people it is about.${denial}`,
        ],
        next: [
          ownWords(
            `The approvers of this request no longer change. Name other approvers for the next ones, then write: cancel ${requestId} because no approver is left. Ask for a new request.`,
          ),
        ],
      };
    case "nobodyReached":
      return {
        heading: phrase`⚠ Nobody could be reached about ${requestId}`,
        paragraphs: [what, phrase`No approver has received a card.${denial}`],
        next: [
          ownWords(
            "Write deliveries to see why. To whoever has to install this app his card follows by itself once he has.",
          ),
        ],
      };
    case "approversUnreadable":
      return {
        heading: phrase`⚠ The approvers of ${requestId} cannot be read`,
        paragraphs: [
          what,
          phrase`The directory does not answer. Reading it is tried again.${denial}`,
        ],
        next: [ownWords("Check the permissions of this app and the state of the directory.")],
      };
    case "handOverFailing":
      return {
        heading: phrase`⚠ ${requestId} is decided, but cannot be handed over`,
        paragraphs: [
          what,
          ownWords(
            "The decision is kept and the hand-over is tried again. It takes effect only once that works.",
          ),
        ],
        next: [ownWords("Check the permissions of this app and the state of Microsoft Entra.")],
      };
    case "decidedOtherwise":
      return {
        heading: phrase`⚠ Microsoft Entra did not follow the outcome of ${requestId}`,
        paragraphs: [
          what,
          ownWords(
            "It was over there before it was told, and not as it ended here. Access may have been given without a review, or kept from somebody who may have it.",
          ),
        ],
        next: [
          ownWords(
            "Compare both: Microsoft Entra admin center > ID Governance > Access packages > Requests. Remove the assignment there, or ask for a new request.",
          ),
        ],
      };
  }
}

function deniedAt(input: AlertInput, reader: Reader): Phrase {
  if (input.denialDueAt === undefined) return [];
  return ownWords(
    ` It is denied at ${formatInstant(input.denialDueAt, reader)}, if nobody decides.`,
  );
}
