import { z } from "zod";
import { handleCancelClick } from "../commands/cancel.js";
import { showOwnRequest } from "../commands/status.js";
import type { ClickAnswer, Turn } from "../turn.js";

const schema = z.object({ r: z.string().max(20) });

/** `cancelRequest` and `refresh` on the own-request card. */
export async function handleOwnRequestClick(
  turn: Turn,
  verb: "cancelRequest" | "refresh",
  data: unknown,
): Promise<ClickAnswer> {
  const parsed = schema.safeParse(data);
  if (!parsed.success)
    return { message: "This card cannot be read any more. Write status to see your requests." };
  return verb === "cancelRequest"
    ? handleCancelClick(turn, parsed.data.r)
    : showOwnRequest(turn, parsed.data.r);
}
