import { needsRiskStage } from "../approval/plan.js";
import { RISK_SOURCES, type RiskReading, type RiskSource } from "../approval/risk.js";
import type { Context } from "./context.js";
import { loadControls } from "./control-snapshot.js";
import { evidenceRights } from "./evidence-rights.js";
import { readPerson } from "./read-risk.js";

/** What a source says of a person now. */
export interface PersonRisk {
  readonly source: RiskSource;
  readonly isApprovalRequired: boolean;
  /** A request of his would get this stage under the settings of now. */
  readonly wouldBeReviewed: boolean;
  /** Absent without the source's role (contract, fine print 3). */
  readonly reading?: RiskReading;
}

/** Reads every source for one person, for an administrator. The log says who looked at whom, never what was read. */
export async function readPersonRisk(
  context: Context,
  personId: string,
  readerId: string,
): Promise<PersonRisk[]> {
  const [rights, controls] = await Promise.all([
    evidenceRights(context, readerId),
    loadControls(context),
  ]);
  context.log.info({ readerId, personId, shown: [...rights] }, "risk was looked up");
  return Promise.all(
    RISK_SOURCES.map(async (source) => {
      const reading = await readPerson(context, source, personId);
      const { settings } = controls[source];
      return {
        source,
        isApprovalRequired: settings.isApprovalRequired,
        wouldBeReviewed: needsRiskStage(settings, source, [reading]),
        ...(rights.has(source) && { reading }),
      };
    }),
  );
}
