import type {
  AccessPackageAssignmentRequest,
  CustomExtensionCalloutInstance,
} from "@microsoft/microsoft-graph-types";
import { type GraphWorld, guid, type WorldUser } from "./graph-world.js";

/** A request of the tenant, with what a gate in front of it needs to be there. */
export type WorldRequest = AccessPackageAssignmentRequest & {
  readonly id: string;
  readonly createdDateTime: string;
  readonly customExtensionCalloutInstances: CustomExtensionCalloutInstance[];
};

/** The custom extension that calls the bot. */
export const OUR_EXTENSION = guid("e", 1);

export interface AskedFor {
  readonly requestor: WorldUser;
  readonly target?: WorldUser;
  readonly accessPackageId: string;
  readonly policyId?: string;
  readonly requestType?: string;
  /** Now, unless said. */
  readonly createdAt?: number;
  /** ISO 8601; a day unless said. */
  readonly wait?: string;
}

/**
 * A request is made in Entra, which waits for the answer to the call-out about it.
 *
 * @returns the body that Entra sends through the Logic App
 */
export function askInEntra(world: GraphWorld, asked: AskedFor) {
  const number = world.assignmentRequests.size + 1;
  const { requestor, accessPackageId, policyId = guid("9", 1) } = asked;
  const target = asked.target ?? requestor;
  const [id, instanceId] = [guid("7", number), guid("8", number)];
  const requestType = asked.requestType ?? "userAdd";
  const accessPackage = { id: accessPackageId, displayName: "Finance Data" };
  world.assignmentRequests.set(id, {
    id,
    requestType: requestType as NonNullable<AccessPackageAssignmentRequest["requestType"]>,
    state: "submitted",
    status: "WaitingForCallback",
    createdDateTime: new Date(asked.createdAt ?? Date.now()).toISOString(),
    customExtensionCalloutInstances: [
      { id: instanceId, customExtensionId: OUR_EXTENSION, status: "waitingForCallback" },
    ],
    requestor: { id: guid("6", number), objectId: requestor.id },
    accessPackage,
    assignment: {
      id: guid("5", number),
      target: { id: guid("6", number), objectId: target.id },
      assignmentPolicy: { id: policyId },
    },
  });
  const subject = ({ id: objectId, displayName }: WorldUser) => ({
    Id: guid("6", number),
    ObjectId: objectId,
    DisplayName: displayName,
  });
  return {
    AccessPackageAssignmentRequestId: id,
    CallbackUriPath: `/identityGovernance/entitlementManagement/accessPackageAssignmentRequests/${id}/resume`,
    CustomExtensionStageInstanceId: instanceId,
    Stage: "AssignmentRequestCreated",
    RequestType: requestType.charAt(0).toUpperCase() + requestType.slice(1),
    State: "Submitted",
    Status: "Accepted",
    Answers: [],
    CallbackConfiguration: { DurationBeforeTimeout: asked.wait ?? "P1D" },
    AccessPackage: { Id: accessPackageId, DisplayName: "Finance Data", Description: "" },
    Assignment: {
      Id: guid("5", number),
      State: "",
      Status: "",
      Target: subject(target),
      AssignmentPolicy: { Id: policyId, DisplayName: "Employees" },
    },
    Requestor: subject(requestor),
  };
}
