import { join } from "node:path";
import { z } from "zod";
import { type Instant, instantSchema } from "../../approval/instant.js";
import { StartRefusedError } from "../start-refused-error.js";
import { createDisk, type Disk, writeDurably } from "./durable-file.js";
import { nodeFileSystem } from "./node-file-system.js";
import type { StartReader } from "./start-reader.js";
import { STORE_FILE } from "./store-file.js";

/** What was in the folder is in a database, where it has gone on since: nobody decides on the folder any more. */
const MOVED_FILE = "moved.json";

const movedSchema = z.object({ movedAt: instantSchema.max(8_640_000_000_000_000) });

/** Durable when it resolves, so that a database can be opened after it. */
export function markAsMoved(folder: string, movedAt: Instant): Promise<void> {
  const disk = createDisk(nodeFileSystem);
  return writeDurably(disk, join(folder, MOVED_FILE), JSON.stringify({ movedAt }));
}

/** Whether there is a mark, whatever it says. */
export function hasMoved({ files }: Disk, folder: string): boolean {
  return files.readNow(join(folder, MOVED_FILE)) !== undefined;
}

/** Whether a folder holds a store that no database has. */
export function holdsUnmoved(folder: string): boolean {
  const disk = createDisk(nodeFileSystem);
  return disk.files.readNow(join(folder, STORE_FILE)) !== undefined && !hasMoved(disk, folder);
}

/**
 * Throws StartRefusedError for a folder whose requests are decided elsewhere: they would be decided twice. A mark that
 * cannot be read is one all the same.
 */
export function refuseMoved(reader: StartReader, folder: string): void {
  const path = join(folder, MOVED_FILE);
  const mark = reader.readText(path);
  if (mark === undefined) return;
  throw new StartRefusedError(
    "moved",
    `${folder} has moved into a database${timeOf(mark)}.`,
    "Set DATABASE_URL to start on that. If the move was interrupted, run migrate-store.js again. " +
      `To go back to the folder, and lose all that was decided since, stop every node first and remove ${path}.`,
  );
}

/**
 * Throws for a folder that has moved, where its database is another one than this: two databases would decide the same
 * requests.
 *
 * @param isBegun whether the move into this database was begun before
 */
export function refuseSecondMove(folder: string, isBegun: boolean): void {
  if (isBegun || !hasMoved(createDisk(nodeFileSystem), folder)) return;
  throw new StartRefusedError(
    "moved",
    `${folder} has moved into another database already.`,
    "Start the bot on that. To move the folder anew, and lose all that was decided since, stop every node first " +
      `and remove ${join(folder, MOVED_FILE)}.`,
  );
}

function timeOf(mark: string): string {
  try {
    const { movedAt } = movedSchema.parse(JSON.parse(mark));
    return `, at ${new Date(movedAt).toISOString()}`;
  } catch {
    return "";
  }
}
