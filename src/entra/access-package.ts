import { z } from "zod";
import type { ApproverRule } from "../approval/approver.js";
import { DAY, durationMs, formatDuration, parseDuration } from "../approval/instant.js";
import type { PolicyStage } from "../approval/request.js";
import type { CatalogPackage } from "../service/ports/catalog.js";

const guid = z.guid().transform((id) => id.toLowerCase());
/** Graph gives `PT0S` where nothing is set, such as the escalation of a stage that does not escalate. */
const duration = z
  .string()
  .nullish()
  .transform((text) => ((parseDuration(text ?? "") ?? 0) > 0 ? text : undefined));

/** Whom a policy asks, in Graph's words. What the bot cannot resolve (sponsors) names nobody. */
const subjectSetSchema = z
  .looseObject({ "@odata.type": z.string() })
  .transform((set): ApproverRule | undefined => {
    const kind = set["@odata.type"].replace("#microsoft.graph.", "");
    const userId = guid.safeParse(set.userId).data;
    const groupId = guid.safeParse(set.groupId).data;
    if (kind === "singleUser" && userId !== undefined) return { kind: "user", id: userId };
    if (kind === "groupMembers" && groupId !== undefined) return { kind: "group", id: groupId };
    const level = z.int().min(1).max(2).safeParse(set.managerLevel).data;
    if (kind === "requestorManager" && level !== undefined) return { kind: "manager", level };
    return undefined;
  });
const subjectSets = z.array(subjectSetSchema).nullish();

const stageSchema = z.object({
  durationBeforeAutomaticDenial: duration,
  durationBeforeEscalation: duration,
  isApproverJustificationRequired: z.boolean().nullish(),
  isEscalationEnabled: z.boolean().nullish(),
  primaryApprovers: subjectSets,
  escalationApprovers: subjectSets,
});

const policySchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  requestorSettings: z
    .object({ enableOnBehalfRequestorsToAddAccess: z.boolean().nullish() })
    .nullish(),
  requestApprovalSettings: z
    .object({
      isApprovalRequiredForAdd: z.boolean().nullish(),
      isRequestorJustificationRequired: z.boolean().nullish(),
      stages: z.array(stageSchema).max(3).nullish(),
    })
    .nullish(),
});

export const accessPackageSchema = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  description: z.string().nullish(),
  isHidden: z.boolean().nullish(),
  assignmentPolicies: z.array(policySchema).nullish(),
});

/** Entra's longest wait for a decision, where a policy names none. Milliseconds. */
const LONGEST_WAIT = 14 * DAY;

/** A package as the rest of the bot knows it. */
export function accessPackageOf(given: z.infer<typeof accessPackageSchema>): CatalogPackage {
  return {
    id: given.id.toLowerCase(),
    displayName: given.displayName || given.id,
    description: given.description ?? "",
    assignmentPolicies: (given.assignmentPolicies ?? []).map(policyOf),
  };
}

function policyOf(policy: z.infer<typeof policySchema>) {
  const settings = policy.requestApprovalSettings;
  const isRequired = settings?.isApprovalRequiredForAdd ?? false;
  return {
    id: policy.id.toLowerCase(),
    displayName: policy.displayName || policy.id,
    isRequestorJustificationRequired: settings?.isRequestorJustificationRequired ?? false,
    allowOnBehalf: policy.requestorSettings?.enableOnBehalfRequestorsToAddAccess ?? false,
    stages: isRequired ? (settings?.stages ?? []).map(stageOf) : [],
  };
}

/** A policy that does not escalate has nobody to escalate to; the core wants a time for it all the same: halfway. */
function stageOf(stage: z.infer<typeof stageSchema>): PolicyStage {
  const denial = stage.durationBeforeAutomaticDenial ?? formatDuration(LONGEST_WAIT);
  const half = formatDuration(durationMs(denial) / 2);
  const escalation = stage.durationBeforeEscalation;
  const isUsable =
    stage.isEscalationEnabled === true &&
    escalation != null &&
    durationMs(escalation) < durationMs(denial);
  return {
    primaryApprovers: rulesOf(stage.primaryApprovers),
    fallbackApprovers: isUsable ? rulesOf(stage.escalationApprovers) : [],
    durationBeforeEscalation: isUsable ? escalation : half,
    durationBeforeAutomaticDenial: denial,
    isApproverJustificationRequired: stage.isApproverJustificationRequired ?? false,
  };
}

function rulesOf(sets: z.infer<typeof subjectSets>): ApproverRule[] {
  return (sets ?? []).filter((rule) => rule !== undefined);
}
