import type { ClickAnswer, Turn } from "../turn.js";

/** A click that is not this person's to make, or that no card of ours makes: the security log hears of it (Rule U1). */
export function refuseClick(
  turn: Turn,
  reason: "unreadable" | "notFound" | "notAllowed" | "unknownVerb",
  where: string,
  message: string,
): ClickAnswer {
  turn.refused({ reason, where });
  return { message };
}
