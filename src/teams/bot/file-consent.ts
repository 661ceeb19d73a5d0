import { z } from "zod";
import type { FileDesk, WaitingFile } from "../../service/file-desk.js";
import { errorName } from "../../service/read-risk.js";
import { exportAgain } from "../commands/audit-export.js";
import { isUploadAddress, uploadFile } from "../connector/upload-file.js";
import { listCommandsFor } from "../grammar/command-reference.js";
import type { Reply, Turn } from "../turn.js";

const consentSchema = z.object({
  type: z.literal("fileUpload"),
  action: z.enum(["accept", "decline"]),
  context: z.object({
    token: z.string().max(200),
    again: z
      .object({
        from: z.number().optional(),
        to: z.number().optional(),
        isCsv: z.boolean(),
        until: z.number(),
        name: z.string().regex(/^[\w.-]{1,100}$/),
      })
      .optional(),
  }),
  uploadInfo: z
    .object({
      uploadUrl: z.string().max(8_000),
      contentUrl: z.string().max(8_000),
      uniqueId: z.string().max(500),
      fileType: z.string().max(50),
    })
    .optional(),
});

const GONE =
  "This file is no longer here: it was sent, or 15 minutes are over. Write the command again.";

/**
 * The answer to a file consent card. Only the person the file was made for gets it, and once. The card is taken away when
 * nothing can be done with it any more: Teams leaves it with its buttons (Rule N3).
 */
export async function handleFileConsent(
  turn: Turn,
  desk: FileDesk,
  value: unknown,
): Promise<Reply[]> {
  const { replies, isOver } = await answerConsent(turn, desk, value);
  const card = turn.clickedMessageId;
  return isOver && card !== undefined ? [{ takeAway: card }, ...replies] : replies;
}

interface Answered {
  readonly replies: Reply[];
  /** The card has served. */
  readonly isOver: boolean;
}

async function answerConsent(turn: Turn, desk: FileDesk, value: unknown): Promise<Answered> {
  const parsed = consentSchema.safeParse(value);
  if (!parsed.success) return { replies: [{ text: GONE }], isOver: false };
  const { action, context, uploadInfo } = parsed.data;
  if (action === "decline") {
    desk.drop(context.token, turn.person.id);
    return { replies: [{ text: "The file was not sent. Nothing was changed." }], isOver: true };
  }
  if (!uploadInfo || !isUploadAddress(uploadInfo.uploadUrl, turn.isLocal)) {
    turn.refused({ reason: "uploadAddress", where: "file consent" });
    const text = "Teams named a place that I do not send files to. The file was not sent.";
    return { replies: [{ text }], isOver: false };
  }
  // Whoever made the file may have lost the role in the meantime.
  const mayAudit = listCommandsFor(turn.audiences).some(({ kind }) => kind === "auditExport");
  if (!mayAudit) {
    turn.refused({ reason: "notAllowed", where: "file consent" });
    desk.drop(context.token, turn.person.id);
    return { replies: [{ text: GONE }], isOver: true };
  }
  const file = desk.take(context.token, turn.person.id);
  const { again } = context;
  if (file) turn.later(upload(turn, file, uploadInfo));
  // Another node has written it, or this one before a restart.
  else if (again && turn.reader.now < again.until && !desk.knows(context.token))
    turn.later(writeAndUpload(turn, again, uploadInfo));
  else return { replies: [{ text: GONE }], isOver: true };
  return { replies: [], isOver: true };
}

type Consent = z.infer<typeof consentSchema>;

async function writeAndUpload(
  turn: Turn,
  { name, from, to, isCsv, until }: NonNullable<Consent["context"]["again"]>,
  uploadInfo: NonNullable<Consent["uploadInfo"]>,
): Promise<Reply[]> {
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const bytes = await exportAgain(turn, { ...range, isCsv, until });
  return bytes ? upload(turn, { name, bytes }, uploadInfo) : [{ text: GONE }];
}

async function upload(
  turn: Turn,
  file: Pick<WaitingFile, "name" | "bytes">,
  { uploadUrl, contentUrl, uniqueId, fileType }: NonNullable<Consent["uploadInfo"]>,
): Promise<Reply[]> {
  try {
    await uploadFile(uploadUrl, file.bytes);
    return [{ file: { kind: "delivered", name: file.name, contentUrl, uniqueId, fileType } }];
  } catch (error) {
    // The address is a secret of its own and stands in some messages: only the kind of the error is logged.
    turn.log.warn({ error: errorName(error) }, "a file could not be uploaded");
    return [{ text: `${file.name} could not be sent. Write the command again.` }];
  }
}
