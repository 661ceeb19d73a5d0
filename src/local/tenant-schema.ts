import { z } from "zod";
import { objectIdSchema, policyApproverSchema, riskApproverSchema } from "../approval/approver.js";
import { durationMs, parseDuration } from "../approval/instant.js";
import { MAX_DEADLINE, MIN_DEADLINE } from "../approval/limits.js";
import { RISK_LEVELS } from "../approval/risk.js";
import { exactObject } from "./exact-object.js";

const name = z.string().trim().min(1).max(256);
const description = z.string().max(2_000).default("");
const deadline = z.string().refine(
  (text) => {
    const length = parseDuration(text);
    return length !== undefined && length >= MIN_DEADLINE && length <= MAX_DEADLINE;
  },
  {
    error: "must be an ISO 8601 duration from 1 second to 14 days, such as PT3M or P2D",
    // Deadlines are compared only if each of them is one.
    abort: true,
  },
);

/** `accountEnabled` is true unless said otherwise. */
const userSchema = exactObject({
  id: objectIdSchema,
  displayName: name,
  userPrincipalName: z
    .string()
    .trim()
    .max(256)
    .regex(/^[^\s@]+@[^\s@]+$/, "must look like name@contoso.example"),
  accountEnabled: z.boolean().default(true),
  managerId: objectIdSchema.optional(),
});

const groupSchema = exactObject({
  id: objectIdSchema,
  displayName: name,
  memberIds: z.array(objectIdSchema),
});

const directoryRoleSchema = exactObject({ displayName: name, memberIds: z.array(objectIdSchema) });

/** Without `fallbackApprovers` there are none; approvers must justify unless said otherwise. */
const stageSchema = exactObject({
  primaryApprovers: z.array(policyApproverSchema).min(1, "must name at least one approver").max(50),
  fallbackApprovers: z.array(policyApproverSchema).max(50).default([]),
  durationBeforeEscalation: deadline,
  durationBeforeAutomaticDenial: deadline,
  isApproverJustificationRequired: z.boolean().default(true),
}).superRefine((stage, context) => {
  const { durationBeforeEscalation: escalation, durationBeforeAutomaticDenial: denial } = stage;
  if (durationMs(denial) > durationMs(escalation)) return;
  context.addIssue({
    code: "custom",
    path: ["durationBeforeAutomaticDenial"],
    message: `must be longer than durationBeforeEscalation (${escalation})`,
  });
});

/** Requestors must justify and may ask for others unless said otherwise; without `stages` nobody is asked. */
const assignmentPolicySchema = exactObject({
  id: objectIdSchema,
  displayName: name,
  isRequestorJustificationRequired: z.boolean().default(true),
  allowOnBehalf: z.boolean().default(true),
  stages: z.array(stageSchema).max(3, "must not be more than 3 (Rule P1)").default([]),
});

const accessPackageSchema = exactObject({
  id: objectIdSchema,
  displayName: name,
  description,
  assignmentPolicies: z.array(assignmentPolicySchema).min(1, "must hold at least one policy"),
});

/** Any word is a level: an unknown one behaves as Rule E3 says. */
const riskyUserSchema = exactObject({
  id: objectIdSchema,
  riskLevel: z.string().trim().min(1).max(50),
  riskState: z.string().trim().min(1).max(100).default("atRisk"),
  riskDetail: z.string().max(500).optional(),
  riskLastUpdatedDateTime: z.iso.datetime({ offset: true }).optional(),
});

const insiderRiskLevelSchema = exactObject({
  id: objectIdSchema,
  level: z.enum(RISK_LEVELS.insiderRisk),
});

/** Form only: what the values may be is checked on the whole settings, defaults included (Rule S1). */
const settingsSchema = exactObject({
  isApprovalRequired: z.boolean(),
  minimumRiskLevel: z.string(),
  primaryApprovers: z.array(riskApproverSchema),
  fallbackApprovers: z.array(riskApproverSchema),
  durationBeforeEscalation: deadline,
  durationBeforeAutomaticDenial: deadline,
  isApproverJustificationRequired: z.boolean(),
  whenRiskUnavailable: z.string(),
}).partial();

/** The form of the tenant file (docs: The local tenant file). Ids come out in lower case. */
export const tenantSchema = exactObject({
  tenantId: objectIdSchema,
  users: z.array(userSchema).min(1, "must name at least one person"),
  groups: z.array(groupSchema).default([]),
  directoryRoles: z.array(directoryRoleSchema).default([]),
  accessPackages: z.array(accessPackageSchema).default([]),
  riskyUsers: z.array(riskyUserSchema).default([]),
  insiderRiskLevels: z.array(insiderRiskLevelSchema).default([]),
  controlConfigurations: exactObject({
    idProtection: settingsSchema.default({}),
    insiderRisk: settingsSchema.default({}),
  }).default({ idProtection: {}, insiderRisk: {} }),
});

export type TenantFile = z.infer<typeof tenantSchema>;
export type TenantUser = TenantFile["users"][number];
