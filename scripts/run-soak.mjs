// Runs the soak. Usage: node scripts/run-soak.mjs [--minutes N] [what vitest takes]; 3 minutes unless said.
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const rest = process.argv.slice(2);
const at = rest.indexOf("--minutes");
const [, minutes = "3"] = at < 0 ? [] : rest.splice(at, 2);
if (!(Number(minutes) >= 1)) {
  console.error(
    `"${minutes}" is no number of minutes. Give 1 or more: npm run soak -- --minutes 60`,
  );
  process.exit(1);
}
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--config", "vitest.soak.config.ts", ...rest],
  { cwd: root, stdio: "inherit", env: { ...process.env, SOAK_MINUTES: minutes } },
);
process.exit(status ?? 1);
