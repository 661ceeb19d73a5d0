import type { Person } from "./approver.js";
import { plainPerson } from "./authority.js";
import { repostNotice } from "./card-copy.js";
import { type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { changeNotices } from "./ledger.js";
import type { Notice } from "./notice.js";
import { type Refusal, refuse } from "./refusal.js";
import { type AccessRequest, concernedPeople, openStage } from "./request.js";
import { isObsolete } from "./request-delivery.js";
import { checkText } from "./text.js";

/** An administrator wants the open cards at the end of the chats again. */
export interface ResendCall {
  readonly by: Person;
  /** Cards that were posted, or have failed, after this instant stay: a redelivered call has no second effect (Rule D6). */
  readonly asOf: Instant;
  /** At most 2,000 visible characters; may be blank. */
  readonly reason: string;
}

/**
 * The approval cards of the open stage are posted once more, each as the next generation of its row (Rules N2, N3).
 * Refused as `notFound` about himself (Rule V4), as `nothingToResend` when there is no such card.
 */
export function resendCards(
  request: AccessRequest,
  call: ResendCall,
  now: Instant,
): Effect | Refusal {
  if (concernedPeople(request).includes(call.by.id)) return refuse("notFound");
  const text = checkText(call.reason, false);
  if (!text.ok) return refuse(text.code, "reason");
  const index = openStage(request)?.index;
  const isMeant = (notice: Notice): boolean =>
    notice.kind === "approvalCard" &&
    notice.stage === index &&
    (notice.state === "delivered" || notice.state === "failed") &&
    (notice.settledAt ?? notice.createdAt) <= call.asOf &&
    !isObsolete(request, notice);
  const meant = request.notices.filter(isMeant);
  if (index === undefined || meant.length === 0) return refuse("nothingToResend");
  const by = plainPerson(call.by);
  return effect(
    { ...request, notices: changeNotices(request.notices, isMeant, (n) => repostNotice(n, now)) },
    {
      type: "cardsResent",
      at: now,
      actor: { kind: "person", id: by.id },
      details: {
        requestId: request.id,
        stage: index,
        recipientIds: meant.map((notice) => notice.recipient),
      },
      personal: { askedBy: by.displayName, reason: text.text },
    },
  );
}
