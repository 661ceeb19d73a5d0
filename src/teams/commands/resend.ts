import { MINUTE } from "../../approval/instant.js";
import { resendRequest } from "../../service/oversee-request.js";
import type { Reply, Turn } from "../turn.js";
import { unknownToAdministrator } from "./status.js";

/** The same words that come twice post a card once. Milliseconds. */
const REST_BETWEEN_POSTS = 1 * MINUTE;

/** `resend <id>`: the open cards of a request are posted again (Rules N2, N3). */
export async function handleResend(turn: Turn, id: string): Promise<Reply[]> {
  const asOf = turn.context.store.now() - REST_BETWEEN_POSTS;
  const call = { by: turn.person, asOf, reason: "" };
  const result = await resendRequest(turn.context, id, call);
  if (result.ok) return [{ text: `The open cards of ${id} are posted again.` }];
  if (result.code === "notFound") {
    turn.refused({ reason: result.code, where: "command resend" });
    return [{ text: unknownToAdministrator(id) }];
  }
  return [
    {
      text: `${id} has no open card that was not posted within the last minute. Nothing was changed. Write requests to see where it stands.`,
    },
  ];
}
