import type { Instant } from "../approval/instant.js";
import type { RawSignal, RiskSource } from "../approval/risk.js";
import type { RiskSignals } from "../service/ports/risk-signals.js";
import type { Tenant } from "./tenant.js";

/** Risk levels of a tenant file, which can be changed while the bot runs. Changes are gone after a restart. */
export interface LocalRiskSignals extends RiskSignals {
  /** Sets what a source says of a person from now on; level `none` takes him off its list. */
  set(source: RiskSource, personId: string, level: string): void;
}

type Listed = Extract<RawSignal, { kind: "listed" }>;

/** @param now the clock for the date of a level that is set */
export function createLocalRiskSignals(tenant: Tenant, now: () => Instant): LocalRiskSignals {
  const lists: Record<RiskSource, Map<string, Listed>> = {
    idProtection: new Map(tenant.riskyUsers.map((user) => [user.id, toSignal(user)])),
    insiderRisk: new Map(
      tenant.insiderRiskLevels.map(({ id, level }) => [id, { kind: "listed", level }]),
    ),
  };
  return {
    read: async (source, personId) =>
      lists[source].get(personId.toLowerCase()) ?? { kind: "notListed" },
    set: (source, personId, level) => {
      const id = personId.toLowerCase();
      if (level === "none") {
        lists[source].delete(id);
        return;
      }
      const state = source === "idProtection" ? { riskState: "atRisk" } : {};
      lists[source].set(id, { kind: "listed", level, ...state, lastUpdated: now() });
    },
  };
}

function toSignal(user: Tenant["riskyUsers"][number]): Listed {
  const { riskLevel, riskState, riskDetail, riskLastUpdatedDateTime } = user;
  return {
    kind: "listed",
    level: riskLevel,
    riskState,
    ...(riskDetail !== undefined && { riskDetail }),
    ...(riskLastUpdatedDateTime !== undefined && {
      lastUpdated: Date.parse(riskLastUpdatedDateTime),
    }),
  };
}
