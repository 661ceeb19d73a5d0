import { RISK_SOURCES, type RiskSource } from "../approval/risk.js";

/**
 * The sources of which the details of an event tell something (Rules V2, V4): a reading, wherever it stands, or that somebody
 * was asked again, which says that the level had moved.
 */
export function evidenceIn(details: unknown): ReadonlySet<RiskSource> {
  const found = new Set<RiskSource>();
  collect(details, found);
  return found;
}

function collect(value: unknown, found: Set<RiskSource>): void {
  if (typeof value !== "object" || value === null) return;
  const source = RISK_SOURCES.find((known) => (value as { source?: unknown }).source === known);
  if (source !== undefined && isTelling(value)) found.add(source);
  for (const inner of Object.values(value)) collect(inner, found);
}

function isTelling(value: object): boolean {
  return "rank" in value || "riskState" in value || Reflect.get(value, "answer") === "questioned";
}
