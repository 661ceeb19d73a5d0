import type { Candidate, Person } from "../../src/approval/approver.js";
import { defaultSettings } from "../../src/approval/control-settings.js";
import type { Effect } from "../../src/approval/effect.js";
import { evaluateRequest } from "../../src/approval/evaluate.js";
import type { Instant } from "../../src/approval/instant.js";
import { resolveApprovers } from "../../src/approval/open-stage.js";
import type { Refusal } from "../../src/approval/refusal.js";
import type { PolicyStage } from "../../src/approval/request.js";
import { submitRequest } from "../../src/approval/submit.js";

export const NOW: Instant = Date.parse("2025-03-10T09:00:00Z");

/** A person with an object id made from a small number. */
export function person(number: number, displayName = `Person ${number}`): Person {
  const id = `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
  return { id, displayName, userPrincipalName: `person${number}@contoso.example` };
}

export interface SubmissionChoices {
  readonly requestor?: Person;
  readonly key?: string;
  readonly justification?: string;
  readonly now?: Instant;
  /** Of the risk stage; none when they are absent. */
  readonly fallbackApprovers?: readonly Person[];
  /** Of the assignment policy; none when it is absent. */
  readonly policyStages?: readonly PolicyStage[];
}

/** A submitted request with its audit event, by the real function of the core. */
export function submitted(id: string, choices: SubmissionChoices = {}): Effect {
  const requestor = choices.requestor ?? person(1, "Rae Requestor");
  return must(
    submitRequest(
      {
        id,
        origin: {
          kind: "chat",
          caller: requestor.id,
          key: choices.key ?? `activity-${id}`,
          contentDigest: "0".repeat(64),
        },
        requestor,
        target: requestor,
        accessPackage: {
          id: "package-1",
          displayName: "Payroll production",
          description: "Read and change payroll data",
        },
        assignmentPolicy: {
          id: "policy-1",
          displayName: "Employees",
          isRequestorJustificationRequired: true,
          allowOnBehalf: false,
          stages: [...(choices.policyStages ?? [])],
        },
        justification: choices.justification ?? "Month-end closing",
      },
      choices.now ?? NOW,
    ),
  );
}

/** The same request at an open risk stage that these people can decide. */
export function atRiskStage(
  id: string,
  approvers: readonly Person[],
  choices: SubmissionChoices = {},
): Effect {
  const now = choices.now ?? NOW;
  const first = submitted(id, choices);
  const settings = { ...defaultSettings("idProtection"), isApprovalRequired: true };
  const planned = must(
    evaluateRequest(
      first.request,
      [
        {
          source: "idProtection",
          personId: first.request.target.id,
          readAt: now,
          rank: 3,
          riskState: "atRisk",
        },
      ],
      {
        idProtection: { settings, version: 1 },
        insiderRisk: { settings: defaultSettings("insiderRisk"), version: 0 },
      },
      now,
    ),
  );
  const resolved = must(
    resolveApprovers(
      planned.request,
      0,
      {
        primaryApprovers: approvers.map(candidate),
        fallbackApprovers: (choices.fallbackApprovers ?? []).map(candidate),
        isComplete: true,
        delegations: [],
      },
      now,
    ),
  );
  return { ...resolved, events: [...first.events, ...planned.events, ...resolved.events] };
}

function candidate(approver: Person): Candidate {
  const label = "Security Administrator";
  return {
    ...approver,
    accountEnabled: true,
    namedBy: [{ rule: { kind: "role", name: label }, label }],
  };
}

function must(result: Effect | Refusal | undefined): Effect {
  if (!result?.ok) throw new Error(`The core refused: ${JSON.stringify(result)}`);
  return result;
}
