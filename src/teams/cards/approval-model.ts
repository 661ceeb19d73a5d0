import { z } from "zod";
import { MAX_TEXT_LENGTH } from "../../approval/limits.js";
import {
  paragraphSchema,
  phraseSchema,
  requestIdSchema,
  rowSchema,
  tokenSchema,
} from "./model-parts.js";

export const riskSectionSchema = z.strictObject({
  style: z.enum(["warning", "attention"]),
  question: z.array(z.strictObject({ title: z.string(), change: z.string() })).max(1),
  title: phraseSchema,
  evidence: phraseSchema,
});

/** What `cards/approval.json` is filled with. */
export const approvalModelSchema = z.strictObject({
  plainText: z.string(),
  heading: z.string(),
  requestId: requestIdSchema,
  token: tokenSchema,
  escalation: z.array(paragraphSchema).max(1),
  title: phraseSchema,
  contact: phraseSchema,
  risk: z.array(riskSectionSchema).max(1),
  reason: z.string().min(1),
  rows: z.array(rowSchema),
  justification: z.strictObject({
    label: z.string(),
    isRequired: z.boolean(),
    draft: z.string().max(MAX_TEXT_LENGTH),
  }),
  problem: z.array(z.strictObject({ message: z.string() })).max(1),
  details: z.array(z.strictObject({ label: z.string(), lines: z.array(paragraphSchema) })),
});
export type ApprovalModel = z.input<typeof approvalModelSchema>;
