import { dirname, join, relative } from "node:path";
import { StartRefusedError } from "../start-refused-error.js";
import { type Disk, makeFolderDurably } from "./durable-file.js";
import { QUARANTINE_FOLDER } from "./layout.js";
import type { UnreadableFile } from "./start-reader.js";

/**
 * Puts unreadable files aside, under the same path below `quarantine`, and stops the start. A store that begins without
 * a request it had would be a lie, so that every later start stops as well while anything lies there: only an operator
 * can say that it may begin without.
 */
export async function quarantine(
  disk: Disk,
  folder: string,
  found: readonly UnreadableFile[],
): Promise<never> {
  const lines: string[] = [];
  for (const { path, reason } of found) {
    const name = relative(folder, path);
    const aside = join(folder, QUARANTINE_FOLDER, name);
    await makeFolderDurably(disk, dirname(aside));
    await disk.files.rename(path, aside);
    await disk.folders.sync(dirname(aside));
    await disk.folders.sync(dirname(path));
    lines.push(`${name} (${reason})`);
  }
  throw refusal(
    folder,
    `These files cannot be read and were put into quarantine: ${lines.join(", ")}.`,
  );
}

/** Stops the start while an earlier one left something in quarantine. */
export function checkQuarantine(disk: Disk, folder: string): void {
  const names = listFiles(disk, join(folder, QUARANTINE_FOLDER), "");
  if (names.length === 0) return;
  throw refusal(folder, `An earlier start put these files into quarantine: ${names.join(", ")}.`);
}

function refusal(folder: string, problem: string): StartRefusedError {
  return new StartRefusedError(
    "unreadable",
    problem,
    `Restore each file from a backup to its place below ${folder}, or accept that it is lost. Then move it out of ` +
      `${join(folder, QUARANTINE_FOLDER)} and start again.`,
  );
}

function listFiles(disk: Disk, folder: string, prefix: string): string[] {
  return disk.files.list(folder).flatMap((name) => {
    const path = join(prefix, name);
    // Only files have an ending; folders are those of the store.
    return name.includes(".") ? [path] : listFiles(disk, join(folder, name), path);
  });
}
