import { expect, it } from "vitest";
import { readTrouble } from "../../src/approval/trouble.js";
import type { Context } from "../../src/service/context.js";
import { watchStore } from "../../src/service/watch-store.js";
import { newRequest, personCommit } from "../builders/commit.js";
import { person } from "../builders/request.js";
import { eventually } from "../connector/eventually.js";
import { openOn } from "../store/lowdb/open-store.js";
import { UnsyncedFileSystem } from "../store/unsynced-file-system.js";

it("N1 administrators hear that the store refused writes when it takes them again, once", async () => {
  const files = new UnsyncedFileSystem();
  const store = await openOn(files);
  await store.commit(personCommit(9));
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const people = { roleHolders: async () => [{ ...person(9), accountEnabled: true }] };
  let isNoticed = false;
  const watched = {
    ...{ now: () => store.now(), load: store.load.bind(store), commit: store.commit.bind(store) },
    problem: () => {
      const problem = store.problem();
      isNoticed ||= problem !== undefined;
      return problem;
    },
  };
  const context = { tenantId: "tenant-1", store: watched, people, log } as unknown as Context;
  const end = watchStore(context, 2);
  files.fault = (_, path) => (path.includes("journal") ? "before" : undefined);
  await expect(store.commit(newRequest("R-1001"))).rejects.toThrow();
  await eventually(() => isNoticed);
  files.fault = () => undefined;
  await eventually(() => store.problem() === undefined);
  const rows = async () => (await store.load("person", person(9).id))?.value.notices ?? [];
  const told = await eventually(async () => (await rows())[0]);
  expect(readTrouble(told)).toMatchObject({ trouble: "storeRefusing" });
  expect(await rows()).toHaveLength(1);
  end();
  await store.close();
});
