import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { backUpStore } from "../../../src/store/lowdb/back-up-store.js";
import { holdsUnmoved, markAsMoved } from "../../../src/store/lowdb/moved-house.js";
import { openEmbeddedStore } from "../../../src/store/lowdb/open-embedded-store.js";
import { readSettingsFile } from "../../../src/store/lowdb/read-settings-file.js";
import { NOW } from "../../builders/request.js";

const MOVE = { movedAt: NOW, database: "db.example/riskgate" };

let work: string;
let folder: string;
beforeEach(async () => {
  work = mkdtempSync(join(tmpdir(), "riskgate-moved-"));
  folder = join(work, "data");
  await (await open()).close();
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const open = () => openEmbeddedStore({ folder, tenantId: "tenant-1", clock: () => NOW });

it("D1 no backup is made of a folder that has moved: it would hold what was decided long ago, under the date of today", async () => {
  await markAsMoved(folder, MOVE);
  const to = join(work, "copy");
  await expect(backUpStore({ from: folder, to, check: async () => [] })).rejects.toThrow(
    /has moved into a database.*pg_dump/,
  );
  expect(existsSync(to)).toBe(false);
});

it("is told from a folder whose store no database has", async () => {
  expect(holdsUnmoved(folder)).toBe(true);
  expect(holdsUnmoved(work)).toBe(false);
  await markAsMoved(folder, MOVE);
  expect(holdsUnmoved(folder)).toBe(false);
});

it("what its settings say is old", async () => {
  expect(readSettingsFile(folder, "idProtection")).toBeUndefined();
  await markAsMoved(folder, MOVE);
  expect(() => readSettingsFile(folder, "idProtection")).toThrow("has moved into a database");
});

it.each([
  ["", /has moved into a database\. Set DATABASE_URL/],
  ["{}", /has moved into a database\. /],
  ['{"movedAt":9e15,"database":"a"}', /has moved into a database\. /],
  [JSON.stringify(MOVE), /has moved into a database, db\.example\/riskgate, at 20.*Z\. /],
])("D1 a mark that says %j is one", async (mark, message) => {
  writeFileSync(join(folder, "moved.json"), mark);
  for (let start = 0; start < 2; start += 1)
    await expect(open()).rejects.toMatchObject({
      code: "moved",
      message: expect.stringMatching(message),
    });
  expect(readdirSync(folder)).not.toContain("quarantine");
});
