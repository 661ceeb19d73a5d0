import type { AccessPackageAssignmentRequest } from "@microsoft/microsoft-graph-types";
import { type GraphRequest, type GraphRoute, notFound, ok, refuse } from "../graph-route.js";
import type { WorldRequest } from "../world-requests.js";

const PATH = "/v1.0/identityGovernance/entitlementManagement/assignmentRequests";
const WRITE = ["EntitlementManagement.ReadWrite.All"];
const READ = ["EntitlementManagement.Read.All", ...WRITE];
const TYPE = "microsoft.graph.accessPackageCustomExtensionStage.";
const STATES = new Set([undefined, "Denied", "Canceled"]);

export const assignmentRequestRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: PATH,
    anyOf: READ,
    options: ["$filter", "$expand", "$select", "$top"],
    answer: (request) => {
      const wanted = readFilter(request.query.get("$filter"));
      if (!wanted) return refuse(400, "BadRequest", "The filter is not supported.");
      const found = [...request.world.assignmentRequests.values()].filter(
        ({ state, createdDateTime }) =>
          wanted.states.includes(state ?? "") && Date.parse(createdDateTime) >= wanted.since,
      );
      return request.page(
        found.map((each) => shown(each, request)),
        100,
      );
    },
  },
  {
    method: "GET",
    path: `${PATH}/{id}`,
    anyOf: READ,
    options: ["$expand", "$select"],
    answer: (request) => {
      const found = request.world.assignmentRequests.get(request.params.id ?? "");
      return found ? ok(shown(found, request)) : notFound();
    },
  },
  { method: "POST", path: `${PATH}/{id}/resume`, anyOf: WRITE, answer: resume },
];

/** Related objects come only where `$expand` names them. */
function shown(
  { requestor, accessPackage, assignment, ...rest }: WorldRequest,
  { query }: GraphRequest,
): AccessPackageAssignmentRequest {
  const expand = query.get("$expand") ?? "";
  return {
    ...rest,
    ...(expand.includes("requestor") && { requestor }),
    ...(expand.includes("accessPackage") && { accessPackage }),
    ...(expand.includes("assignment(") && { assignment }),
  };
}

/** `createdDateTime ge … and (state eq 'a' or state eq 'b')`. */
function readFilter(filter: string | null) {
  const [, since, states] = /^createdDateTime ge (\S+) and \((.+)\)$/.exec(filter ?? "") ?? [];
  const named = states?.split(" or ").map((part) => /^state eq '(\w+)'$/.exec(part)?.[1]);
  if (since === undefined || !named?.every((state) => state !== undefined)) return undefined;
  return { since: Date.parse(since), states: named as readonly string[] };
}

interface ResumeBody {
  readonly source?: unknown;
  readonly type?: unknown;
  readonly data?: Readonly<Record<string, string | undefined>>;
}

function resume({ world, params, body }: GraphRequest) {
  const request = world.assignmentRequests.get(params.id ?? "");
  if (!request) return notFound();
  const { source, type, data = {} } = (body ?? {}) as ResumeBody;
  const isShaped =
    typeof source === "string" &&
    type === `${TYPE}${data.stage}` &&
    data["@odata.type"] === "microsoft.graph.accessPackageAssignmentRequestCallbackData" &&
    (data.customExtensionStageInstanceDetail?.length ?? 0) > 0 &&
    STATES.has(data.state);
  if (!isShaped) return refuse(400, "BadRequest", "The body is not understood.");
  const callOut = request.customExtensionCalloutInstances.find(
    ({ id }) => id === data.customExtensionStageInstanceId,
  );
  if (callOut?.status !== "waitingForCallback") {
    return refuse(400, "InvalidOperation", "The request does not wait for a callback.");
  }
  callOut.status = "callbackReceived";
  callOut.detail = data.customExtensionStageInstanceDetail ?? null;
  if (data.state === "Denied") request.state = "denied";
  else if (data.state === "Canceled") request.state = "canceled";
  else request.state = "pendingApproval";
  world.resumes.push({ id: request.id, state: data.state });
  return { status: 204 };
}
