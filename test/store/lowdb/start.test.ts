import { beforeEach, describe, expect, it } from "vitest";
import { HOUR } from "../../../src/approval/instant.js";
import { StartRefusedError } from "../../../src/store/start-refused-error.js";
import { closing, newRequest, personCommit, requestCommit } from "../../builders/commit.js";
import { NOW } from "../../builders/request.js";
import { UnsyncedFileSystem } from "../unsynced-file-system.js";
import { openOn } from "./open-store.js";
import { until } from "./poll.js";

const FILE = "/riskgate/requests/R-1001.json";
const ASIDE = "/riskgate/quarantine/requests/R-1001.json";

async function refusal(start: Promise<unknown>): Promise<StartRefusedError> {
  const error = await start.catch((reason: unknown) => reason);
  if (!(error instanceof StartRefusedError)) throw new Error(`The start was not refused: ${error}`);
  return error;
}

describe("a start", () => {
  let files: UnsyncedFileSystem;
  beforeEach(async () => {
    files = new UnsyncedFileSystem();
    const store = await openOn(files);
    await store.commit(newRequest("R-1001"));
    await store.commit(personCommit(2));
    await store.close();
  });

  it("refuses a second one on the same folder, and works once the first has ended", async () => {
    const store = await openOn(files);
    expect(await refusal(openOn(files))).toMatchObject({
      code: "inUse",
      remedy: expect.stringContaining("Stop it"),
    });
    await store.close();
    await (await openOn(files)).close();
  });

  it("refuses the folder of another tenant", async () => {
    const error = await refusal(openOn(files, { tenantId: "tenant-2" }));
    expect(error.code).toBe("otherTenant");
    expect(error.message).toMatch(/tenant-1.*tenant-2/);
    await (await openOn(files)).close();
  });

  it("refuses a folder that a newer version wrote", async () => {
    files.put("/riskgate/store.json", '{"schema":2,"tenantId":"tenant-1"}');
    expect(await refusal(openOn(files))).toMatchObject({
      code: "newerSchema",
      remedy: expect.stringContaining("newer"),
    });
  });

  it.each([["missing"], ["unreadable"]])("refuses a folder whose store.json is %s", async (how) => {
    if (how === "missing") await files.remove("/riskgate/store.json");
    else files.put("/riskgate/store.json", "{");
    expect(await refusal(openOn(files))).toMatchObject({ code: "notAStore" });
  });

  it.each([
    ["is empty", ""],
    ["is cut off", '{"schema":1,"kind":"request","id":"R-1001","vers'],
    ["is no record", '{"hello":"world"}'],
    ["is the record of another one", "R-1002"],
  ])(
    "stops when a file %s, puts it aside, and stops again until somebody took it away",
    async (_, damage) => {
      const text =
        damage === "R-1002" ? (files.readNow(FILE) ?? "").replaceAll("R-1001", damage) : damage;
      files.put(FILE, text);
      const first = await refusal(openOn(files));
      expect(first.code).toBe("unreadable");
      expect(first.message).toContain("requests/R-1001.json");
      expect(first.remedy).toContain("backup");
      expect(files.readNow(FILE)).toBeUndefined();
      expect(files.readNow(ASIDE)).toBe(text);

      files = files.crash();
      const second = await refusal(openOn(files));
      expect(second).toMatchObject({
        code: "unreadable",
        message: expect.stringContaining("requests/R-1001.json"),
      });

      await files.remove(ASIDE);
      const store = await openOn(files);
      expect(await store.load("request", "R-1001")).toBeUndefined();
      await store.close();
    },
  );

  it("has the request again when the operator restored its file", async () => {
    const good = files.readNow(FILE) ?? "";
    files.put(FILE, "");
    await refusal(openOn(files));
    files.put(FILE, good);
    expect(await refusal(openOn(files))).toMatchObject({ code: "unreadable" });
    await files.remove(ASIDE);
    const store = await openOn(files);
    expect((await store.load("request", "R-1001"))?.version).toBe(1);
    await store.close();
  });

  it("names every unreadable file at once, whatever it holds", async () => {
    files.put("/riskgate/people/broken.json", "?");
    files.put("/riskgate/outages.json", "?");
    files.put("/riskgate/request-ids.json", "{}");
    files.put("/riskgate/closed/2025-01/R-900.json", "?");
    const { message } = await refusal(openOn(files));
    for (const name of [
      "people/broken.json",
      "outages.json",
      "request-ids.json",
      "closed/2025-01/R-900.json",
    ]) {
      expect(message).toContain(name);
    }
  });

  it("S finds in the journal what a process that was killed had not brought to its files", async () => {
    const first = await openOn(files, { journal: { bytes: 1 << 20 } });
    await first.commit(newRequest("R-1002"));
    await first.commit(requestCommit(newRequest("R-1001").value, 1));
    files = files.crash();
    expect(files.readNow("/riskgate/requests/R-1002.json")).toBeUndefined();
    files.put(FILE, "{");
    const store = await openOn(files);
    expect((await store.load("request", "R-1001"))?.version).toBe(2);
    expect((await store.load("request", "R-1002"))?.version).toBe(1);
    expect(files.list("/riskgate/journal")).toEqual([]);
    await store.close();
  });

  it("S stops when something acknowledged cannot be read in the journal, and puts the segment aside", async () => {
    const first = await openOn(files, { journal: { bytes: 1 << 20 } });
    await first.commit(newRequest("R-1002"));
    await first.commit(newRequest("R-1003"));
    files = files.crash();
    const segment = "/riskgate/journal/000001.log";
    files.put(segment, (files.readNow(segment) ?? "").replace('"R-1002"', '"R-7002"'));
    const stopped = await refusal(openOn(files));
    expect(stopped).toMatchObject({ code: "unreadable" });
    expect(stopped.message).toContain("journal/000001.log");
    expect(await refusal(openOn(files))).toMatchObject({ code: "unreadable" });
    await files.remove("/riskgate/quarantine/journal/000001.log");
    const store = await openOn(files);
    expect(await store.load("request", "R-1002")).toBeUndefined();
    expect((await store.load("request", "R-1003"))?.version).toBe(1);
    await store.close();
  });

  it("removes what a killed process left half written", async () => {
    files.put(`${FILE}.tmp`, '{"half');
    const store = await openOn(files);
    expect(files.list("/riskgate/requests")).toEqual(["R-1001.json"]);
    await store.close();
  });

  it("leaves no gap in the numbers after an orderly end and never repeats one after a kill", async () => {
    const first = await openOn(files);
    expect(await first.nextRequestId()).toBe("R-1002");
    expect(await first.nextRequestId()).toBe("R-1003");
    await first.close();
    const second = await openOn(files);
    expect(await second.nextRequestId()).toBe("R-1004");
    files = files.crash();
    const third = await openOn(files);
    expect(Number((await third.nextRequestId()).slice(2))).toBeGreaterThan(1004);
    await third.close();
  });

  it("T6 records the time from the last sign of life to the start as an outage, from 2 s on", async () => {
    const soon = await openOn(files, { clock: () => NOW + 1_999 });
    expect(await soon.outages()).toEqual([]);
    await soon.close();
    const later = await openOn(files, { clock: () => NOW + HOUR });
    expect(await later.outages()).toEqual([{ from: NOW + 1_999, to: NOW + HOUR }]);
    await later.recordOutage({ from: NOW + HOUR });
    files = files.crash();
    // Whether Teams can be reached is for the new process to find out.
    const last = await openOn(files, { clock: () => NOW + 2 * HOUR });
    expect(await last.outages()).toEqual([{ from: NOW + 1_999, to: NOW + 2 * HOUR }]);
    await last.close();
  });

  it("shows a sign of life about every second", async () => {
    let now = NOW;
    const store = await openOn(files, { clock: () => now });
    now += 5_000;
    await until(
      () => files.readNow("/riskgate/alive.txt") === String(NOW + 5_000),
      "the heartbeat",
    );
    await store.close();
  });

  it("refuses what is asked of it after the end", async () => {
    const store = await openOn(files);
    await store.close();
    await store.close();
    expect(store.problem()).toBe("The store is closed.");
    await expect(store.load("request", "R-1001")).rejects.toThrow("closed");
    await expect(store.commit(newRequest("R-1005"))).rejects.toThrow("closed");
    await expect(store.due(NOW, 1)).rejects.toThrow("closed");
    await expect(store.outages()).rejects.toThrow("closed");
  });

  it("finishes the commits that were under way when it was ended", async () => {
    const store = await openOn(files);
    const commits = [store.commit(newRequest("R-1002")), store.commit(newRequest("R-1003"))];
    const end = store.close();
    expect(await Promise.all(commits)).toEqual([
      { ok: true, version: 1 },
      { ok: true, version: 1 },
    ]);
    await end;
    const again = await openOn(files);
    expect(await again.commit(closing(newRequest("R-1003").value, 1))).toMatchObject({ ok: true });
    await again.close();
  });

  it("gives the folder free at its end even when the disk fails", async () => {
    const store = await openOn(files);
    await store.nextRequestId();
    files.fault = () => "before";
    await expect(store.close()).rejects.toThrow("nothing was changed");
    files.fault = () => undefined;
    await (await openOn(files)).close();
  });

  it("refuses an id that would leave the folder", async () => {
    const store = await openOn(files);
    await expect(store.commit({ ...personCommit(3), id: "../store" })).rejects.toThrow(RangeError);
    await store.close();
  });
});
