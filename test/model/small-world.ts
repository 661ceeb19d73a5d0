import type { Candidate, Person } from "../../src/approval/approver.js";
import { defaultSettings } from "../../src/approval/control-settings.js";
import type { Instant } from "../../src/approval/instant.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { submitRequest } from "../../src/approval/submit.js";
import type { Context } from "../../src/service/context.js";
import type { Store } from "../../src/service/ports/store.js";
import {
  ADA,
  candidate,
  FINN,
  INGRID,
  RILEY,
  SAM,
  SECURITY_ROLE,
  SOC_GROUP,
} from "../builders/cast.js";
import { policyStage } from "../builders/controls.js";
import { UNWATCHED } from "../builders/figures.js";
import { NOW } from "../builders/request.js";
import { POLICY, submission } from "../builders/submission.js";
import type { Scenario } from "./scenario.js";

/** Escalation after 10 minutes, denial after 20. */
const SHORT = { durationBeforeEscalation: "PT10M", durationBeforeAutomaticDenial: "PT20M" };

const PEOPLE: readonly Person[] = [RILEY, SAM, INGRID, FINN, ADA];

export const SETTINGS = {
  idProtection: {
    ...defaultSettings("idProtection"),
    isApprovalRequired: true,
    primaryApprovers: [SECURITY_ROLE],
    fallbackApprovers: [SOC_GROUP],
    ...SHORT,
  },
  insiderRisk: defaultSettings("insiderRisk"),
} as const;

/** Riley has asked for access and is at medium risk; nothing has been done about it yet. */
export function firstValue({ hasPolicyStage }: Scenario): AccessRequest {
  const primaryApprovers = [{ kind: "user" as const, id: SAM.id }];
  const stages = hasPolicyStage
    ? [policyStage({ ...SHORT, primaryApprovers, fallbackApprovers: [] })]
    : [];
  const submitted = submitRequest(submission({ assignmentPolicy: { ...POLICY, stages } }), NOW);
  if (!submitted.ok) throw new Error(`refused: ${submitted.code}`);
  return submitted.request;
}

/** What a use case works with: the model of the store, and a company in which nothing changes. */
export function contextOf(store: Store, level: string, newToken: () => string): Context {
  const nothing = (): void => undefined;
  const known = (id: string) => {
    const found = PEOPLE.find((who) => who.id === id);
    return found && { ...found, accountEnabled: true };
  };
  return {
    tenantId: "tenant-1",
    store,
    auditTrail: {
      publicKey: "",
      anchor: async () => undefined,
      anchors: noLines,
      trails: noLines,
      trail: async () => undefined,
      sign: () => "",
    },
    people: {
      byId: async (id) => known(id),
      byUserPrincipalName: async () => undefined,
      resolve: async (rule) => candidatesOf(rule),
      label: async (rule) => rule.kind,
      groupByName: async () => undefined,
      roleByName: async () => undefined,
      findByName: async () => [],
      roleHolders: async () => [{ ...ADA, accountEnabled: true }],
      hasRole: async () => false,
    },
    signals: {
      read: async () => ({ kind: "listed", level, riskState: "atRisk" }),
    },
    catalog: { packages: async () => [], packageById: async () => undefined },
    fulfilment: { handOver: async () => undefined },
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    figures: UNWATCHED,
    newToken,
  };
}

function candidatesOf(rule: Parameters<Context["people"]["resolve"]>[0]): readonly Candidate[] {
  switch (rule.kind) {
    case "role":
      // Riley holds the role as well: never asked about his own request.
      return [SAM, INGRID, RILEY].map((who) => candidate(who, rule));
    case "group":
      return [candidate(FINN, rule)];
    default:
      return PEOPLE.filter((who) => rule.kind === "user" && who.id === rule.id).map((who) =>
        candidate(who, rule),
      );
  }
}

async function* noLines(): AsyncGenerator<never> {}

/** The instant at which every exploration begins. */
export const BEGINNING: Instant = NOW;
