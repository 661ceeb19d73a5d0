import { z } from "zod";
import { auditReaderOf } from "../../service/audit-reader.js";
import { requestTimeline } from "../../service/request-timeline.js";
import { renderTimeline } from "../cards/render-timeline.js";
import { refuseClick } from "../clicks/refuse-click.js";
import { listCommandsFor } from "../grammar/command-reference.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";

/** `audit <id>`: the trail of one request, in words (Rule U1). A request of one's own is an unknown one (Rule V4). */
export async function handleAuditRequest(turn: Turn, id: string): Promise<Reply[]> {
  const answer = await showTimeline(turn, id, 1);
  return ["card" in answer ? answer : { text: answer.message }];
}

const WHERE = "audit card";
const UNREADABLE = "This card cannot be read any more. Write the command again.";

const pageSchema = z.object({
  u: z.string().max(20),
  p: z.coerce.number().int().min(1).max(1_000),
});

/** `page` and `refresh` on a timeline. The card says which request; whether he may see it is asked again. */
export async function handleTimelineClick(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = pageSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", WHERE, UNREADABLE);
  const { u: id, p: page } = parsed.data;
  const mayAudit = listCommandsFor(turn.audiences).some(({ kind }) => kind === "auditRequest");
  if (!mayAudit) return refuseClick(turn, "notAllowed", WHERE, unknown(id));
  const answer = await showTimeline(turn, id, page);
  return "message" in answer ? refuseClick(turn, "notFound", WHERE, answer.message) : answer;
}

async function showTimeline(turn: Turn, id: string, page: number): Promise<ClickAnswer> {
  const reader = await auditReaderOf(turn.context, turn.person.id);
  const timeline = await requestTimeline(turn.context, reader, id);
  if (!timeline) return { message: unknown(id) };
  return { card: renderTimeline(timeline, page, turn.reader) };
}

function unknown(id: string): string {
  return `I do not find ${id}. Nothing was changed. Write the number as it stands on cards, for example audit R-1042.`;
}
