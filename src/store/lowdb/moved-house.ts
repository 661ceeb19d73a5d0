import { join } from "node:path";
import { z } from "zod";
import { instantSchema } from "../../approval/instant.js";
import { StartRefusedError } from "../start-refused-error.js";
import { createDisk, writeDurably } from "./durable-file.js";
import { nodeFileSystem } from "./node-file-system.js";
import type { StartReader } from "./start-reader.js";
import { STORE_FILE } from "./store-file.js";

/** What was in the folder is in a database, where it has gone on since: nobody decides on the folder any more. */
const MOVED_FILE = "moved.json";

const moveSchema = z.object({
  movedAt: instantSchema.max(8_640_000_000_000_000),
  /** Host and name, as in `db.example/riskgate`. */
  database: z.string(),
});
export type Move = z.infer<typeof moveSchema>;

/** Durable when it resolves, so that the database can be opened after it. */
export function markAsMoved(folder: string, move: Move): Promise<void> {
  const disk = createDisk(nodeFileSystem);
  return writeDurably(disk, join(folder, MOVED_FILE), JSON.stringify(move));
}

/** Whether there is a mark, whatever it says. */
export function hasMoved(folder: string): boolean {
  return nodeFileSystem.readNow(join(folder, MOVED_FILE)) !== undefined;
}

/** Whether a folder holds a store that no database has. */
export function holdsUnmoved(folder: string): boolean {
  return nodeFileSystem.readNow(join(folder, STORE_FILE)) !== undefined && !hasMoved(folder);
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
    `${folder} has moved into a database${describeMove(readMove(mark))}.`,
    "Set DATABASE_URL to start on that. If the move was interrupted, run migrate-store.js again. " +
      `To go back to the folder, and lose all that was decided since, stop every node first and remove ${path}.`,
  );
}

/**
 * Throws StartRefusedError for a folder that has moved, unless it was into this database: two of them would decide the
 * same requests.
 */
export function refuseSecondMove(folder: string, database: string): void {
  const path = join(folder, MOVED_FILE);
  const mark = nodeFileSystem.readNow(path);
  const move = mark === undefined ? undefined : readMove(mark);
  if (mark === undefined || move?.database === database) return;
  throw new StartRefusedError(
    "moved",
    `${folder} has moved into another database already${describeMove(move)}.`,
    "Start the bot on that, or name it as before to end an interrupted move. To move the folder anew, and lose all that was " +
      `decided since, stop every node first and remove ${path}.`,
  );
}

function readMove(mark: string): Move | undefined {
  try {
    return moveSchema.parse(JSON.parse(mark));
  } catch {
    return undefined;
  }
}

function describeMove(move: Move | undefined): string {
  return move ? `, ${move.database}, at ${new Date(move.movedAt).toISOString()}` : "";
}
