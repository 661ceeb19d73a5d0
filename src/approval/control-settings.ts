import { z } from "zod";
import { type ApproverRule, approverKey, riskApproverSchema } from "./approver.js";
import { durationMs, durationSchema, parseDuration } from "./instant.js";
import { MAX_DEADLINE, MIN_DEADLINE } from "./limits.js";
import { EVIDENCE_ROLES, RISK_LEVELS, type RiskSource } from "./risk.js";

const deadline = durationSchema.refine((text) => {
  const length = parseDuration(text) ?? 0;
  return length >= MIN_DEADLINE && length <= MAX_DEADLINE;
}, "must be between 1 second and 14 days");

const deadlinesSchema = z.object({
  durationBeforeEscalation: durationSchema,
  durationBeforeAutomaticDenial: durationSchema,
});
type Deadlines = z.infer<typeof deadlinesSchema>;

const approvers = z.array(riskApproverSchema).max(50).transform(withoutDoubles);

function withoutDoubles<T extends ApproverRule>(rules: T[]): T[] {
  return [...new Map(rules.map((rule) => [approverKey(rule), rule])).values()];
}

/** The settings of one control configuration, named as in Microsoft Graph where Graph has them. */
export interface ControlSettings {
  readonly isApprovalRequired: boolean;
  readonly minimumRiskLevel: string;
  readonly primaryApprovers: readonly RiskApproverRule[];
  readonly fallbackApprovers: readonly RiskApproverRule[];
  /** ISO 8601, 1 second to 14 days, from the moment the approvers were resolved. */
  readonly durationBeforeEscalation: string;
  /** ISO 8601, longer than the escalation, at most 14 days, from the same moment. */
  readonly durationBeforeAutomaticDenial: string;
  readonly isApproverJustificationRequired: boolean;
  readonly whenRiskUnavailable: "requireApproval" | "proceed";
}
export type RiskApproverRule = z.infer<typeof riskApproverSchema>;

const DEFAULT_LEVELS: Record<RiskSource, string> = {
  idProtection: "medium",
  insiderRisk: "moderate",
};

export function defaultSettings(source: RiskSource): ControlSettings {
  return {
    isApprovalRequired: false,
    minimumRiskLevel: DEFAULT_LEVELS[source],
    primaryApprovers: [{ kind: "role", name: EVIDENCE_ROLES[source] }],
    fallbackApprovers: [],
    durationBeforeEscalation: "P1D",
    durationBeforeAutomaticDenial: "P3D",
    isApproverJustificationRequired: true,
    whenRiskUnavailable: "requireApproval",
  };
}

/** Validates settings as a whole (Rule S1): every field, and that denial comes after escalation. */
export function controlSettingsSchema(source: RiskSource) {
  const levels = RISK_LEVELS[source].filter((level) => level !== "none");
  return z
    .strictObject({
      isApprovalRequired: z.boolean(),
      minimumRiskLevel: z.enum(levels as [string, ...string[]]),
      primaryApprovers: approvers,
      fallbackApprovers: approvers,
      durationBeforeEscalation: deadline,
      durationBeforeAutomaticDenial: deadline,
      isApproverJustificationRequired: z.boolean(),
      whenRiskUnavailable: z.enum(["requireApproval", "proceed"]),
    })
    .refine(isDenialLater, {
      path: ["durationBeforeAutomaticDenial"],
      error: ({ input }) =>
        `must be longer than durationBeforeEscalation (${(input as Deadlines).durationBeforeEscalation})`,
      // Said also beside other things that are wrong, as long as both are durations.
      when: ({ value }) => deadlinesSchema.safeParse(value).success,
    });
}

function isDenialLater(settings: Deadlines): boolean {
  return (
    durationMs(settings.durationBeforeAutomaticDenial) >
    durationMs(settings.durationBeforeEscalation)
  );
}
