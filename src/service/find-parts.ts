import type { Person } from "../approval/approver.js";
import type { RequestParts } from "../approval/identify.js";
import { type Refusal, refuse } from "../approval/refusal.js";
import type { Context } from "./context.js";
import type { DirectoryPerson } from "./ports/people.js";

/** What a request names, by id. */
export interface PartIds {
  readonly requestorId: string;
  readonly targetId: string;
  readonly accessPackageId: string;
  /** The package's first policy unless given. */
  readonly assignmentPolicyId?: string;
}

export type FoundParts = { readonly ok: true; readonly parts: RequestParts } | Refusal;

/**
 * Rule I1: every id must be known. Nobody asks for access for an account that is off; a call-out is not judged by that,
 * because Entra has taken the request already and waits for an answer (Rule I5). Rejects when the directory or the
 * catalog cannot be read.
 */
export async function findParts(
  context: Pick<Context, "people" | "catalog">,
  ids: PartIds,
  isCallOut: boolean,
): Promise<FoundParts> {
  const [requestor, target, found] = await Promise.all([
    context.people.byId(ids.requestorId),
    context.people.byId(ids.targetId),
    context.catalog.packageById(ids.accessPackageId),
  ]);
  if (!requestor) return refuse("notFound", "requestor.objectId");
  if (!target) return refuse("notFound", "target.objectId");
  if (!isCallOut) {
    if (!requestor.accountEnabled) return refuse("accountDisabled", "requestor.objectId");
    if (!target.accountEnabled) return refuse("accountDisabled", "target.objectId");
  }
  if (!found) return refuse("notFound", "accessPackage.id");
  const { assignmentPolicies, id, displayName, description } = found;
  const assignmentPolicy = ids.assignmentPolicyId
    ? assignmentPolicies.find((policy) => policy.id === ids.assignmentPolicyId)
    : assignmentPolicies[0];
  if (!assignmentPolicy) return refuse("notFound", "assignmentPolicy.id");
  return {
    ok: true,
    parts: {
      requestor: plain(requestor),
      target: plain(target),
      accessPackage: { id, displayName, description },
      assignmentPolicy,
    },
  };
}

function plain({ id, displayName, userPrincipalName }: DirectoryPerson): Person {
  return { id, displayName, userPrincipalName };
}
