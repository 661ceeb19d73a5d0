import type { Instant } from "./instant.js";
import { SAME_WORDS_WINDOW } from "./limits.js";
import type { AccessRequest } from "./request.js";

type TypedDecision = AccessRequest["typedDecisions"][number];

/** Most words that settled nothing that are kept of one request; the settling ones always are. */
const MAX_UNSETTLING = 50;

/**
 * The answered typed decision that this message delivers again (Rule D6): the same activity, or the same words by the same
 * person shortly after, since a redelivery may carry a new activity id.
 */
export function isRedelivered(
  request: AccessRequest,
  personId: string,
  via: { readonly activityId: string; readonly digest: string },
  now: Instant,
): TypedDecision | undefined {
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

/**
 * Keeps a typed decision with its answer (Rule D6). A decision that came by card is recognised by its card.
 */
export function rememberTyped(
  request: AccessRequest,
  decision: {
    readonly person: { readonly id: string };
    readonly via:
      | { readonly kind: "card" }
      | { readonly kind: "typed"; readonly activityId: string; readonly digest: string };
  },
  stage: number,
  now: Instant,
  answer: TypedDecision["answer"],
): AccessRequest {
  const { via, person } = decision;
  if (via.kind !== "typed") return request;
  const { activityId, digest } = via;
  const entry = { activityId, digest, personId: person.id, stage, at: now, answer };
  const all = [...request.typedDecisions, entry];
  const settling = all.filter((known) => known.answer === "settled");
  const others = all.filter((known) => known.answer !== "settled").slice(-MAX_UNSETTLING);
  return { ...request, typedDecisions: [...settling, ...others] };
}
