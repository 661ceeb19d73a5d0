import type { Context } from "./context.js";

/** What nobody does whose request or card it is. */
const ATTEMPTS: ReadonlySet<string> = new Set(["notFound", "noLongerApprover", "notAdministrator"]);

/** Whether it belongs in the security log, with who tried and where (Rule U1). */
export function isAttempt(code: string): boolean {
  return ATTEMPTS.has(code);
}

/** Counts what a use case refuses, once: an attempt is noted by the edge, which counts what it notes. */
export function countRefusal({ figures }: Pick<Context, "figures">, code: string): void {
  if (!isAttempt(code)) figures.refused(code);
}
