import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Waits until everything that was written is on the disk. Without it the first syncs of what is measured wait for the
 * thousands of files that were laid out for it. Only where there is a `sync` command.
 */
export async function settleDisk(): Promise<void> {
  if (process.platform !== "win32") await promisify(execFile)("sync");
}
