import { z } from "zod";
import { SECOND } from "../approval/instant.js";
import { ASSIGNMENT_REQUEST_EXPAND } from "./assignment-request.js";
import { PERSON_PROPERTIES } from "./directory-person.js";
import type { Query } from "./graph-address.js";
import type { GraphClient } from "./graph-client.js";
import { GraphError, isNotFound } from "./graph-error.js";
import type { Operation } from "./operation.js";
import { operations } from "./operations.js";
import { RISKY_USER_PROPERTIES } from "./risky-user.js";

/** No object has this id: asking for it shows whether asking is allowed. */
const NOBODY = "00000000-0000-4000-8000-000000000000";

/** The probes of ID Protection wait for each other. Milliseconds. */
const PROBE_PATIENCE = 20 * SECOND;

interface Probe {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Query;
}

const one = { query: { $top: "1" } };
const nobody = { path: { id: NOBODY } };
const noRole = { query: { $filter: `roleDefinitionId eq '${NOBODY}'`, $expand: "principal" } };

/** The options are those of the real calls, so that one which the tenant does not take is found here. */
const $expand = ASSIGNMENT_REQUEST_EXPAND;
const noRequest = {
  query: {
    $filter:
      "createdDateTime ge 2999-01-01T00:00:00Z and (state eq 'submitted' or state eq 'pendingApproval')",
    $expand,
    $top: "1",
  },
};
const policies = { $expand: "assignmentPolicies" };
const person = { $select: PERSON_PROPERTIES };

/** How to find out, by reading next to nothing, whether an operation is allowed. What changes something is never tried. */
const PROBES: Readonly<Record<string, Probe>> = {
  readUser: { ...nobody, query: person },
  listUsers: { query: { ...person, $filter: `id in ('${NOBODY}')` } },
  searchUsers: one,
  readManager: nobody,
  readGroup: nobody,
  listGroups: one,
  searchGroups: one,
  listTransitiveMembers: { ...nobody, query: { ...person, $top: "1" } },
  listRoleDefinitions: {},
  listRoleAssignments: noRole,
  listRoleEligibilities: noRole,
  readRiskyUser: { ...nobody, query: { $select: RISKY_USER_PROPERTIES } },
  listRiskyUsers: { query: { $select: RISKY_USER_PROPERTIES, $top: "1" } },
  listRiskDetections: {
    query: { $filter: `userId eq '${NOBODY}'`, $orderby: "detectedDateTime desc", $top: "1" },
  },
  listAccessPackages: { query: { ...policies, $top: "1" } },
  readAccessPackage: { ...nobody, query: policies },
  readRequest: { ...nobody, query: { $expand } },
  listRequests: noRequest,
  readControl: { path: { name: "entraIdProtectionRiskyUserApproval" } },
};

export function isProbed({ name }: Operation): boolean {
  return name in PROBES;
}

/** What came of trying an operation. */
export type ProbeResult =
  | { readonly kind: "allowed" }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "failed"; readonly code: string };

/** Tries one operation. That there is no such object is an answer too. */
export async function probe(graph: GraphClient, operation: Operation): Promise<ProbeResult> {
  const { path = {}, query = {} } = PROBES[operation.name] ?? {};
  const reading = operation as Operation<"GET", `/{${string}}`>;
  try {
    await graph.get(reading, { path, query, answer: z.unknown(), timeout: PROBE_PATIENCE });
    return { kind: "allowed" };
  } catch (error) {
    if (isNotFound(error)) return { kind: "allowed" };
    if (!(error instanceof GraphError)) throw error;
    const code = error.status === 0 ? error.code : `${error.status} ${error.code}`;
    return { kind: error.status === 403 ? "refused" : "failed", code };
  }
}

/** Every operation of the table. */
export const ALL_OPERATIONS: readonly Operation[] = Object.values(operations);
