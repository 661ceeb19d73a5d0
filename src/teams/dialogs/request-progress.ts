import type { WaterfallStepContext } from "botbuilder-dialogs";
import { z } from "zod";

/** What one guided request knows so far; kept in the state of its waterfall. */
const progressSchema = z.object({
  /** Idempotency key of the submission, the same for every try of it (Rule I2). */
  key: z.string().min(1),
  accessPackageId: z.string().optional(),
  justification: z.string().optional(),
  /** True after a submission whose outcome is unknown. */
  isUnclear: z.boolean().optional(),
});
export type RequestProgress = z.infer<typeof progressSchema>;

/** The state of the waterfall: what it was started with, and what was answered since. */
export const waterfallStateSchema = z.object({
  options: progressSchema,
  values: z.looseObject(progressSchema.partial().shape),
});

/** Throws when the stored state is none of ours. */
export function readProgress(step: WaterfallStepContext): RequestProgress {
  return progressOf(step.activeDialog?.state);
}

/** An answer counts before what the waterfall was started with. */
export function progressOf(waterfallState: unknown): RequestProgress {
  const { options, values } = waterfallStateSchema.parse(waterfallState);
  return progressSchema.parse({ ...options, ...values });
}

export function keepAnswer(
  step: WaterfallStepContext,
  answer: Partial<RequestProgress>,
): RequestProgress {
  Object.assign(step.values, answer);
  return readProgress(step);
}
