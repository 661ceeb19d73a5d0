import { type Instant, MINUTE } from "../approval/instant.js";
import { LARGEST_EXPORT } from "./export-audit.js";

/** How to write an export anew on a node that did not write it, until then. */
export interface ExportAgain {
  readonly from?: Instant;
  readonly to?: Instant;
  readonly isCsv: boolean;
  readonly until: Instant;
}

/** A file that waits for its owner. */
export interface WaitingFile {
  /** Object id of the only person it is for. */
  readonly ownerId: string;
  /** ASCII letters, digits, hyphens and dots. */
  readonly name: string;
  readonly contentType: string;
  /** What it is, in a sentence. */
  readonly description: string;
  readonly bytes: Buffer;
  readonly again?: ExportAgain;
}

/** Files wait so long in memory. Milliseconds. */
export const FILE_PATIENCE = 15 * MINUTE;
/** When more wait, or more bytes, the oldest is dropped: memory has an end. */
const MOST_FILES = 8;
const MOST_BYTES = 2 * LARGEST_EXPORT;

/** Files on their way to a person, each under a random name that works once. */
export interface FileDesk {
  /** Returns the token, 128 bits or more. */
  offer(file: WaitingFile): string;
  /** Gives the file away. Undefined when it was taken, has expired, or belongs to somebody else. */
  take(token: string, ownerId?: string): WaitingFile | undefined;
  /** Drops a file that is not wanted; true when it was his. */
  drop(token: string, ownerId: string): boolean;
  /** Whether it was offered here in the last 15 minutes, whatever became of it. */
  knows(token: string): boolean;
}

export function createFileDesk(newToken: () => string, mostBytes = MOST_BYTES): FileDesk {
  const waiting = new Map<string, WaitingFile>();
  const offered = new Set<string>();
  const take: FileDesk["take"] = (token, ownerId) => {
    const file = waiting.get(token);
    if (!file || (ownerId !== undefined && file.ownerId !== ownerId)) return undefined;
    waiting.delete(token);
    return file;
  };
  return {
    offer(file) {
      const token = newToken();
      waiting.set(token, file);
      offered.add(token);
      setTimeout(() => {
        waiting.delete(token);
        offered.delete(token);
      }, FILE_PATIENCE).unref();
      let bytes = [...waiting.values()].reduce((sum, one) => sum + one.bytes.length, 0);
      for (const [oldest, one] of waiting) {
        if (waiting.size <= MOST_FILES && bytes <= mostBytes) break;
        waiting.delete(oldest);
        bytes -= one.bytes.length;
      }
      return token;
    },
    take,
    drop: (token, ownerId) => take(token, ownerId) !== undefined,
    knows: (token) => offered.has(token),
  };
}
