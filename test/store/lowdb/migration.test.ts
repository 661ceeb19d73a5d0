import { beforeEach, describe, expect, it } from "vitest";
import { walkTrail } from "../../../src/service/walk-trail.js";
import type { Envelope, Migration } from "../../../src/store/lowdb/migrations.js";
import { openEmbeddedStore } from "../../../src/store/lowdb/open-embedded-store.js";
import { closing, newRequest, personCommit } from "../../builders/commit.js";
import { NOW, person } from "../../builders/request.js";
import { UnsyncedFileSystem } from "../unsynced-file-system.js";
import { openOn, TENANT } from "./open-store.js";
import { until } from "./poll.js";

const FILES = ["requests/R-1001.json", "closed/2025-03/R-1002.json", `people/${person(2).id}.json`];

/** Schema 0 as it might have been: the version was called differently. */
const steps = new Map<number, Migration>([
  [0, ({ number, ...rest }: Envelope) => ({ ...rest, version: number })],
]);

describe("a migration", () => {
  let files: UnsyncedFileSystem;
  let older: ReadonlyMap<string, string>;
  const read = (name: string) => files.readNow(`/riskgate/${name}`);
  beforeEach(async () => {
    files = new UnsyncedFileSystem();
    const store = await openOn(files);
    await store.commit(newRequest("R-1001"));
    await store.commit(newRequest("R-1002"));
    await store.commit(closing(newRequest("R-1002").value, 1));
    await store.commit(personCommit(2));
    await until(() => files.list("/riskgate/requests").length === 1, "put away");
    await store.close();
    const made = FILES.map((name) => {
      const { version, ...rest } = JSON.parse(read(name) ?? "");
      return [name, JSON.stringify({ ...rest, schema: 0, number: version })] as const;
    });
    older = new Map(made);
    for (const [name, text] of older) files.put(`/riskgate/${name}`, text);
    files.put("/riskgate/store.json", '{"schema":0,"tenantId":"tenant-1"}');
  });

  async function expectMigrated(): Promise<void> {
    const store = await openOn(files, { migrations: steps });
    expect((await store.load("request", "R-1001"))?.version).toBe(1);
    expect((await store.load("request", "R-1002"))?.version).toBe(2);
    expect((await store.load("person", person(2).id))?.version).toBe(1);
    expect((await store.requestsAbout(person(1).id, 9)).map(({ id }) => id)).toEqual([
      "R-1002",
      "R-1001",
    ]);
    expect(JSON.parse(read("store.json") ?? "")).toEqual({ schema: 1, tenantId: "tenant-1" });
    for (const [name, text] of older) expect(read(`backup/schema-0/${name}`)).toBe(text);
    expect(JSON.parse(read("backup/schema-0/store.json") ?? "").schema).toBe(0);
    await store.close();
  }

  it("brings every record to the present schema and keeps a copy of what was before", async () => {
    await expectMigrated();
    await expectMigrated();
  });

  it("U1 the copy of before is a whole folder that says of itself that it is a copy: a rollback to it is held", async () => {
    await expectMigrated();
    const backup = "/riskgate/backup/schema-0";
    // What the newer version has decided since is in its own folder only.
    expect(JSON.parse(files.readNow(`${backup}/restored.json`) ?? "")).toEqual({ takenAt: NOW });
    const store = await openEmbeddedStore({
      ...{ folder: backup, tenantId: TENANT, clock: () => NOW, files, migrations: steps },
    });
    expect(store.holds?.restore.restored()).toEqual({ takenAt: NOW });
    await expect(store.commit(newRequest("R-1003"))).rejects.toThrow("restored and waits");
    expect((await walkTrail(store.auditTrail, () => store.now())).problems).toEqual([]);
    expect((await store.load("request", "R-1001"))?.version).toBe(1);
    await store.close();
  });

  it("goes on where it stood when the machine crashed in the middle, wherever that was", async () => {
    for (let crashAfter = 1; ; crashAfter += 7) {
      let left = crashAfter;
      files.fault = () => {
        left -= 1;
        return left < 0 ? "before" : undefined;
      };
      const outcome = await openOn(files, { migrations: steps }).catch(() => undefined);
      const isDone = outcome !== undefined;
      files = files.crash();
      if (isDone) break;
    }
    await expectMigrated();
  });

  it("puts an unreadable record into quarantine and is finished once that was taken away", async () => {
    files.put("/riskgate/requests/R-1009.json", "{");
    await expect(openOn(files, { migrations: steps })).rejects.toMatchObject({
      code: "unreadable",
    });
    await files.remove("/riskgate/quarantine/requests/R-1009.json");
    await expectMigrated();
  });

  it("is refused, and changes nothing, without a step from that schema", async () => {
    await expect(openOn(files)).rejects.toMatchObject({
      remedy: expect.stringContaining("version between"),
    });
    expect(read("requests/R-1001.json")).toBe(older.get("requests/R-1001.json"));
  });
});
