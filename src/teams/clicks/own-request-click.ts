import { z } from "zod";
import { handleCancelClick } from "../commands/cancel.js";
import { showOwnRequest } from "../commands/status.js";
import type { ClickAnswer, Turn } from "../turn.js";
import { refuseClick } from "./refuse-click.js";

const WHERE = "own request card";
const UNREADABLE = "This card cannot be read any more. Write status to see your requests.";

const schema = z.object({ r: z.string().max(20) });

/** `cancelRequest` and `refresh` on the own-request card. */
export async function handleOwnRequestClick(
  turn: Turn,
  verb: "cancelRequest" | "refresh",
  data: unknown,
): Promise<ClickAnswer> {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", WHERE, UNREADABLE);
  const answer =
    verb === "cancelRequest"
      ? await handleCancelClick(turn, parsed.data.r)
      : await showOwnRequest(turn, parsed.data.r);
  // Both are words only where the request is not his.
  return "message" in answer ? refuseClick(turn, "notFound", WHERE, answer.message) : answer;
}
