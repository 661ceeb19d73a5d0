import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { keepJson } from "./keep-json.js";

/**
 * Every benchmark of docs/performance-costs.md, one after the other, into one file: `node .build/bench/all-costs.js
 * --json bench/results/DATE-costs.json`, after `npm run bench` has compiled it. `--short` only shows that all of them run.
 */
const { values: options } = parseArgs({
  options: { json: { type: "string" }, short: { type: "boolean", default: false } },
});

/** By the name that the figures are kept under: the program, and what makes it short. */
const PROGRAMS = {
  wholeFile: ["whole-file", "--sizes", "1000", "--blocks", "1"],
  memory: ["memory", "--sizes", "1000,3000", "--rounds", "1"],
  starts: ["starts", "--sizes", "100,1000", "--rounds", "1", "--decisions", "300"],
  approvers: ["approvers", "--rounds", "1", "--decisions", "100", "--warm-up", "200"],
  nodes: ["nodes", "--rounds", "1", "--decisions", "300", "--warm-up", "200"],
};

const folder = await mkdtemp(join(tmpdir(), "riskgate-costs-"));
const figures: Record<string, unknown> = {};
try {
  for (const [name, [program = "", ...short]] of Object.entries(PROGRAMS)) {
    const began = performance.now();
    figures[name] = await run(program, options.short ? short : []);
    const minutes = (performance.now() - began) / 60_000;
    process.stdout.write(`${program} took ${minutes.toFixed(1)} minutes\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const day = new Date().toISOString().slice(0, 10);
await keepJson(options.json, { day, isShort: options.short, ...figures });

async function run(program: string, given: readonly string[]): Promise<unknown> {
  const file = join(folder, `${program}.json`);
  const path = fileURLToPath(new URL(`./${program}.js`, import.meta.url));
  const child = spawn(process.execPath, [path, ...given, "--json", file], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  const { machine, ...kept } = JSON.parse(await readFile(file, "utf8"));
  return kept;
}
