import type { ApproverRule, Candidate, Person } from "../../src/approval/approver.js";
import type { ControlSettings } from "../../src/approval/control-settings.js";
import { defaultSettings } from "../../src/approval/control-settings.js";
import type { PolicyStage } from "../../src/approval/request.js";
import type { RawSignal, RiskSource } from "../../src/approval/risk.js";
import type { CatalogPackage } from "../../src/service/ports/catalog.js";
import {
  type DirectoryPerson,
  DirectoryUnavailableError,
  type People,
} from "../../src/service/ports/people.js";
import {
  ADA,
  COLE,
  DANA,
  FINN,
  INGRID,
  MANAGER,
  MORGAN,
  RILEY,
  SAM,
  SECURITY_ROLE,
  SOC_GROUP,
  STRANGER,
  TAYLOR,
} from "../builders/cast.js";

export const EVERYBODY = [
  RILEY,
  TAYLOR,
  SAM,
  INGRID,
  FINN,
  MORGAN,
  DANA,
  ADA,
  STRANGER,
  COLE,
] as const;
/** Who asks for access. Riley and Taylor are risky; Riley reviews and administers as well; nobody manages Sasha. */
export const REQUESTORS = [RILEY, RILEY, TAYLOR, COLE, STRANGER] as const;

const ADMINISTRATOR_ROLE = "Identity Governance Administrator";
const OWNERS: ApproverRule = { kind: "group", id: "00000000-0000-4000-8000-0000000000bb" };
const SHORT = { durationBeforeEscalation: "PT10M", durationBeforeAutomaticDenial: "PT30M" };

/** Rule by rule, the people whom the directory names: a word for kind and name leads to them. */
const MEMBERS: Readonly<Record<string, readonly Person[]>> = {
  "Security Administrator": [SAM, INGRID, RILEY],
  "Compliance Administrator": [COLE, INGRID],
  [ADMINISTRATOR_ROLE]: [ADA, RILEY],
  [idOf(SOC_GROUP)]: [FINN, TAYLOR],
  [idOf(OWNERS)]: [INGRID, DANA],
};
const MANAGERS = new Map([
  [RILEY.id, MORGAN],
  [TAYLOR.id, RILEY],
  [COLE.id, SAM],
]);

function policyStage(
  primary: ApproverRule[],
  fallback: ApproverRule[],
  must: boolean,
): PolicyStage {
  return {
    primaryApprovers: primary,
    fallbackApprovers: fallback,
    ...SHORT,
    isApproverJustificationRequired: must,
  };
}

function catalogPackage(number: number, name: string, stages: PolicyStage[]): CatalogPackage {
  const policy = { id: `policy-${number}`, displayName: "Employees", stages };
  const rules = { isRequestorJustificationRequired: number !== 2, allowOnBehalf: number !== 3 };
  const about = { id: `package-${number}`, displayName: name, description: "for daily work" };
  return { ...about, assignmentPolicies: [{ ...policy, ...rules }] };
}

/** From 0 to 3 policy stages. */
export const PACKAGES: readonly CatalogPackage[] = [
  catalogPackage(1, "Finance Data", [policyStage([MANAGER], [SOC_GROUP], false)]),
  catalogPackage(2, "Travel Portal", []),
  catalogPackage(3, "Payroll Export", [
    policyStage([{ kind: "user", id: SAM.id }, MANAGER], [OWNERS], true),
    policyStage([OWNERS], [], false),
    policyStage([SECURITY_ROLE], [SOC_GROUP], false),
  ]),
  // Nobody at all decides this one for a requestor without a manager (Rule A3).
  catalogPackage(4, "Lab Access", [policyStage([MANAGER], [], false)]),
];

/** What the store begins with: both sources on, insider risk without fallback. */
export const FIRST_SETTINGS: Record<RiskSource, ControlSettings> = {
  idProtection: {
    ...defaultSettings("idProtection"),
    isApprovalRequired: true,
    fallbackApprovers: [{ kind: "group", id: idOf(SOC_GROUP) }],
    ...SHORT,
  },
  insiderRisk: { ...defaultSettings("insiderRisk"), isApprovalRequired: true, ...SHORT },
};

/** The world outside, with everything that can change or fail about it. */
export class Company {
  readonly disabled = new Set<string>();
  /** People whom no group, role or manager rule names any more. */
  readonly removed = new Set<string>();
  isDirectoryDown = false;
  isFulfilmentDown = false;
  readonly levels = new Map<string, RawSignal>([
    [`idProtection/${RILEY.id}`, { kind: "listed", level: "medium", riskState: "atRisk" }],
    [`idProtection/${TAYLOR.id}`, { kind: "listed", level: "medium" }],
    [`insiderRisk/${TAYLOR.id}`, { kind: "listed", level: "elevated" }],
  ]);

  signal(source: RiskSource, personId: string): RawSignal {
    return this.levels.get(`${source}/${personId}`) ?? { kind: "notListed" };
  }

  /** Whom a rule names now, whether or not the directory answers. */
  named(rule: ApproverRule, requestorId: string): readonly Person[] {
    return namedBefore(rule, requestorId).filter((who) => !this.removed.has(who.id));
  }

  isEnabled(personId: string): boolean {
    return !this.disabled.has(personId);
  }

  people(): People {
    const answer = <T>(value: T): Promise<T> =>
      this.isDirectoryDown
        ? Promise.reject(new DirectoryUnavailableError("the directory is down"))
        : Promise.resolve(value);
    const full = (who: Person): DirectoryPerson => ({
      ...who,
      accountEnabled: this.isEnabled(who.id),
    });
    const find = (id: string) => EVERYBODY.find((who) => who.id === id);
    const holders = (role: string) => (MEMBERS[role] ?? []).filter((who) => this.isEnabled(who.id));
    return {
      byId: (id) => {
        const found = find(id);
        return answer(found && full(found));
      },
      byUserPrincipalName: () => answer(undefined),
      resolve: (rule, requestorId) =>
        answer(
          this.named(rule, requestorId).map(
            (who): Candidate => ({ ...full(who), namedBy: [{ rule, label: labelOf(rule) }] }),
          ),
        ),
      label: (rule) => answer(labelOf(rule)),
      groupByName: () => answer(undefined),
      roleByName: () => answer(undefined),
      findByName: () => answer([]),
      roleHolders: (role) => answer(holders(role).map(full)),
      hasRole: (id, role) => answer(holders(role).some((who) => who.id === id)),
    };
  }

  /** Everything works again. */
  heal(): void {
    this.isDirectoryDown = false;
    this.isFulfilmentDown = false;
  }
}

function namedBefore(rule: ApproverRule, requestorId: string): readonly Person[] {
  switch (rule.kind) {
    case "user":
      return EVERYBODY.filter((who) => who.id === rule.id);
    case "manager": {
      const manager = MANAGERS.get(requestorId);
      return manager ? [manager] : [];
    }
    default:
      return MEMBERS[rule.kind === "role" ? rule.name : rule.id] ?? [];
  }
}

function labelOf(rule: ApproverRule): string {
  return rule.kind === "role" ? rule.name : rule.kind === "group" ? "SOC on call" : rule.kind;
}

function idOf(rule: ApproverRule): string {
  if (rule.kind !== "group") throw new Error("only a group has an id here");
  return rule.id;
}
