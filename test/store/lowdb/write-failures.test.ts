import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  OutcomeUnknownError,
  type Store,
  StoreUnavailableError,
} from "../../../src/service/ports/store.js";
import { newRequest, requestCommit } from "../../builders/commit.js";
import { NOW } from "../../builders/request.js";
import { type Fault, type Operation, UnsyncedFileSystem } from "../unsynced-file-system.js";
import { openOn } from "./open-store.js";
import { until } from "./poll.js";

/** A segment of the journal: there is one open for every run of commits. */
const isSegment = (path: string): boolean => path.endsWith(".log");

describe("a write that fails", () => {
  let files: UnsyncedFileSystem;
  let store: Store;
  let problems: (string | undefined)[];
  beforeEach(async () => {
    files = new UnsyncedFileSystem();
    problems = [];
    store = await openOn(files, { onProblem: (problem) => problems.push(problem) });
  });
  afterEach(async () => {
    files.fault = () => undefined;
    await store.close();
  });

  function failOn(operation: Operation, fault: Fault): void {
    files.fault = (failing, path) =>
      failing === operation && path.includes("journal") ? fault : undefined;
  }

  it.each<Operation>(["open", "syncFolder", "write"])(
    "changed nothing when %s fails: says so, frees the keys, and the next one works",
    async (operation) => {
      const keys = [{ key: "k" }];
      failOn(operation, "after");
      await expect(store.commit(newRequest("R-1001", { keys }))).rejects.toThrow(
        StoreUnavailableError,
      );
      expect(store.problem()).toContain("EIO");
      expect(await store.load("request", "R-1001")).toBeUndefined();
      expect(await store.holderOf("k", NOW)).toBeUndefined();
      files.fault = () => undefined;
      expect(await store.commit(newRequest("R-1002", { keys }))).toMatchObject({ ok: true });
      expect(store.problem()).toBeUndefined();
      expect(problems).toEqual([expect.stringContaining("EIO"), undefined]);
    },
  );

  it("keeps the value before when a change fails", async () => {
    const first = newRequest("R-1001");
    await store.commit(first);
    failOn("write", "after");
    const change = requestCommit({ ...first.value, endReason: "changed" }, 1);
    await expect(store.commit(change)).rejects.toThrow(StoreUnavailableError);
    expect(await store.load("request", "R-1001")).toEqual({ version: 1, value: first.value });
    files.fault = () => undefined;
    expect(await store.commit(change)).toEqual({ ok: true, version: 2 });
  });

  it.each<[Operation, Fault]>([
    ["sync", "before"],
    ["sync", "after"],
    ["truncate", "before"],
    ["truncate", "after"],
  ])(
    "does not know what happened when %s fails %s its effect, and is unready until it is written for certain",
    async (operation, fault) => {
      const other = newRequest("R-1002");
      await store.commit(other);
      const commit = newRequest("R-1001", { keys: [{ key: "k" }] });
      files.fault = (failing, path) => {
        if (failing === operation && isSegment(path)) return fault;
        // Only what was half written is taken back.
        return operation === "truncate" && failing === "write" && isSegment(path)
          ? "after"
          : undefined;
      };
      await expect(store.commit(commit)).rejects.toThrow(OutcomeUnknownError);
      expect(store.problem()).toContain("R-1001");
      await expect(store.commit(requestCommit(other.value, 1))).rejects.toThrow(
        StoreUnavailableError,
      );
      await expect(store.load("request", "R-1001")).rejects.toThrow(StoreUnavailableError);
      await expect(store.nextRequestId()).rejects.toThrow(StoreUnavailableError);
      expect((await store.load("request", "R-1002"))?.version).toBe(1);

      files.fault = () => undefined;
      await until(() => store.problem() === undefined, "ready again");
      expect((await store.load("request", "R-1001"))?.version).toBe(1);
      expect(await store.holderOf("k", NOW)).toEqual({ kind: "request", id: "R-1001" });
      expect(await store.commit(requestCommit(other.value, 1))).toMatchObject({ ok: true });
      expect(problems.at(-1)).toBeUndefined();

      files = files.crash();
      store = await openOn(files);
      expect((await store.load("request", "R-1001"))?.version).toBe(1);
      expect((await store.load("request", "R-1002"))?.version).toBe(2);
    },
  );

  it("stays unready while it cannot be written", async () => {
    failOn("sync", "before");
    await expect(store.commit(newRequest("R-1001"))).rejects.toThrow(OutcomeUnknownError);
    const syncs = files.counts.get("sync") ?? 0;
    await until(() => (files.counts.get("sync") ?? 0) > syncs + 2, "three tries");
    expect(store.problem()).toContain("R-1001");
    files.fault = () => undefined;
    await until(() => store.problem() === undefined, "ready again");
    expect((await store.load("request", "R-1001"))?.version).toBe(1);
  });

  it("refuses a commit that waited for the keys of a write whose outcome is unknown", async () => {
    const keys = [{ key: "k" }];
    failOn("sync", "after");
    const results = await Promise.allSettled([
      store.commit(newRequest("R-1001", { keys })),
      store.commit(newRequest("R-1002", { keys })),
    ]);
    expect(results.map((result) => result.status === "rejected" && result.reason.name)).toEqual([
      "OutcomeUnknownError",
      "StoreUnavailableError",
    ]);
    files.fault = () => undefined;
    await until(() => store.problem() === undefined, "ready again");
    expect(await store.commit(newRequest("R-1002", { keys }))).toMatchObject({
      reason: "reserved",
    });
  });

  it("finds out by itself that the disk works again", async () => {
    failOn("write", "before");
    await expect(store.commit(newRequest("R-1001"))).rejects.toThrow(StoreUnavailableError);
    files.fault = () => undefined;
    await until(() => store.problem() === undefined, "the probe worked");
  });

  it("is not ready when no number can be set aside, until the disk takes as much as commits need", async () => {
    let room = 0;
    files.fault = (operation, path) =>
      operation === "write" && (room === 0 || !path.includes("probe")) ? "before" : undefined;
    await expect(store.nextRequestId()).rejects.toThrow(StoreUnavailableError);
    expect(store.problem()).toContain("The last write failed");
    room = 1;
    await until(() => store.problem() === undefined, "the probe worked");
    expect(files.list("/riskgate")).not.toContain("probe.txt");
  });
});
