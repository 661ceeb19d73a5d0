import type { Person } from "../approver.js";
import type { Instant } from "../instant.js";
import type { AccessRequest } from "../request.js";
import type { StageKind } from "./approval-view.js";
import { ruleKinds } from "./approval-view.js";

/** A card that is over, the same for everybody who could have decided. Evidence is dropped (Rules D1, N3, V3). */
export interface SettledView {
  readonly kind: "settled";
  readonly requestId: string;
  readonly stageKind: StageKind;
  readonly requestor: Person;
  readonly target?: Person;
  readonly accessPackage: { readonly displayName: string };
  readonly outcome: "approved" | "denied" | "timedOut" | "canceled" | "endedInEntra" | "released";
  readonly by?: Person;
  readonly onBehalfOf?: Person;
  readonly at?: Instant;
  readonly justification: string;
  /** Rule D7: the level was lower at the click than on the card. The level itself is not told. */
  readonly wasRiskLower: boolean;
  /**
   * What follows, as far as every reader may know: the next policy stage, that the request goes on, that access is being
   * given, or Entra.
   */
  readonly next?:
    | { readonly kind: "policyStage"; readonly asks: readonly string[] }
    | { readonly kind: "onward" }
    | { readonly kind: "fulfilment" }
    | { readonly kind: "entra" };
}

/**
 * The settled card of a stage. `next` names the next policy stage whatever lies between: whether another risk source
 * asks as well is nobody's business here (Rule V2).
 */
export function settledView(
  request: AccessRequest,
  index: number,
  isReleased: boolean,
): SettledView | undefined {
  const stage = request.stages[index];
  if (!stage) return undefined;
  const frame = {
    kind: "settled" as const,
    requestId: request.id,
    stageKind: stage.source ?? ("policy" as const),
    requestor: request.requestor,
    ...(request.target.id !== request.requestor.id && { target: request.target }),
    accessPackage: { displayName: request.accessPackage.displayName },
  };
  const outcome = stage.outcome;
  if (outcome) {
    return {
      ...frame,
      outcome: outcomeWord(outcome),
      ...(outcome.reviewedBy && { by: outcome.reviewedBy }),
      ...(outcome.onBehalfOf && { onBehalfOf: outcome.onBehalfOf }),
      at: outcome.at,
      justification: outcome.justification,
      wasRiskLower: outcome.wasRiskLower,
      ...(outcome.reviewResult === "Approved" && { next: nextFor(request, index) }),
    };
  }
  if (request.state === "canceled") {
    return {
      ...frame,
      outcome: "canceled",
      ...(request.canceledBy && { by: request.canceledBy }),
      ...(request.completedAt !== undefined && { at: request.completedAt }),
      justification: "",
      wasRiskLower: false,
    };
  }
  // Nobody decided it here, and it waits for nobody any more: Entra ended a call-out by itself.
  if (request.state !== "pendingApproval") {
    return {
      ...frame,
      outcome: "endedInEntra",
      ...(request.completedAt !== undefined && { at: request.completedAt }),
      justification: "",
      wasRiskLower: false,
    };
  }
  return isReleased
    ? { ...frame, outcome: "released", justification: "", wasRiskLower: false }
    : undefined;
}

function outcomeWord(
  outcome: NonNullable<AccessRequest["stages"][number]["outcome"]>,
): SettledView["outcome"] {
  if (outcome.reason === "timedOut") return "timedOut";
  return outcome.reviewResult === "Approved" ? "approved" : "denied";
}

function nextFor(request: AccessRequest, index: number): NonNullable<SettledView["next"]> {
  const policy = request.stages.slice(index + 1).find((stage) => stage.source === undefined);
  if (policy) return { kind: "policyStage", asks: ruleKinds(policy.settings.primaryApprovers) };
  // The policy stages of a call-out are Entra's: nothing is given yet (Rule P4).
  if (request.origin.callOut) return { kind: "entra" };
  // An insider risk stage may follow, of which nothing may be told (Rule V2).
  const mayBeReviewedAgain = request.stages[index]?.source === "idProtection";
  return { kind: mayBeReviewedAgain ? "onward" : "fulfilment" };
}
