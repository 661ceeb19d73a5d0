import type { Activity } from "botbuilder";
import type { ExportAgain } from "../../service/file-desk.js";

/** A file as Teams shows it: a question whether it is wanted, and afterwards where it is. */
export type FileMessage =
  | {
      readonly kind: "consent";
      readonly name: string;
      readonly description: string;
      readonly size: number;
      /** Goes through the client and comes back with the answer: an opaque name, never a path. */
      readonly token: string;
      /** Comes back with the yes: it may reach a node that does not have the file. */
      readonly again?: ExportAgain;
    }
  | {
      readonly kind: "delivered";
      readonly name: string;
      readonly contentUrl: string;
      readonly uniqueId: string;
      readonly fileType: string;
    };

/** The file consent card and the file info card of Teams (Teams: send and receive files). */
export function fileActivity(file: FileMessage): Partial<Activity> {
  const attachment =
    file.kind === "consent"
      ? {
          contentType: "application/vnd.microsoft.teams.card.file.consent",
          name: file.name,
          content: {
            description: file.description,
            sizeInBytes: file.size,
            acceptContext: {
              token: file.token,
              ...(file.again && { again: { ...file.again, name: file.name } }),
            },
            declineContext: { token: file.token },
          },
        }
      : {
          contentType: "application/vnd.microsoft.teams.card.file.info",
          name: file.name,
          contentUrl: file.contentUrl,
          content: { uniqueId: file.uniqueId, fileType: file.fileType },
        };
  return { type: "message", summary: file.name, attachments: [attachment] };
}
