import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { walkTrail } from "../../src/service/walk-trail.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { closing, newRequest, personCommit } from "../builders/commit.js";
import { person } from "../builders/request.js";
import { eventually } from "../connector/eventually.js";
import { writeFiguresOfAll } from "../reliability/figures.js";
import { MIGRATION_POINTS } from "./faults/fail-points.mjs";
import { findFreshBuild } from "./fresh-build.js";

const BUILT = dirname(findFreshBuild());
const PRELOAD = new URL("faults/preload.mjs", import.meta.url).href;
const PROGRAM = fileURLToPath(new URL("faults/migrating-program.mjs", import.meta.url));
const TENANT = "tenant-1";
const RECORDS = [
  "requests/R-1001.json",
  "closed/2025-03/R-1002.json",
  `people/${person(2).id}.json`,
];
const PATIENCE = 300_000;

let folder: string;
const figures = { failPoints: 0, kills: 0, recordsKept: 0 };
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "riskgate-migration-"));
  const store = await openEmbeddedStore({ folder, tenantId: TENANT });
  await store.commit(newRequest("R-1001"));
  await store.commit(newRequest("R-1002"));
  await store.commit(closing(newRequest("R-1002").value, 1));
  await store.commit(personCommit(2));
  await eventually(() => readRecord("closed/2025-03/R-1002.json"), { timeoutMs: 60_000 });
  await store.close();
  for (const name of RECORDS) {
    const { version, ...rest } = JSON.parse(readRecord(name));
    writeFileSync(join(folder, name), JSON.stringify({ ...rest, schema: 0, number: version }));
  }
  writeFileSync(join(folder, "store.json"), `{"schema":0,"tenantId":"${TENANT}"}`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
writeFiguresOfAll({
  suite: "migration-crash",
  promise: "S: a migration that is killed goes on where it stood, and loses nothing",
  tried:
    "A process that migrates a folder ends itself with SIGKILL at a named point, and is started again.",
  figures,
});

function readRecord(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function migrate(faults: object): Promise<unknown> {
  const env = { PATH: process.env.PATH ?? "", BUILT, DATA_DIR: folder };
  return promisify(execFile)(process.execPath, ["--import", PRELOAD, PROGRAM], {
    env: { ...env, FAULTS: JSON.stringify(faults) },
    timeout: PATIENCE / 3,
  });
}

it.each(MIGRATION_POINTS.map(({ name }) => name))(
  "S U1 killed at the %s, the next start goes on and loses nothing",
  async (name) => {
    const before = RECORDS.map(readRecord);
    await expect(migrate({ failAt: name })).rejects.toMatchObject({ signal: "SIGKILL" });
    await migrate({});
    for (const [i, record] of RECORDS.entries())
      expect(readRecord(join("backup/schema-0", record))).toBe(before[i]);
    const store = await openEmbeddedStore({ folder, tenantId: TENANT });
    try {
      expect((await store.load("request", "R-1001"))?.version).toBe(1);
      expect((await store.load("request", "R-1002"))?.version).toBe(2);
      expect((await store.load("person", person(2).id))?.version).toBe(1);
      expect((await walkTrail(store.auditTrail, () => store.now())).problems).toEqual([]);
    } finally {
      await store.close();
    }
    figures.failPoints += 1;
    figures.kills += 1;
    figures.recordsKept += RECORDS.length;
  },
  PATIENCE,
);
