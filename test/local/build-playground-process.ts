import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Compiles the program of a Playground window, as Node runs no TypeScript. Names the file that runs. */
export function buildPlaygroundProcess(): URL {
  // Inside the project, where its packages are found; a folder for each test file, as they run side by side.
  mkdirSync(join(ROOT, ".build"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".build", "playground-"));
  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  execFileSync(process.execPath, [
    join(compiler, "..", "bin", "tsc"),
    ...["--ignoreConfig", "--target", "ES2023", "--module", "NodeNext", "--types", "node"],
    ...["--skipLibCheck", "--rootDir", join(ROOT, "src", "local"), "--outDir", folder],
    join(ROOT, "src", "local", "playground-process.ts"),
  ]);
  return pathToFileURL(join(folder, "playground-process.js"));
}

export function removePlaygroundProcess(programFile: URL): void {
  rmSync(new URL(".", programFile), { recursive: true, force: true });
}
