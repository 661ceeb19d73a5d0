import { RISK_SOURCES, type RiskSource } from "../approval/risk.js";

/** The sources whose readings stand anywhere in the details of an event (Rules V2, V4). */
export function evidenceIn(details: unknown): ReadonlySet<RiskSource> {
  const found = new Set<RiskSource>();
  collect(details, found);
  return found;
}

function collect(value: unknown, found: Set<RiskSource>): void {
  if (typeof value !== "object" || value === null) return;
  const source = RISK_SOURCES.find((known) => (value as { source?: unknown }).source === known);
  if (source !== undefined && ("rank" in value || "riskState" in value)) found.add(source);
  for (const inner of Object.values(value)) collect(inner, found);
}
