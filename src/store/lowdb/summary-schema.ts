import { z } from "zod";
import { instantSchema } from "../../approval/instant.js";
import { escalationReasonSchema, requestStateSchema } from "../../approval/request.js";
import type { RequestSummary } from "../../approval/request-summary.js";
import { riskReadingSchema, riskSourceSchema } from "../../approval/risk.js";

const count = z.int().nonnegative();
const ids = z.array(z.string());

const stageSchema = z.object({
  source: riskSourceSchema.exactOptional(),
  status: z.enum(["waiting", "resolving", "open", "settled"]),
  openedAt: instantSchema.exactOptional(),
  escalatedAt: instantSchema.exactOptional(),
  escalationReason: escalationReasonSchema.exactOptional(),
  escalationDueAt: instantSchema.exactOptional(),
  denialDueAt: instantSchema.exactOptional(),
  primaryApproverIds: ids,
  fallbackApproverIds: ids,
  outcome: z
    .object({
      reviewResult: z.enum(["Approved", "Denied"]),
      reason: z.enum(["decision", "timedOut"]),
      at: instantSchema,
      reviewedById: z.string().exactOptional(),
    })
    .exactOptional(),
});

/** A summary as it stands beside its request. What the first ones did not hold yet is taken as nothing known. */
export const summarySchema: z.ZodType<RequestSummary> = z.object({
  id: z.string(),
  state: requestStateSchema,
  isCallOut: z.boolean().default(false),
  isReviewed: z.boolean().default(true),
  requestorId: z.string(),
  requestorName: z.string(),
  targetId: z.string(),
  targetName: z.string(),
  accessPackageId: z.string(),
  accessPackageName: z.string(),
  submittedAt: instantSchema,
  completedAt: instantSchema.exactOptional(),
  policyStages: count,
  riskStages: count,
  endedAtRiskStage: z.boolean(),
  readings: z
    .array(
      z.object({
        source: riskSourceSchema,
        personId: z.string(),
        rank: riskReadingSchema.shape.rank,
        unavailable: riskReadingSchema.shape.unavailable.unwrap().exactOptional(),
      }),
    )
    .default([]),
  stages: z.array(stageSchema).default([]),
  settingsVersions: z.partialRecord(riskSourceSchema, count).default({}),
  nextDeadline: instantSchema.exactOptional(),
});
