import type { FileDesk, WaitingFile } from "../service/file-desk.js";
import type { PostedReply } from "./turn.js";

/** How a file comes to a person: Teams asks him first; in local mode, where nothing can ask, a link works once. */
export interface FileOffers {
  readonly desk: FileDesk;
  /** The address of a file in local mode. */
  readonly downloadUrl: ((token: string) => string) | undefined;
}

export function offerFile({ desk, downloadUrl }: FileOffers, file: WaitingFile): PostedReply {
  const token = desk.offer(file);
  if (downloadUrl) {
    return {
      text: `${file.name}: ${downloadUrl(token)}\nThe link works once, within 15 minutes, on this machine.`,
    };
  }
  const { name, description, bytes, again } = file;
  const size = bytes.length;
  return { file: { kind: "consent", name, description, size, token, ...(again && { again }) } };
}
