import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FolderLockedError } from "../../../src/store/lowdb/file-system.js";
import { lockFolder } from "../../../src/store/lowdb/lock-folder.js";
import { openEmbeddedStore } from "../../../src/store/lowdb/open-embedded-store.js";
import { newRequest } from "../../builders/commit.js";
import { makeTemporaryFolder, removeFolder, TENANT } from "./open-store.js";

let folder: string;
beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(() => removeFolder(folder));

it("gives a folder to one holder at a time", async () => {
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(FolderLockedError);
  await lock.release();
  await (await lockFolder(folder)).release();
});

it("lets at most one of many in that ask in the same moment, and one of them in the end", async () => {
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(folder)));
  const locks = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(locks.length).toBeLessThanOrEqual(1);
  for (const lock of locks) await lock.release();
  await (await lockFolder(folder)).release();
});

it("works in a folder whose path is longer than a socket's may be", async () => {
  const deep = join(folder, ..."abcde".split("").map((letter) => letter.repeat(40)));
  mkdirSync(deep, { recursive: true });
  const attempt = lockFolder(deep);
  if (process.platform !== "linux")
    return expect(attempt.then((lock) => lock.release())).rejects.toThrow();
  const lock = await attempt;
  await expect(lockFolder(deep)).rejects.toThrow(FolderLockedError);
  await lock.release();
});

it("says what to do when the folder cannot be used", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  await expect(openEmbeddedStore({ folder: file, tenantId: TENANT })).rejects.toMatchObject({
    code: "inaccessible",
    remedy: expect.stringContaining("local disk"),
  });
});

it("makes files that only their owner can read", async () => {
  const inner = join(folder, "data");
  const store = await openEmbeddedStore({ folder: inner, tenantId: TENANT });
  await store.commit(newRequest("R-1001"));
  const mode = (name: string) => statSync(join(inner, name)).mode & 0o777;
  expect([mode("journal/000001.log"), mode("store.json"), mode("alive.txt")]).toEqual([
    0o600, 0o600, 0o600,
  ]);
  expect(["", "requests", "journal", "lock"].map(mode)).toEqual([0o700, 0o700, 0o700, 0o700]);
  await store.close();
  expect(mode("requests/R-1001.json")).toBe(0o600);
});
