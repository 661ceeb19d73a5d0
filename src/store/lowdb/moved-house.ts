import { join } from "node:path";
import { z } from "zod";
import { type Instant, instantSchema } from "../../approval/instant.js";
import { StartRefusedError } from "../start-refused-error.js";
import { createDisk, type Disk, writeDurably } from "./durable-file.js";
import { nodeFileSystem } from "./node-file-system.js";
import type { StartReader } from "./start-reader.js";

/** What was in the folder is in a database, where it has gone on since: nobody decides on the folder any more. */
export const MOVED_FILE = "moved.json";

const movedSchema = z.object({ movedAt: instantSchema });

/** Durable when it resolves, so that a database can be opened after it. */
export function markAsMoved(
  folder: string,
  movedAt: Instant,
  disk: Disk = createDisk(nodeFileSystem),
): Promise<void> {
  return writeDurably(disk, join(folder, MOVED_FILE), JSON.stringify({ movedAt }));
}

/** Throws StartRefusedError for a folder whose requests are decided elsewhere: they would be decided twice. */
export function refuseMoved(reader: StartReader, folder: string): void {
  const path = join(folder, MOVED_FILE);
  const moved = reader.readJson(path, (content) => movedSchema.parse(content));
  if (!moved) return;
  throw new StartRefusedError(
    "moved",
    `${folder} has moved into a database, at ${new Date(moved.movedAt).toISOString()}.`,
    "Set DATABASE_URL to start on that. If the move was interrupted, run migrate-store.js again. " +
      `To go back to the folder, and lose all that was decided since, stop every node first and remove ${path}.`,
  );
}
