import { z } from "zod";
import type { Notice } from "../../approval/notice.js";
import { digestLines } from "../../service/digest-lines.js";
import { recordSeen } from "../../service/ledger.js";
import { findDigest, openFromDigest } from "../../service/open-from-digest.js";
import { renderDigest } from "../cards/render-digest.js";
import type { ClickAnswer, Turn } from "../turn.js";

const schema = z.object({
  d: z.string().min(16).max(200),
  p: z.coerce.number().int().min(1).max(1_000).default(1),
  r: z.string().max(20).optional(),
});

const NOT_YOURS =
  "This list is not yours to use, or is no longer in use. Nothing was changed. Write approvals to see what waits for you.";

/** `open`, `page` and `refresh` on a digest: the card of one request comes, or the list as it is now (Rule N3). */
export async function handleDigestClick(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const { context, person, conversationId } = turn;
  const click = schema.safeParse(data).data;
  const digest = click && (await findDigest(context, person.id, click.d, conversationId));
  if (!digest) {
    turn.refused({ reason: "notFound", where: "digest" });
    return { message: NOT_YOURS };
  }
  await noteSignOfLife(turn, digest, click.d);
  const isNamed = digest.digestOf?.some(({ requestId }) => requestId === click.r);
  if (click.r !== undefined && isNamed && (await openFromDigest(context, click.r, person))) {
    return { message: `The card of ${click.r} comes at the end of this chat.` };
  }
  const lines = await digestLines(context, digest);
  return { card: renderDigest({ token: click.d, lines, page: click.p }, turn.reader) };
}

/** Whoever clicks or views a card has received it: that settles a send of unknown outcome (Rule N2). */
async function noteSignOfLife(turn: Turn, digest: Notice, token: string): Promise<void> {
  if (digest.sendingSince === undefined) return;
  const seen = { token, conversationId: turn.conversationId, activityId: turn.clickedMessageId };
  await recordSeen(turn.context, { kind: "person", id: turn.person.id }, digest.number, seen);
}

/** Only the data of a digest carries `d`. */
export function isOfDigest(data: unknown): boolean {
  return typeof data === "object" && data !== null && "d" in data;
}
