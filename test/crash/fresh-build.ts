import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../house/source-files.js";

const BUILT = join(projectRoot, "dist/main.js");
const OWN = join(projectRoot, ".build/crash");

/** The program as it is written now: `dist` if nothing has changed since it was built, else a build of its own. */
export function findFreshBuild(): string {
  const built = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changed = Math.max(
    newestIn(join(projectRoot, "src")),
    newestIn(join(projectRoot, "cards")),
  );
  if (built > changed) return BUILT;
  rmSync(OWN, { recursive: true, force: true });
  const compiler = join(projectRoot, "node_modules/typescript/bin/tsc");
  const options = ["-p", "tsconfig.build.json", "--outDir", join(OWN, "dist")];
  execFileSync(process.execPath, [compiler, ...options], { cwd: projectRoot });
  // Templates are looked for beside the program.
  cpSync(join(projectRoot, "cards"), join(OWN, "cards"), { recursive: true });
  return join(OWN, "dist/main.js");
}

function newestIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Math.max(...files.map((file) => statSync(join(folder, file)).mtimeMs));
}
