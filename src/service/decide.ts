import type { Approver, ApproverRule, Person } from "../approval/approver.js";
import { findAuthority } from "../approval/authority.js";
import {
  type Decision,
  type DecisionFacts,
  type DecisionResult,
  decideStage,
  type Examined,
  examineDecision,
} from "../approval/decide.js";
import { refuse } from "../approval/refusal.js";
import type { AccessRequest } from "../approval/request.js";
import type { RiskReading } from "../approval/risk.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { appointersInForce } from "./delegations.js";
import { readForStage } from "./read-risk.js";

/** A decision as it comes from the edge; the appointers are looked up here. */
export type DecisionInput = Omit<Decision, "appointers"> & { readonly requestId: string };

export interface DecisionAnswer {
  readonly result: DecisionResult;
  /** The request after it; absent when there is none, or none that this person may know of. */
  readonly request?: AccessRequest;
  readonly appointers: readonly string[];
}

/**
 * Somebody approves or denies (Rules D1 to D9). What has to be read is read before the commit; inside it the decision
 * is examined again, so that two nodes, a timer and a second click have exactly one winner.
 */
export async function decide(context: Context, input: DecisionInput): Promise<DecisionAnswer> {
  const { requestId, ...rest } = input;
  const loaded = (await context.store.load("request", requestId))?.value;
  if (!loaded) return { result: counted(context, refuse("notFound")), appointers: [] };
  const appointers = await appointersInForce(context, input.person.id);
  const decision: Decision = { ...rest, appointers };
  const examined = examineDecision(loaded, decision, context.store.now());
  const facts = await readFacts(
    context,
    loaded,
    decision,
    examined.ok === true ? examined : undefined,
  );
  const changed = await changeRequest(context, requestId, (request, now) =>
    decideStage(request, decision, facts, now),
  );
  if (!changed) return { result: counted(context, refuse("notFound")), appointers };
  const result = counted(context, changed.answer);
  return { result, request: changed.request, appointers };
}

function counted(context: Context, result: DecisionResult): DecisionResult {
  if (result.ok === true) context.figures.decided(result.answer);
  else if (result.ok === false) context.figures.refused(result.code);
  return result;
}

async function readFacts(
  context: Context,
  request: AccessRequest,
  decision: Decision,
  examined: Examined | undefined,
): Promise<DecisionFacts> {
  const newToken = context.newToken();
  if (!examined) return { standing: "unreadable", newToken };
  const { stage, authority } = examined;
  const needsReading = stage.source !== undefined && decision.reviewResult === "Approved";
  const [standing, reading] = await Promise.all([
    readStanding(context, request, decision.person, authority.approver),
    needsReading && stage.source ? readForStage(context, stage.source, request) : undefined,
  ]);
  return { standing, newToken, ...(reading && { reading: reading satisfies RiskReading }) };
}

/**
 * Rule D9: the decider is enabled, and the approver whose right is used is enabled and still named by one of the rules
 * that named him. Whatever cannot be read means no.
 */
async function readStanding(
  context: Context,
  request: AccessRequest,
  person: Person,
  approver: Approver,
): Promise<DecisionFacts["standing"]> {
  try {
    const decider = await context.people.byId(person.id);
    if (!decider?.accountEnabled) return "revoked";
    for (const { rule } of approver.namedBy) {
      if (await isStillNamed(context, rule, approver.id, request.requestor.id)) return "stands";
    }
    return "revoked";
  } catch {
    return "unreadable";
  }
}

async function isStillNamed(
  context: Context,
  rule: ApproverRule,
  personId: string,
  requestorId: string,
): Promise<boolean> {
  const candidates = await context.people.resolve(rule, requestorId);
  return candidates.some((candidate) => candidate.id === personId && candidate.accountEnabled);
}

/** Whether a person may decide the stage of a request now: what lists and refreshed cards ask. */
export function mayDecide(
  request: AccessRequest,
  index: number,
  personId: string,
  appointers: readonly string[],
): boolean {
  const stage = request.stages[index];
  return stage !== undefined && findAuthority(request, stage, personId, appointers) !== undefined;
}
