// Removes build output before a build, so that a deleted source leaves nothing behind.
// Usage: node scripts/remove-folder.mjs FOLDER
import { rmSync } from "node:fs";
import { relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const folder = resolve(root, process.argv[2] ?? ".");
const inside = relative(root, folder);
if (inside === "" || inside.startsWith("..")) {
  throw new Error(`Refusing to remove ${folder}: it is not a folder inside the project.`);
}
rmSync(folder, { recursive: true, force: true });
