import type { ResolvedSets } from "../approval/open-stage.js";
import type { AccessRequest } from "../approval/request.js";
import type { Context } from "./context.js";
import { delegationsOf } from "./delegations.js";
import { resolveRules } from "./resolve-rules.js";

/**
 * What the directory says now about the two sets of a stage; `isComplete` is false when it cannot be read. Undefined when
 * there is no such stage. Rejects only when the store does.
 */
export async function lookUpApprovers(
  context: Context,
  request: AccessRequest,
  index: number,
): Promise<ResolvedSets | undefined> {
  const stage = request.stages[index];
  if (!stage) return undefined;
  const { primaryApprovers, fallbackApprovers } = stage.settings;
  const [primary, fallback] = await Promise.all([
    resolveRules(context, primaryApprovers, request.requestor.id),
    resolveRules(context, fallbackApprovers, request.requestor.id),
  ]);
  const people = [...primary.candidates, ...fallback.candidates].map((candidate) => candidate.id);
  return {
    primaryApprovers: primary.candidates,
    fallbackApprovers: fallback.candidates,
    isComplete: primary.isComplete && fallback.isComplete,
    delegations: await delegationsOf(context, [...new Set(people)]),
  };
}
