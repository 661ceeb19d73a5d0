import { afterEach, beforeEach, expect, it } from "vitest";
import { SECOND } from "../../../src/approval/instant.js";
import { type Store, StoreUnavailableError } from "../../../src/service/ports/store.js";
import { newRequest } from "../../builders/commit.js";
import { NOW } from "../../builders/request.js";
import { UnsyncedFileSystem } from "../unsynced-file-system.js";
import { openOn } from "./open-store.js";
import { until } from "./poll.js";

let files: UnsyncedFileSystem;
let now: number;
let store: Store;
const open = () => openOn(files, { clock: () => now });
beforeEach(async () => {
  files = new UnsyncedFileSystem();
  now = NOW;
  store = await open();
});
afterEach(async () => {
  files.fault = () => undefined;
  await store.close();
});

/** From now on, and for so many milliseconds of the clock, the disk is full; then it has room again. */
async function fillDisk(
  milliseconds: number,
  meanwhile = async () => {},
  afterwards: typeof files.fault = () => undefined,
): Promise<void> {
  files.fault = (operation) => (operation === "write" ? "before" : undefined);
  await expect(store.commit(newRequest("R-1001"))).rejects.toThrow(StoreUnavailableError);
  now += milliseconds;
  await meanwhile();
  files.fault = afterwards;
  await until(() => store.problem() === undefined, "the disk takes writes again");
}

it("T6 a disk that takes no writes for 10 s is an outage while that lasts, afterwards, and after a restart", async () => {
  await fillDisk(10 * SECOND, async () => {
    expect(await store.outages()).toEqual([{ from: NOW }]);
  });
  const outage = { from: NOW, to: NOW + 10 * SECOND };
  expect(await store.outages()).toEqual([outage]);
  now += SECOND;
  await until(() => files.list("/riskgate").includes("outages.json"), "it is on the disk");
  await store.close();
  store = await open();
  expect(await store.outages()).toEqual([outage]);
});

it("T6 a process that ends while the disk takes no writes leaves the whole outage to the next start", async () => {
  files.fault = (operation, path) =>
    operation === "write" && !path.includes("alive") ? "before" : undefined;
  await expect(store.commit(newRequest("R-1001"))).rejects.toThrow(StoreUnavailableError);
  now += 30 * SECOND;
  await until(() => store.problem() !== undefined, "it is full");
  files.fault = () => undefined;
  const end = store.close();
  await end;
  now += SECOND;
  store = await open();
  expect(await store.outages()).toEqual([{ from: NOW, to: NOW + 31 * SECOND }]);
});

it("T6 a write that failed, and a disk that works again within 10 s, are none", async () => {
  await fillDisk(10 * SECOND - 1, async () => expect(await store.outages()).toEqual([]));
  expect(await store.outages()).toEqual([]);
});

it("T6 an outage that could not be written at once counts all the same, and is written later", async () => {
  const isOutagesFull: typeof files.fault = (operation, path) =>
    operation === "write" && path.includes("outages") ? "before" : undefined;
  await fillDisk(10 * SECOND, async () => {}, isOutagesFull);
  expect(await store.outages()).toHaveLength(1);
  expect(files.list("/riskgate")).not.toContain("outages.json");
  files.fault = () => undefined;
  await until(() => files.list("/riskgate").includes("outages.json"), "it is written after all");
});
