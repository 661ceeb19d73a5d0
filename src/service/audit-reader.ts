import { EVIDENCE_ROLES, RISK_SOURCES, type RiskSource } from "../approval/risk.js";
import type { ChainedEvent, SaltedText } from "../audit/chained-event.js";
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

/**
 * The texts of an event that may be shown: what an approver of a risk stage wrote, and whether the risk had fallen by
 * then, tell of its evidence, so that they are for holders of the source's role only (Rule V4).
 */
export function readableTexts(
  reader: AuditReader,
  { details }: ChainedEvent,
  texts: Readonly<Record<string, SaltedText>> = {},
): Readonly<Record<string, SaltedText>> {
  const source = RISK_SOURCES.find((known) => known === details.source);
  if (source === undefined || reader.sources.has(source)) return texts;
  const { justification: _, riskAtDecision: __, ...others } = texts;
  return others;
}

/** Whether the content of an event may be shown: evidence only with the role of its source (Rule V4). */
export function mayReadEvent(reader: AuditReader, event: ChainedEvent): boolean {
  return [...evidenceIn(event.details)].every((source) => reader.sources.has(source));
}
