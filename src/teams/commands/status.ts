import { ownRequest } from "../../service/own-requests.js";
import { renderOwnRequest } from "../cards/render-own-request.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";

/** `status <id>`: one own request. Somebody else's is an unknown one. */
export async function handleStatus(turn: Turn, id: string): Promise<Reply[]> {
  const answer = await showOwnRequest(turn, id);
  if ("card" in answer) return [answer];
  turn.refused({ reason: "notFound", where: "command status" });
  return [{ text: answer.message }];
}

/** The card of an own request as it is now. */
export async function showOwnRequest(turn: Turn, id: string): Promise<ClickAnswer> {
  const view = await ownRequest(turn.context, turn.person.id, id);
  return view ? { card: renderOwnRequest(view, turn.reader) } : { message: unknownRequest(id) };
}

/** The same to an administrator, about a request of anybody but himself (Rule V4). */
export function unknownToAdministrator(id: string): string {
  return `I do not find ${id}. Nothing was changed. Write requests to see every request, or status to see your own.`;
}

/** The same words whether it is somebody else's or nobody's. */
export function unknownRequest(id: string): string {
  return `I do not find ${id} among your requests. Nothing was changed. Write status to see your requests, or approvals to see what waits for your decision.`;
}
