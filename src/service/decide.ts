import {
  type Decision,
  type DecisionFacts,
  type DecisionResult,
  decideStage,
  type Examination,
  examineDecision,
} from "../approval/decide.js";
import type { Instant } from "../approval/instant.js";
import { type ResolvedSets, resolveApprovers } from "../approval/open-stage.js";
import { refuse } from "../approval/refusal.js";
import type { AccessRequest } from "../approval/request.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { countRefusal } from "./count-refusal.js";
import { appointersInForce } from "./delegations.js";
import { lookUpPlainApprovers } from "./look-up-approvers.js";
import type { Versioned } from "./ports/store.js";
import { readForStage } from "./read-risk.js";
import { readStanding } from "./read-standing.js";

/** A decision as it comes from the edge; the appointers are looked up here. */
export type DecisionInput = Omit<Decision, "appointers"> & {
  readonly requestId: string;
  /** The request as the caller has read it a moment ago: saves reading it. A refusal never rests on it. */
  readonly known?: Versioned<AccessRequest> | undefined;
};

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
  const { requestId, known: readEarly, ...rest } = input;
  const appointers = await appointersInForce(context, input.person.id);
  const asked: Decision = { ...rest, appointers };
  const known =
    readEarly?.value.id === requestId ? readEarly : await context.store.load("request", requestId);
  if (!known) return { result: counted(context, refuse("notFound")), appointers: [] };
  const examined = examineDecision(known.value, asked, context.store.now());
  const looking = lookAhead(context, known.value, asked, examined);
  const { facts, decision } = await readFacts(context, known.value, asked, examined);
  const next = await Promise.race([looking, nextTurn()]);
  const changed = await changeRequest(
    context,
    requestId,
    (request, now) => askNext(decideStage(request, decision, facts, now), next, now),
    known,
  );
  // Whether the right stands was looked up for what was read early: a refusal is never given on it.
  if (known === readEarly && changed?.answer.ok === false)
    return decide(context, { ...rest, requestId });
  if (!changed) return { result: counted(context, refuse("notFound")), appointers };
  const result = counted(context, changed.answer);
  return { result, request: changed.request, appointers };
}

function counted(context: Context, result: DecisionResult): DecisionResult {
  if (result.ok === true) context.figures.decided(result.answer);
  else if (result.ok === false) countRefusal(context, result.code);
  return result;
}

interface NextStage {
  readonly index: number;
  readonly sets: ResolvedSets;
}

/**
 * Who decides after an approval, looked up while the rights of this decision are read: when the directory has named
 * everybody by then, and nobody has a delegate, they are asked in the same commit. Otherwise the clock asks them.
 */
async function lookAhead(
  context: Context,
  request: AccessRequest,
  { reviewResult }: Decision,
  examined: Examination,
): Promise<NextStage | undefined> {
  if (examined.ok !== true || reviewResult === "Denied") return undefined;
  const index = examined.index + 1;
  const sets = await lookUpPlainApprovers(context, request, index).catch(() => undefined);
  return sets && { index, sets };
}

/** A click waits for nobody whom it does not need: what is not there by the next turn of the event loop comes later. */
function nextTurn(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}

function askNext(
  result: DecisionResult,
  next: NextStage | undefined,
  now: Instant,
): DecisionResult {
  if (result.ok !== true || result.answer !== "settled" || !next) return result;
  const asked = resolveApprovers(result.request, next.index, next.sets, now);
  if (!asked) return result;
  return { ...result, request: asked.request, events: [...result.events, ...asked.events] };
}

/** What has to be read before the decision may stand, and the decision with the right that was found to stand. */
async function readFacts(
  context: Context,
  request: AccessRequest,
  decision: Decision,
  examined: Examination,
): Promise<{ readonly facts: DecisionFacts; readonly decision: Decision }> {
  const newToken = context.newToken();
  if (examined.ok !== true) return { facts: { standing: "unreadable", newToken }, decision };
  const { index, stage } = examined;
  const needsReading = stage.source !== undefined && decision.reviewResult === "Approved";
  const [standing, reading] = await Promise.all([
    readStanding(context, request, stage, decision.person, decision.appointers),
    needsReading && stage.source ? readForStage(context, stage.source, request) : undefined,
  ]);
  const facts = { standing: standing.kind, index, newToken, ...(reading && { reading }) };
  return standing.kind === "stands"
    ? { facts, decision: { ...decision, appointers: standing.appointers } }
    : { facts, decision };
}
