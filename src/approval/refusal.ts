/** Every way the core says no. A refusal is a value; each edge finds its own words for it. */
export type RefusalCode =
  | "notFound" // unknown request, or somebody who must not know that it exists (Rule D2)
  | "alreadySettled" // the stage is decided; the answer is the settled card (Rule D1)
  | "alreadyEnded" // the whole request has ended
  | "tooLate" // at or after the automatic-denial time (Rule D5)
  | "justificationRequired" // blank where text is asked for (Rules D4, I4)
  | "textTooLong" // over 2,000 characters (Rules D4, I4)
  | "noLongerApprover" // disabled, or no longer in the set that named him (Rule D9)
  | "approverUnreadable" // the directory does not say who he is (Rule D9)
  | "staleCard" // another copy of the card counts now (Rules D6, D7)
  | "notCancelable" // approved or ended (Rule C1)
  | "notEscalatable" // nobody to escalate to, escalated already, or another stage is open by now (Rule T1)
  | "nothingToResend" // no card is open, or all of them were posted since (Rules N2, N3)
  | "ownRequest" // about himself (Rules D3, V4)
  | "onBehalfNotAllowed" // the policy does not let anybody ask for somebody else
  | "accountDisabled" // the account of the requestor or the target is off (Rule I1)
  | "alreadyDone" // it is so already: paused, or not paused
  | "invalid";

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** Which input was wrong, where one was. */
  readonly field?: string;
}

export function refuse(code: RefusalCode, field?: string): Refusal {
  return field === undefined ? { ok: false, code } : { ok: false, code, field };
}
