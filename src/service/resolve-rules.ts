import type { ApproverRule, Candidate } from "../approval/approver.js";
import type { Context } from "./context.js";

/** The people whom rules name. `isComplete` is false when any rule could not be read (Rule A1). */
export async function resolveRules(
  context: Context,
  rules: readonly ApproverRule[],
  requestorId: string,
): Promise<{ readonly candidates: readonly Candidate[]; readonly isComplete: boolean }> {
  const results = await Promise.allSettled(
    rules.map((rule) => context.people.resolve(rule, requestorId)),
  );
  return {
    candidates: results.flatMap((result) => (result.status === "fulfilled" ? result.value : [])),
    isComplete: results.every((result) => result.status === "fulfilled"),
  };
}
