import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Store, StoreUnavailableError } from "../../../src/service/ports/store.js";
import { closing, newRequest, requestCommit } from "../../builders/commit.js";
import { NOW, person } from "../../builders/request.js";
import { UnsyncedFileSystem } from "../unsynced-file-system.js";
import { openOn } from "./open-store.js";
import { until } from "./poll.js";

const OPEN = "/riskgate/requests";
const MONTH = "/riskgate/closed/2025-03";
const SUMMARIES = `${MONTH}/summaries.jsonl`;
const KEYS = [{ key: "idempotency/1" }];

describe("a closed request", () => {
  let files: UnsyncedFileSystem;
  let store: Store;
  let reports: string[];
  const open = () =>
    openOn(files, { log: (message) => reports.push(message), journal: { bytes: 1 } });
  beforeEach(async () => {
    files = new UnsyncedFileSystem();
    reports = [];
    store = await open();
  });
  afterEach(() => store.close());

  async function close(id: string): Promise<ReturnType<typeof closing>> {
    const first = newRequest(id);
    await store.commit(first);
    const ended = closing(first.value, 1, { keys: id === "R-1001" ? KEYS : [] });
    await store.commit(ended);
    return ended;
  }
  const isPutAway =
    (id: string, version = 2) =>
    () =>
      files.readNow(`${MONTH}/${id}.json`)?.includes(`"version":${version},`) === true &&
      !files.list(OPEN).includes(`${id}.json`);

  async function restart(): Promise<void> {
    await store.close();
    store = await open();
  }

  async function expectAllThere(): Promise<void> {
    expect((await store.load("request", "R-1001"))?.version).toBe(2);
    expect(await store.events("request", "R-1001")).toHaveLength(2);
    expect((await store.requestsAbout(person(1).id, 9)).map((summary) => summary.id)).toEqual([
      "R-1002",
      "R-1001",
    ]);
    expect(await store.holderOf("idempotency/1", NOW)).toEqual({ kind: "request", id: "R-1001" });
    expect(await store.noticeCounts()).toMatchObject({ intended: 2, delivered: 2 });
  }

  it("is moved to the folder of the month it was submitted in, and is found there", async () => {
    await close("R-1001");
    await close("R-1002");
    await until(isPutAway("R-1001"), "put away");
    await until(isPutAway("R-1002"), "put away");
    expect([...files.list(MONTH)].sort()).toEqual([
      "R-1001.json",
      "R-1002.json",
      "summaries.jsonl",
    ]);
    await expectAllThere();
    await restart();
    await expectAllThere();
    expect(reports).toEqual([]);
  });

  it.each<[string, () => void]>([
    ["missing", () => files.put(SUMMARIES, "")],
    ["torn", () => files.put(SUMMARIES, files.readNow(SUMMARIES)?.slice(0, -20) ?? "")],
    [
      "short of a line",
      () => files.put(SUMMARIES, `${files.readNow(SUMMARIES)?.split("\n")[0]}\n`),
    ],
  ])("is listed again from its file when the summaries are %s", async (_, damage) => {
    await close("R-1001");
    await close("R-1002");
    await until(isPutAway("R-1001"), "put away");
    await until(isPutAway("R-1002"), "put away");
    await store.close();
    damage();
    store = await open();
    await expectAllThere();
    expect(reports).toEqual([expect.stringContaining("2025-03")]);
    await restart();
    await expectAllThere();
    expect(reports).toHaveLength(1);
  });

  it("is moved at the next start when the machine stopped in between", async () => {
    files.fault = (_, path) => (path.startsWith(MONTH) ? "before" : undefined);
    await close("R-1001");
    await close("R-1002");
    await until(() => reports.length > 0, "the move failed");
    files = files.crash();
    store = await open();
    await expectAllThere();
    await until(isPutAway("R-1001"), "put away");
    await until(isPutAway("R-1002"), "put away");
    await restart();
    await expectAllThere();
  });

  it("is as new as it was when a power cut brings its open file back", async () => {
    const first = newRequest("R-1001");
    await store.commit(first);
    await store.close();
    store = await openOn(files, { journal: { bytes: 1 << 20 } });
    await store.commit(closing(first.value, 1));
    await until(isPutAway("R-1001"), "put away");
    await store.close();
    files = files.crash();
    expect(files.list(OPEN)).toContain("R-1001.json");
    store = await open();
    expect((await store.load("request", "R-1001"))?.version).toBe(2);
    expect(await store.events("request", "R-1001")).toHaveLength(2);
  });

  it("comes back to the open ones when a later commit opens it again, and goes again", async () => {
    const ended = await close("R-1001");
    await until(isPutAway("R-1001"), "put away");
    expect(await store.commit(requestCommit(ended.value, 2, { nextSendAt: NOW }))).toEqual({
      ok: true,
      version: 3,
    });
    await until(() => files.list(OPEN).includes("R-1001.json"), "it is among the open ones");
    expect(await store.sendable(NOW, 9)).toHaveLength(1);
    await restart();
    expect((await store.load("request", "R-1001"))?.version).toBe(3);
    expect(await store.commit(closing(ended.value, 3))).toEqual({ ok: true, version: 4 });
    await until(isPutAway("R-1001", 4), "put away again");
    await restart();
    expect((await store.load("request", "R-1001"))?.version).toBe(4);
    expect(await store.requestsAbout(person(1).id, 9)).toHaveLength(1);
  });

  it("is not moved while it is not known whether a newer commit was written", async () => {
    const ended = await close("R-1001");
    files.fault = (operation, path) =>
      operation === "sync" && path.endsWith(".log") ? "after" : undefined;
    await expect(store.commit(closing(ended.value, 2))).rejects.toThrow("not known");
    files.fault = () => undefined;
    await until(() => store.problem() === undefined, "ready again");
    expect((await store.load("request", "R-1001"))?.version).toBe(3);
    await until(isPutAway("R-1001", 3), "put away");
    expect((await store.load("request", "R-1001"))?.version).toBe(3);
  });

  it("says so when its file cannot be read, and never answers with something else", async () => {
    await close("R-1001");
    await until(isPutAway("R-1001"), "put away");
    await restart();
    files.put(`${MONTH}/R-1001.json`, "{");
    await expect(store.load("request", "R-1001")).rejects.toThrow(StoreUnavailableError);
  });

  it("never gives its number to another one", async () => {
    await close("R-1040");
    await until(isPutAway("R-1040"), "put away");
    await restart();
    expect(await store.nextRequestId()).toBe("R-1041");
  });
});
