import type { Instant } from "./instant.js";
import { SAME_WORDS_WINDOW } from "./limits.js";
import type { AccessRequest } from "./request.js";

/**
 * The typed decision that this message delivers again (Rule D6): the same activity, or the same words by the same
 * person shortly after, since a redelivery may carry a new activity id.
 */
export function isRedelivered(
  request: AccessRequest,
  personId: string,
  via: { readonly activityId: string; readonly digest: string },
  now: Instant,
): AccessRequest["typedDecisions"][number] | undefined {
  return request.typedDecisions.find(
    (entry) =>
      entry.personId === personId &&
      (entry.activityId === via.activityId ||
        (entry.digest === via.digest && now - entry.at < SAME_WORDS_WINDOW)),
  );
}

/** Rule D6: who decided an earlier stage sees the open stage's card before words of his decide it. */
export function mustSeeCardFirst(request: AccessRequest, index: number, personId: string): boolean {
  const decidedEarlier = request.stages
    .slice(0, index)
    .some((stage) => stage.outcome?.reviewedBy?.id === personId);
  const wasPrompted = request.stages[index]?.promptedByTyping.some((p) => p.personId === personId);
  return decidedEarlier && !wasPrompted;
}
