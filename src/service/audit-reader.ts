import { EVIDENCE_ROLES, RISK_SOURCES, type RiskSource } from "../approval/risk.js";
import type { ChainedEvent, SaltedText } from "../audit/chained-event.js";
import { evidenceIn } from "../audit/risk-evidence.js";
import type { Context } from "./context.js";

/** Who reads the trail, and whose evidence he may see (Rule V4). */
export interface AuditReader {
  readonly personId: string;
  readonly sources: ReadonlySet<RiskSource>;
  /** There are requests that he made or that are for him. */
  readonly hasOwnRequests: boolean;
}

/** A role that cannot be read is one that he has not. */
export async function auditReaderOf(context: Context, personId: string): Promise<AuditReader> {
  const sources = new Set<RiskSource>();
  for (const source of RISK_SOURCES) {
    const holds = context.people.hasRole(personId, EVIDENCE_ROLES[source]);
    if (await holds.catch(() => false)) sources.add(source);
  }
  const own = await context.store.requestsAbout(personId, 1);
  return { personId, sources, hasOwnRequests: own.length > 0 };
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

/**
 * Why the content of an event is not shown (Rule V4): evidence is for holders of its source's role. Which requests an
 * approver was asked about in one message tells nothing to whoever has requests of his own: they may be among them, and
 * were that one event hidden alone, it would say so (Rule V1).
 */
export function withheldFrom(
  reader: AuditReader,
  event: ChainedEvent,
): "riskEvidence" | "requests" | undefined {
  const isReadable = [...evidenceIn(event.details)].every((source) => reader.sources.has(source));
  if (!isReadable) return "riskEvidence";
  return reader.hasOwnRequests && event.type === "digestPlanned" ? "requests" : undefined;
}
