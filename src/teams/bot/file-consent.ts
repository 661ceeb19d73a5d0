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

/** The answer to a file consent card. Only the person the file was made for gets it, and once. */
export async function handleFileConsent(
  turn: Turn,
  desk: FileDesk,
  value: unknown,
): Promise<Reply[]> {
  const parsed = consentSchema.safeParse(value);
  if (!parsed.success) return [{ text: GONE }];
  const { action, context, uploadInfo } = parsed.data;
  if (action === "decline") {
    desk.drop(context.token, turn.person.id);
    return [{ text: "The file was not sent. Nothing was changed." }];
  }
  if (!uploadInfo || !isUploadAddress(uploadInfo.uploadUrl, turn.isLocal)) {
    turn.refused({ reason: "uploadAddress", where: "file consent" });
    return [{ text: "Teams named a place that I do not send files to. The file was not sent." }];
  }
  // Whoever made the file may have lost the role in the meantime.
  const mayAudit = listCommandsFor(turn.audiences).some(({ kind }) => kind === "auditExport");
  if (!mayAudit) {
    turn.refused({ reason: "notAllowed", where: "file consent" });
    desk.drop(context.token, turn.person.id);
    return [{ text: GONE }];
  }
  const file = desk.take(context.token, turn.person.id);
  if (!file) return [{ text: GONE }];
  turn.later(upload(turn, file, uploadInfo));
  return [];
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
