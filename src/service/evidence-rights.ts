import { EVIDENCE_ROLES, RISK_SOURCES, type RiskSource } from "../approval/risk.js";
import type { Context } from "./context.js";

/** The sources whose level and detail a person may see, by role (Rule V4). Unreadable means no. */
export async function evidenceRights(
  context: Context,
  personId: string,
): Promise<ReadonlySet<RiskSource>> {
  const holds = await Promise.all(
    RISK_SOURCES.map((source) =>
      context.people.hasRole(personId, EVIDENCE_ROLES[source]).catch(() => false),
    ),
  );
  return new Set(RISK_SOURCES.filter((_, i) => holds[i]));
}
