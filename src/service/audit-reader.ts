import { EVIDENCE_ROLES, RISK_SOURCES, type RiskSource } from "../approval/risk.js";
import type { ChainedEvent } from "../audit/chained-event.js";
import { evidenceIn } from "../audit/risk-evidence.js";
import type { Context } from "./context.js";

/** Who reads the trail, and whose evidence he may see (Rule V4). */
export interface AuditReader {
  readonly personId: string;
  readonly sources: ReadonlySet<RiskSource>;
}

/** A role that cannot be read is one that he has not. */
export async function auditReaderOf(context: Context, personId: string): Promise<AuditReader> {
  const sources = new Set<RiskSource>();
  for (const source of RISK_SOURCES) {
    const holds = context.people.hasRole(personId, EVIDENCE_ROLES[source]);
    if (await holds.catch(() => false)) sources.add(source);
  }
  return { personId, sources };
}

/** Whether the content of an event may be shown: evidence only with the role of its source (Rule V4). */
export function mayReadEvent(reader: AuditReader, event: ChainedEvent): boolean {
  return [...evidenceIn(event.details)].every((source) => reader.sources.has(source));
}
