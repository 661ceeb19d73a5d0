import { z } from "zod";
import type { Person } from "../approval/approver.js";
import { SECOND } from "../approval/instant.js";
import { MAX_CALL_OUT_WAIT } from "../approval/limits.js";
import type { RiskSource } from "../approval/risk.js";
import type { Gate, OutsideControl, OutsideRequest } from "../service/ports/gate.js";
import {
  ASSIGNMENT_REQUEST_EXPAND,
  type AssignmentRequest,
  assignmentRequestSchema,
  isWaiting,
  stateOf,
  typeOf,
  waitingCallOuts,
} from "./assignment-request.js";
import type { GraphClient } from "./graph-client.js";
import { isNotFound } from "./graph-error.js";
import { operations } from "./operations.js";

const MY_ACCESS = {
  public: "https://myaccess.microsoft.com",
  usGovernment: "https://myaccess.microsoft.us",
  usGovernmentDoD: "https://myaccess.microsoft.us",
} as const;

const CONTROLS: Readonly<Record<RiskSource, string>> = {
  idProtection: "entraIdProtectionRiskyUserApproval",
  insiderRisk: "insiderRiskyUserApproval",
};
const controlSchema = z.object({
  isApprovalRequired: z.boolean(),
  minimumRiskLevel: z.string(),
}) satisfies z.ZodType<OutsideControl>;

/** Somebody waits for the settings; without Entra's part they are shown all the same. */
const CONTROL_PATIENCE = 3 * SECOND;
const PAGE_SIZE = "100";

export interface EntraGateOptions {
  readonly graph: Pick<GraphClient, "get" | "getPages">;
  readonly cloud: keyof typeof MY_ACCESS;
  /** Ids of the custom extensions that call this bot, in lower case. */
  readonly extensions: readonly string[];
}

/** Entra's side of the gate: what waits there, what its own controls say, and where people ask. */
export function createEntraGate({ graph, cloud, extensions }: EntraGateOptions): Gate {
  return {
    longestWait: MAX_CALL_OUT_WAIT,
    ourExtensions: new Set(extensions),
    requestLink: (accessPackageId, person) =>
      `${MY_ACCESS[cloud]}/@${directoryHint(person)}#/access-packages/${accessPackageId}`,
    readControl: (source) =>
      orNothing(
        graph.get(operations.readControl, {
          path: { name: CONTROLS[source] },
          answer: controlSchema,
          timeout: CONTROL_PATIENCE,
        }),
      ),
    async *undecided(since) {
      const query = {
        $filter: `createdDateTime ge ${new Date(since).toISOString()} and (state eq 'submitted' or state eq 'pendingApproval')`,
        $expand: ASSIGNMENT_REQUEST_EXPAND,
        $top: PAGE_SIZE,
      };
      const pages = graph.getPages(operations.listRequests, {
        query,
        item: assignmentRequestSchema,
        urgency: "background",
      });
      for await (const page of pages) yield page.map(asOutsideRequest);
    },
    async readRequest(id, timeout) {
      const call = {
        path: { id },
        answer: assignmentRequestSchema,
        ...(timeout !== undefined && { timeout }),
      };
      const found = await orNothing(graph.get(operations.readRequest, call));
      return found && asOutsideRequest(found);
    },
  };
}

/** The tenant, as My Access takes it: a domain of it. A guest's own name ends with one of the tenant as well. */
function directoryHint({ userPrincipalName }: Person): string {
  return encodeURIComponent(userPrincipalName.slice(userPrincipalName.lastIndexOf("@") + 1));
}

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function asOutsideRequest(request: AssignmentRequest): OutsideRequest {
  const { requestor, accessPackage, assignment } = request;
  const lower = (id: string | null | undefined) => (id ?? "").toLowerCase();
  return {
    id: request.id,
    state: stateOf(request),
    waiting: waitingCallOuts(request).map((callOut) => ({
      stageInstanceId: lower(callOut.id),
      customExtensionId: lower(callOut.customExtensionId),
    })),
    requestType: typeOf(request),
    // What has no date is treated as old: it is settled rather than left.
    createdAt: Date.parse(request.createdDateTime ?? "") || 0,
    requestorId: lower(requestor?.objectId),
    targetId: lower(assignment?.target?.objectId),
    accessPackageId: lower(accessPackage?.id),
    assignmentPolicyId: lower(assignment?.assignmentPolicy?.id),
    waitsFor: (stageInstanceId) => isWaiting(request, stageInstanceId),
  };
}
