import { z } from "zod";
import type { RawSignal } from "../approval/risk.js";

/** What the bot reads of a risky user. */
export const RISKY_USER_PROPERTIES = "id,riskLevel,riskState,riskDetail,riskLastUpdatedDateTime";

/**
 * A risky user as Graph gives it. Level and state stay words here: a value that Microsoft adds is for Rule E3 to judge, and
 * must not make the whole list unreadable.
 */
export const riskyUserSchema = z.object({
  id: z.string().transform((id) => id.toLowerCase()),
  riskLevel: z.string(),
  riskState: z.string().nullish(),
  riskDetail: z.string().nullish(),
  riskLastUpdatedDateTime: z.string().nullish(),
});
export type RiskyUser = z.infer<typeof riskyUserSchema>;

export function signalOf(user: RiskyUser): Extract<RawSignal, { kind: "listed" }> {
  const { riskLevel, riskState, riskDetail, riskLastUpdatedDateTime } = user;
  const lastUpdated = Date.parse(riskLastUpdatedDateTime ?? "");
  return {
    kind: "listed",
    level: riskLevel,
    ...(riskState != null && { riskState }),
    ...(riskDetail != null && { riskDetail }),
    ...(lastUpdated >= 0 && { lastUpdated }),
  };
}
