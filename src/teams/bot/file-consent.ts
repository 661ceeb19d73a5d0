import { z } from "zod";
import type { FileDesk, WaitingFile } from "../../service/file-desk.js";
import { errorName } from "../../service/read-risk.js";
import { isUploadAddress, uploadFile } from "../connector/upload-file.js";
import { listCommandsFor } from "../grammar/command-reference.js";
import type { Reply, Turn } from "../turn.js";

const consentSchema = z.object({
  type: z.literal("fileUpload"),
  action: z.enum(["accept", "decline"]),
  context: z.object({ token: z.string().max(200) }),
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
  if (!file) return { replies: [{ text: GONE }], isOver: true };
  turn.later(upload(turn, file, uploadInfo));
  return { replies: [], isOver: true };
}

async function upload(
  turn: Turn,
  file: WaitingFile,
  {
    uploadUrl,
    contentUrl,
    uniqueId,
    fileType,
  }: NonNullable<z.infer<typeof consentSchema>["uploadInfo"]>,
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
