import type { OwnRequestView, Progress } from "../../approval/views/own-request-view.js";
import { type Phrase, phrase } from "./phrase.js";

/** A step of a request in words, with a symbol beside each word. */
export interface Step {
  readonly text: string;
  readonly isReached: boolean;
}

/** How far a request has come. "In review" covers every stage, whatever its kind (Rule V1). */
export const STEPS: Record<Progress, readonly Step[]> = {
  inReview: steps(["Submitted", "In review"], ["Decision", "Access"]),
  approved: steps(["Submitted", "In review", "Approved"], ["Access"]),
  delivered: steps(["Submitted", "In review", "Approved", "Access"], []),
  deliveryFailed: [...steps(["Submitted", "In review", "Approved"], []), stopped("Access is late")],
  handedOver: steps(["Submitted", "In My Access"], ["Decision", "Access"]),
  incompleteInEntra: [
    ...steps(["Submitted", "In My Access", "Approved"], []),
    stopped("Access is not complete"),
  ],
  denied: [...steps(["Submitted", "In review"], []), stopped("Not approved")],
  canceled: [...steps(["Submitted"], []), stopped("Withdrawn")],
};

function steps(reached: readonly string[], ahead: readonly string[]): Step[] {
  return [
    ...reached.map((word) => ({ text: `● ${word}`, isReached: true })),
    ...ahead.map((word) => ({ text: `○ ${word}`, isReached: false })),
  ];
}

function stopped(word: string): Step {
  return { text: `✖ ${word}`, isReached: true };
}

/** What has happened, in one sentence: the body of the card and of the outcome message. */
export function whatHappened(view: OwnRequestView): Phrase {
  const name = view.accessPackage.displayName;
  switch (view.progress) {
    case "inReview":
      return phrase`Waiting for approval. You will hear here as soon as it is decided.`;
    case "approved":
      return phrase`${theRequest(view)} was approved. Access is being set up.`;
    case "delivered":
      return isForReader(view)
        ? phrase`You now have access to ${name}.`
        : phrase`${view.targetName} now has access to ${name}.`;
    case "deliveryFailed":
      return phrase`${theRequest(view)} was approved, but access could not be set up yet.`;
    case "handedOver":
      return phrase`${theRequest(view)} continues in My Access.`;
    case "incompleteInEntra":
      return phrase`${theRequest(view)} was approved, but not all of the access could be set up.`;
    case "denied":
      return phrase`${theRequest(view)} was not approved.`;
    case "canceled":
      return view.canceledByAdministrator
        ? phrase`${theRequest(view)} was withdrawn by an administrator.`
        : phrase`${theRequest(view)} was withdrawn.`;
  }
}

/** What the reader can do now; empty where there is nothing to do. */
export function whatNext(view: OwnRequestView): string {
  switch (view.progress) {
    case "deliveryFailed":
      return "The administrators have been told. You do not need to request again.";
    case "handedOver":
      return "Open My Access to follow it there.";
    case "incompleteInEntra":
      return "Open My Access to see it there. If it stays so, tell your help desk.";
    case "denied":
      return view.isReaderRequestor
        ? "If you still need this access, talk to your manager first. Then you can request it again."
        : "If you have a question, talk to your manager.";
    case "canceled":
      return view.isReaderRequestor
        ? "Nothing else happens. You can request it again at any time."
        : "Nothing else happens.";
    default:
      return "";
  }
}

function isForReader(view: OwnRequestView): boolean {
  return !view.isForSomebodyElse || !view.isReaderRequestor;
}

function theRequest(view: OwnRequestView): Phrase {
  const name = view.accessPackage.displayName;
  if (!view.isForSomebodyElse) return phrase`Your request for ${name}`;
  if (view.isReaderRequestor) return phrase`Your request for ${name} for ${view.targetName}`;
  return phrase`The request of ${view.requestorName} that you get ${name}`;
}
