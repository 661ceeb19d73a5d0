import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FEED_ID } from "../src/approval/insider-risk.js";
import { DAY } from "../src/approval/instant.js";
import { exportAudit } from "../src/service/export-audit.js";
import type { AuditedStore } from "../src/service/ports/audit-trail.js";
import { walkTrail } from "../src/service/walk-trail.js";
import { openEmbeddedStore } from "../src/store/lowdb/open-embedded-store.js";
import { openPostgresStore } from "../src/store/postgres/open-postgres-store.js";
import { person } from "./builders/request.js";
import { findFreshBuild } from "./crash/fresh-build.js";
import { usePostgres } from "./store/postgres/use-postgres.js";

const [ann, bob] = [person(1).id, person(2).id];
const SOON = new Date(Date.now() + 30 * DAY).toISOString();
const tenantId = "tenant-1";

let folder: string;
let program: string;
const server = usePostgres();
beforeAll(async () => {
  program = join(dirname(findFreshBuild()), "insider-risk.js");
  folder = mkdtempSync(join(tmpdir(), "riskgate-levels-"));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeLevels(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, ["userId,level,source,expirationDateTime", ...lines, ""].join("\n"));
  return path;
}

function run(environment: object, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, DATABASE_URL: "", ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

const stores = [
  [
    "a data folder",
    async () => {
      const data = mkdtempSync(join(folder, "data-"));
      const open = () => openEmbeddedStore({ folder: data, tenantId });
      return { environment: { DATA_DIR: data }, open };
    },
  ],
  [
    "PostgreSQL",
    async () => {
      const url = await server().createDatabase();
      return {
        environment: { DATABASE_URL: url },
        open: () => openPostgresStore({ url, tenantId }),
      };
    },
  ],
] satisfies [string, () => Promise<{ environment: object; open: () => Promise<AuditedStore> }>][];

it.each(stores)("U1 S2 imports into %s, dry run first, each level once", async (_name, prepare) => {
  const { environment, open } = await prepare();
  await (await open()).close();
  const file = writeLevels("good.csv", `${ann},elevated,feed,${SOON}`, `${bob},none,feed,`);
  const levels = async () => {
    const store = await open();
    const records = [ann, bob, FEED_ID].map((id) => store.load("insiderRisk", id));
    const found = (await Promise.all(records)).map(
      (record) => record?.value.level ?? record?.version,
    );
    const verdict = await walkTrail(store.auditTrail, () => store.now());
    await store.close();
    return [...found, verdict.isIntact];
  };

  const dry = await run(environment, "--from", file);
  expect(dry).toMatchObject({ code: 0 });
  expect(dry.output).toMatch(/Good lines: 2 \(none 1, minor 0, moderate 0, elevated 1\).*--apply/);
  expect(await levels()).toEqual([undefined, undefined, undefined, true]);

  expect((await run(environment, "--from", file, "--apply")).output).toContain("Stored: 2.");
  const again = await run(environment, "--from", file, "--apply");
  expect(again.output).toContain("Stored: 0. Stored before: 2.");
  expect(await levels()).toEqual(["elevated", 1, 1, true]);
});

it("S2 one bad line stops it all unless it is told to skip it", async () => {
  const data = mkdtempSync(join(folder, "data-"));
  await (await openEmbeddedStore({ folder: data, tenantId })).close();
  const file = writeLevels("bad.csv", `${ann},elevated,feed,${SOON}`, `${bob},high,feed,${SOON}`);
  const refused = await run({ DATA_DIR: data }, "--from", file, "--apply");
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(/^line 3: level must be one of.*Nothing was stored/s);
  const skipped = await run({}, "--from", file, "--apply", "--skip-bad-lines", "--data", data);
  expect(skipped.code).toBe(0);
  expect(skipped.output).toMatch(/^line 3: .*Bad lines: 1\. Stored: 1\./s);
});

it("S2 a wrong path or argument changes nothing and says so", async () => {
  const file = writeLevels("some.csv", `${ann},none,feed,`);
  const missing = await run({}, "--from", join(folder, "missing.csv"));
  expect(missing).toMatchObject({ code: 1 });
  expect(missing.output).toContain("there is no such file. Nothing was stored.");
  const nowhere = await run({}, "--from", file, "--apply", "--data", join(folder, "nowhere"));
  expect(nowhere.output).toContain("is no data folder");
  for (const args of [[], ["--apply"], ["--form", file]])
    expect((await run({}, ...args)).code).toBe(64);
});

it("V2 V4 an export tells of a reported level to holders of the source's role only, and to nobody of his own", async () => {
  const data = mkdtempSync(join(folder, "data-"));
  await (await openEmbeddedStore({ folder: data, tenantId })).close();
  const file = writeLevels("one.csv", `${ann},elevated,secret feed,${SOON}`);
  await run({ DATA_DIR: data }, "--from", file, "--apply");
  const store = await openEmbeddedStore({ folder: data, tenantId });
  const exportFor = async (personId: string, ...sources: ("insiderRisk" | "idProtection")[]) => {
    const context = { tenantId, store, auditTrail: store.auditTrail };
    const result = await exportAudit(context as never, {
      personId,
      sources: new Set(sources),
      hasOwnRequests: false,
    });
    return result.kind === "export" ? result.jsonLines.toString() : "";
  };
  expect(await exportFor(bob, "insiderRisk")).toMatch(/"rank":3[\s\S]*secret feed/);
  for (const text of [await exportFor(bob, "idProtection"), await exportFor(ann, "insiderRisk")]) {
    expect(text).not.toContain(`insiderRisk/${ann}`);
    expect(text).not.toMatch(/insiderRiskReported|secret feed/);
  }
  await store.close();
});
