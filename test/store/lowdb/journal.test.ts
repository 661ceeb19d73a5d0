import { beforeEach, describe, expect, it } from "vitest";
import { OutcomeUnknownError, StoreUnavailableError } from "../../../src/service/ports/store.js";
import { createDisk, makeFolderDurably } from "../../../src/store/lowdb/durable-file.js";
import { Journal, type JournalOptions } from "../../../src/store/lowdb/journal.js";
import { replayJournal } from "../../../src/store/lowdb/journal-replay.js";
import { StartReader } from "../../../src/store/lowdb/start-reader.js";
import { type Fault, type Operation, UnsyncedFileSystem } from "../unsynced-file-system.js";
import { until } from "./poll.js";

const FOLDER = "/riskgate";
const NEVER: JournalOptions = { bytes: 1 << 20 };
const pathOf = (name: string): string => `${FOLDER}/requests/${name}.json`;
const textOf = (version: number, rest = ""): string => `{"version":${version},\n"rest":"${rest}"}`;

let files: UnsyncedFileSystem;
let journal: Journal;
let reports: string[];
beforeEach(async () => {
  files = new UnsyncedFileSystem();
  for (const place of ["requests", "journal"])
    await makeFolderDurably(createDisk(files), `${FOLDER}/${place}`);
  files.put(`${FOLDER}/requests/R-1.json`, textOf(1));
  reports = [];
  journal = open(NEVER);
});

function open(options: JournalOptions): Journal {
  const report = (message: string) => void reports.push(message);
  return new Journal({ disk: createDisk(files), folder: FOLDER, report, options });
}

const segments = (): readonly string[] => [...files.list(`${FOLDER}/journal`)].sort();

function failOn(operation: Operation, fault: Fault, place = "journal"): void {
  files.fault = (failing, path) =>
    failing === operation && path.includes(place) ? fault : undefined;
}

/** What a start finds; returns what it cannot read. */
async function replay(): Promise<readonly string[]> {
  const disk = createDisk(files);
  const reader = new StartReader(disk, (message) => reports.push(message));
  await replayJournal(disk, reader, FOLDER);
  return reader.unreadable.map(({ path }) => path);
}

async function crash(survives?: () => boolean): Promise<readonly string[]> {
  files = files.crash(survives);
  return replay();
}

describe("the journal", () => {
  it("S makes what is written together certain with one write and one sync", async () => {
    await journal.write(pathOf("R-1"), textOf(2));
    const before = new Map(files.counts);
    await Promise.all(
      ["R-2", "R-3", "R-4"].map((name) => journal.write(pathOf(name), textOf(1, name))),
    );
    for (const operation of ["write", "sync"] as const)
      expect((files.counts.get(operation) ?? 0) - (before.get(operation) ?? 0)).toBe(1);
    expect(files.counts.get("rename")).toBeUndefined();
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(1));
    expect(await journal.read(pathOf("R-1"))).toBe(textOf(2));
    expect(await crash()).toEqual([]);
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(2));
    expect(files.readNow(pathOf("R-4"))).toBe(textOf(1, "R-4"));
    expect(segments()).toEqual([]);
  });

  it("brings the newest of each file to its place and leaves no segment", async () => {
    await journal.write(pathOf("R-1"), textOf(2));
    await journal.write(pathOf("R-1"), textOf(3));
    expect(segments()).toEqual(["000001.log"]);
    await journal.checkpoint();
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(3));
    expect(segments()).toEqual([]);
    expect(files.counts.get("rename")).toBe(1);
    await journal.write(pathOf("R-2"), textOf(1));
    await journal.close();
    expect(segments()).toEqual([]);
    expect(files.readNow(pathOf("R-2"))).toBe(textOf(1));
    expect(reports).toEqual([]);
  });

  it("begins another segment when one is full, and goes on meanwhile", async () => {
    journal = open({ bytes: 300 });
    for (let version = 2; version < 40; version += 1)
      await journal.write(pathOf("R-1"), textOf(version));
    await journal.close();
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(39));
    expect(segments()).toEqual([]);
  });

  it("brings a segment to its files when nothing was written for a while", async () => {
    journal = open({ ...NEVER, idle: 5 });
    await journal.write(pathOf("R-1"), textOf(2));
    await until(() => segments().length === 0, "no segment is left");
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(2));
  });

  it("brings also what was full before to its files when nothing was written for a while", async () => {
    journal = open({ bytes: 1, idle: 5 });
    await journal.write(pathOf("R-1"), textOf(2));
    await until(() => segments().length === 0, "no segment is left");
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(2));
  });

  it("leaves a burst in its segments until four of them wait", async () => {
    journal = open({ bytes: 1 });
    for (let version = 2; version < 5; version += 1)
      await journal.write(pathOf("R-1"), textOf(version));
    expect(segments()).toHaveLength(3);
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(1));
    expect(await journal.read(pathOf("R-1"))).toBe(textOf(4));
    await journal.write(pathOf("R-1"), textOf(5));
    await until(() => segments().length === 0, "no segment is left");
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(5));
  });

  it("writes no more to a segment that is old", async () => {
    journal = open({ ...NEVER, age: 5 });
    await journal.write(pathOf("R-1"), textOf(2));
    await until(async () => {
      await journal.write(pathOf("R-2"), textOf(1));
      return segments().length > 1;
    }, "another segment is begun");
    expect(await crash()).toEqual([]);
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(2));
    expect(files.readNow(pathOf("R-2"))).toBe(textOf(1));
  });

  it("S forgets a removed file for good once the next write is certain", async () => {
    await journal.write(pathOf("R-1"), textOf(2));
    await journal.remove(pathOf("R-1"));
    expect(await journal.read(pathOf("R-1"))).toBeUndefined();
    await journal.write(pathOf("R-2"), textOf(1));
    await crash();
    expect(files.readNow(pathOf("R-1"))).toBeUndefined();
    expect(files.readNow(pathOf("R-2"))).toBe(textOf(1));
  });

  it("S does not write a removed file again, although it was being written", async () => {
    await journal.write(pathOf("R-1"), textOf(2));
    const checkpoint = journal.checkpoint();
    await journal.remove(pathOf("R-1"));
    await checkpoint;
    expect(files.readNow(pathOf("R-1"))).toBeUndefined();
  });
});

describe("a journal on a failing disk", () => {
  it.each<[Operation, Fault]>([
    ["open", "before"],
    ["open", "after"],
    ["syncFolder", "before"],
    ["syncFolder", "after"],
    ["write", "before"],
    ["write", "after"],
  ])("changed nothing when %s fails %s its effect, and works again", async (operation, fault) => {
    failOn(operation, fault);
    await expect(journal.write(pathOf("R-1"), textOf(2))).rejects.toThrow(StoreUnavailableError);
    files.fault = () => undefined;
    expect(await journal.read(pathOf("R-1"))).toBe(textOf(1));
    await journal.write(pathOf("R-2"), textOf(1));
    expect(await crash(() => true)).toEqual([]);
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(1));
    expect(files.readNow(pathOf("R-2"))).toBe(textOf(1));
  });

  it("S keeps what was certain when a later write fails and is taken back", async () => {
    await journal.write(pathOf("R-1"), textOf(2));
    failOn("write", "after");
    await expect(journal.write(pathOf("R-1"), textOf(3))).rejects.toThrow(StoreUnavailableError);
    files.fault = () => undefined;
    await journal.write(pathOf("R-2"), textOf(1));
    expect(segments()).toEqual(["000001.log"]);
    expect(await crash()).toEqual([]);
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(2));
    expect(files.readNow(pathOf("R-2"))).toBe(textOf(1));
  });

  it.each<[Operation, Fault]>([
    ["sync", "before"],
    ["sync", "after"],
    ["truncate", "before"],
    ["truncate", "after"],
  ])(
    "S does not know what happened when %s fails %s its effect, and goes on in another segment",
    async (operation, fault) => {
      await journal.write(pathOf("R-1"), textOf(2));
      files.fault = (failing, path) => {
        if (!path.includes("journal")) return failing === "rename" ? "before" : undefined;
        if (failing === operation) return fault;
        return operation === "truncate" && failing === "write" ? "after" : undefined;
      };
      await expect(journal.write(pathOf("R-2"), textOf(1))).rejects.toThrow(OutcomeUnknownError);
      files.fault = (failing, path) =>
        failing === "rename" && path.includes("requests") ? "before" : undefined;
      await journal.write(pathOf("R-2"), textOf(1, "again"));
      expect(segments()).toEqual(["000001.log", "000002.log"]);
      files.fault = () => undefined;
      // Whatever the failed sync has left at the end of the first segment is no damage.
      let chance = 0;
      expect(await crash(() => (chance++ % 3) + Number(fault === "after") > 1)).toEqual([]);
      expect(files.readNow(pathOf("R-1"))).toBe(textOf(2));
      expect(files.readNow(pathOf("R-2"))).toBe(textOf(1, "again"));
    },
  );

  it("S loses nothing when files cannot be written, says so, and a start brings them up to date", async () => {
    await journal.write(pathOf("R-1"), textOf(2));
    failOn("rename", "before", "requests");
    await expect(journal.checkpoint()).rejects.toThrow(OutcomeUnknownError);
    expect(await journal.read(pathOf("R-1"))).toBe(textOf(2));
    await journal.close();
    expect(reports.join("\n")).toContain("stays for the next start");
    files.fault = () => undefined;
    expect(await crash()).toEqual([]);
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(2));
  });

  it("refuses writes when too many segments wait for files that cannot be written", async () => {
    journal = open({ bytes: 1 });
    failOn("rename", "before", "requests");
    const written: string[] = [];
    for (let i = 2; i < 12; i += 1) {
      await journal.write(pathOf(`R-${i}`), textOf(1)).then(
        () => written.push(`R-${i}`),
        () => undefined,
      );
    }
    expect(written).toHaveLength(7);
    files.fault = () => undefined;
    await journal.write(pathOf("R-1"), textOf(2));
    await journal.close();
    expect(segments()).toEqual([]);
    for (const name of written) expect(files.readNow(pathOf(name))).toBe(textOf(1));
  });
});

describe("the replay of a journal", () => {
  async function leave(): Promise<void> {
    await journal.write(pathOf("R-1"), textOf(2));
    await journal.write(pathOf("R-2"), textOf(1));
    await journal.write(pathOf("R-3"), textOf(1));
  }

  it("S never replaces a newer file, and always one that cannot be read", async () => {
    await leave();
    files.put(pathOf("R-1"), textOf(3));
    files.put(pathOf("R-2"), "{");
    expect(await crash()).toEqual([]);
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(3));
    expect(files.readNow(pathOf("R-2"))).toBe(textOf(1));
  });

  it("S is repeated when a crash interrupts it, wherever that is", async () => {
    await leave();
    for (let left = 0; segments().length > 0; left += 1) {
      let operations = left;
      files.fault = () => {
        operations -= 1;
        return operations < 0 ? "before" : undefined;
      };
      await replay().catch(() => undefined);
      files = files.crash();
    }
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(2));
    expect(files.readNow(pathOf("R-3"))).toBe(textOf(1));
  });

  it("S keeps a damaged segment, and what can be read of it comes to its files", async () => {
    await leave();
    const path = `${FOLDER}/journal/000001.log`;
    const text = files.readNow(path) ?? "";
    files = files.crash();
    files.put(path, text.replace("R-2.json", "R-7.json"));
    expect(await replay()).toEqual([path]);
    expect(segments()).toEqual(["000001.log"]);
    expect(files.readNow(pathOf("R-1"))).toBe(textOf(2));
    expect(files.readNow(pathOf("R-2"))).toBeUndefined();
    expect(files.readNow(pathOf("R-7"))).toBeUndefined();
    expect(files.readNow(pathOf("R-3"))).toBe(textOf(1));
  });

  it("S finds what is missing at the end of a segment that another one follows", async () => {
    failOn("rename", "before", "requests");
    journal = open({ bytes: 1 });
    await leave();
    const path = `${FOLDER}/journal/000002.log`;
    files = files.crash();
    files.put(path, "");
    expect(await replay()).toEqual([path]);
    expect(segments()).toEqual(["000001.log", "000002.log", "000003.log"]);
    expect(files.readNow(pathOf("R-3"))).toBe(textOf(1));
  });
});
