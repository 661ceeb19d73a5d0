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
  const people = await resolveSets(context, request, index);
  return people && { ...people, delegations: await delegationsOf(context, idsOf(people)) };
}

/** The same, when it costs no more than a look into the directory; undefined when there is more to read. */
export async function lookUpPlainApprovers(
  context: Context,
  request: AccessRequest,
  index: number,
): Promise<ResolvedSets | undefined> {
  const people = await resolveSets(context, request, index);
  if (!people?.isComplete) return undefined;
  const delegating = await context.store.delegating(idsOf(people));
  return delegating.length > 0 ? undefined : { ...people, delegations: [] };
}

type People = Omit<ResolvedSets, "delegations">;

async function resolveSets(
  context: Context,
  request: AccessRequest,
  index: number,
): Promise<People | undefined> {
  const stage = request.stages[index];
  if (!stage) return undefined;
  const [primary, fallback] = await Promise.all([
    resolveRules(context, stage.settings.primaryApprovers, request.requestor.id),
    resolveRules(context, stage.settings.fallbackApprovers, request.requestor.id),
  ]);
  return {
    primaryApprovers: primary.candidates,
    fallbackApprovers: fallback.candidates,
    isComplete: primary.isComplete && fallback.isComplete,
  };
}

function idsOf({ primaryApprovers, fallbackApprovers }: People): string[] {
  return [...new Set([...primaryApprovers, ...fallbackApprovers].map(({ id }) => id))];
}
