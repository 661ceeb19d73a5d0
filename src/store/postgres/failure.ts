import { DatabaseError } from "pg";

/**
 * What a failed statement means. `nothing`: it changed nothing, and would not work a second time either. `again`: it
 * changed nothing and is worth another try at once. `unavailable`: it changed nothing; the database does not take it
 * now. `unknown`: whether it was carried out is not known.
 */
export type FailureKind = "nothing" | "again" | "unavailable" | "unknown";

/** A server that takes reads only. */
export const READ_ONLY = "25006";
/** Serialization failure, deadlock: the statement lost a race. */
const RACES = new Set(["40001", "40P01"]);
/** Time-out of a statement or a lock, a server that only reads: the database is there and does not take it. */
const REFUSALS = new Set(["57014", "55P03", READ_ONLY, "25P03"]);
/** Disk full, out of memory, too many connections, and all else of class 53. */
const SHORTAGE = /^53/;
/** Connection exceptions, shutdown and crash, and errors of the server itself: it may have happened before. */
const BROKEN = /^(08|57P|58|XX)/;

/** Judges an error of a statement that was sent. */
export function judgeFailure(error: unknown): FailureKind {
  if (!(error instanceof DatabaseError) || error.code === undefined) return "unknown";
  if (RACES.has(error.code)) return "again";
  if (REFUSALS.has(error.code) || SHORTAGE.test(error.code)) return "unavailable";
  return BROKEN.test(error.code) ? "unknown" : "nothing";
}

export function hasCode(error: unknown, code: string): boolean {
  return sqlStateOf(error) === code;
}

export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

/** Why, in words that hold no password and no text of people. */
export function reasonOf(error: unknown): string {
  if (error instanceof DatabaseError) return `the database answered ${error.code}`;
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  if (typeof code === "string") return code;
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s+/g, " ").slice(0, 120);
}
