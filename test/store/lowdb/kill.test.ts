import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { verifyChain } from "../../../src/audit/audit-chain.js";
import { walkTrail } from "../../../src/service/walk-trail.js";
import { openEmbeddedStore } from "../../../src/store/lowdb/open-embedded-store.js";
import { makeTemporaryFolder, removeFolder, TENANT } from "./open-store.js";
import { until } from "./poll.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SCRIPT = fileURLToPath(new URL("committing-process.mjs", import.meta.url));

let compiled: string;
let folder: string;
const running = new Set<ChildProcess>();

beforeAll(() => {
  // A process of its own needs JavaScript; inside the project, so that it finds the packages.
  mkdirSync(join(ROOT, ".build"), { recursive: true });
  compiled = mkdtempSync(join(ROOT, ".build", "store-"));
  const configuration = {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      outDir: compiled,
      rootDir: ROOT,
      types: ["node"],
      typeRoots: [join(ROOT, "node_modules/@types")],
    },
    include: [],
    files: [
      join(ROOT, "src/store/lowdb/open-embedded-store.ts"),
      join(ROOT, "test/builders/commit.ts"),
    ],
  };
  writeFileSync(join(compiled, "tsconfig.json"), JSON.stringify(configuration));
  execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", compiled]);
});
afterAll(() => removeFolder(compiled));
beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  removeFolder(folder);
});

function start(): { readonly child: ChildProcess; readonly lines: () => readonly string[] } {
  const child = spawn(process.execPath, [SCRIPT, compiled, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  return { child, lines: () => output.split("\n").slice(0, -1) };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "close");
  running.delete(child);
}

it("S no acknowledged commit is lost when the process is killed, and the folder is free at once", async () => {
  const acknowledged = new Map<string, number>();
  for (let round = 0; round < 3; round += 1) {
    const { child, lines } = start();
    await until(() => lines().length > 100, "100 commits");
    await kill(child);
    for (const line of lines().slice(1)) {
      const [id = "", version] = line.split(" ");
      expect(acknowledged.get(id) ?? 0).toBe(Number(version) - 1);
      acknowledged.set(id, Number(version));
    }
  }
  const lastAlive = Date.now();
  const store = await openEmbeddedStore({
    folder,
    tenantId: TENANT,
    clock: () => Date.now() + 60_000,
  });
  for (const [id, version] of acknowledged) {
    expect((await store.load("request", id))?.version).toBeGreaterThanOrEqual(version);
    expect(verifyChain(await store.events("request", id))).toMatchObject({ ok: true });
  }
  // On a machine that stands still for a while each start may have found one.
  const outage = (await store.outages()).at(-1);
  expect(outage?.to).toBeGreaterThanOrEqual(lastAlive + 60_000);
  expect(outage?.from).toBeLessThanOrEqual(lastAlive);
  const verdict = await walkTrail(store.auditTrail, () => store.now());
  expect(verdict.problems).toEqual([]);
  await store.close();
}, 60_000);

it("refuses a second process while the first one lives, whoever comes first, and not a moment longer", async () => {
  const first = start();
  await until(() => first.lines().includes("open"), "the first process opened the store");
  const second = start();
  await until(() => second.lines().length > 0, "the second process answered");
  expect(second.lines()).toEqual(["refused inUse"]);
  await expect(openEmbeddedStore({ folder, tenantId: TENANT })).rejects.toMatchObject({
    code: "inUse",
    message: expect.stringContaining(`process ${first.child.pid}`),
  });
  await kill(first.child);
  const store = await openEmbeddedStore({ folder, tenantId: TENANT });
  const third = start();
  await until(() => third.lines().length > 0, "the third process answered");
  expect(third.lines()).toEqual(["refused inUse"]);
  await store.close();
}, 60_000);

it("lets at most one of several processes in that start at the same moment", async () => {
  const children = Array.from({ length: 4 }, () => start());
  await until(() => children.every(({ lines }) => lines().length > 0), "all answered");
  const answers = children.map(({ lines }) => lines()[0]);
  expect(answers.filter((answer) => answer === "open").length).toBeLessThanOrEqual(1);
  expect(answers.every((answer) => answer === "open" || answer === "refused inUse")).toBe(true);
}, 60_000);
