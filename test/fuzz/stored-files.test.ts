import fc from "fast-check";
import { expect, test } from "vitest";
import { StoreUnavailableError } from "../../src/service/ports/store.js";
import { parseRecord } from "../../src/store/lowdb/aggregate-record.js";
import { entryText, readSegment } from "../../src/store/lowdb/journal-format.js";
import { StartRefusedError } from "../../src/store/start-refused-error.js";
import { newRequest, personCommit } from "../builders/commit.js";
import { openOn } from "../store/lowdb/open-store.js";
import { UnsyncedFileSystem } from "../store/unsynced-file-system.js";
import { checkPrototypes, FuzzRun, fuzzOptions, PATIENCE } from "./fuzz-budget.js";
import { anyJson, type Json, mutated } from "./hostile-json.js";

const FOLDER = "/riskgate";

/** A folder as the store leaves it, by path. */
async function makeFolder(): Promise<ReadonlyMap<string, string>> {
  const files = new UnsyncedFileSystem();
  const store = await openOn(files);
  await store.commit(newRequest("R-1001"));
  await store.commit(newRequest("R-1002"));
  await store.commit(personCommit(2));
  await store.close();
  return new Map(readAll(files, FOLDER));
}

function readAll(files: UnsyncedFileSystem, folder: string): (readonly [string, string])[] {
  return files.list(folder).flatMap((name): (readonly [string, string])[] => {
    const path = `${folder}/${name}`;
    try {
      const text = files.readNow(path);
      return text === undefined ? readAll(files, path) : [[path, text]];
    } catch {
      return readAll(files, path);
    }
  });
}

/** What can become of the text of a file. */
function damaged(text: string): fc.Arbitrary<string> {
  const place = fc.nat(text.length);
  const json = parseOrNothing(text);
  return fc.oneof(
    place.map((at) => text.slice(0, at)),
    fc.tuple(place, fc.string({ unit: "binary", maxLength: 6 })).map(([at, noise]) => {
      return text.slice(0, at) + noise + text.slice(at + noise.length);
    }),
    fc.tuple(place, place).map(([at, to]) => text.slice(0, at) + text.slice(to)),
    anyJson.map((value) => JSON.stringify(value)),
    ...(json === undefined ? [] : [mutated(json).map((value) => JSON.stringify(value))]),
  );
}

function parseOrNothing(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

test(
  "a damaged file stops the start with its name, or is read as a record; nothing else happens",
  async () => {
    const run = new FuzzRun("stored-files", "each file of a data folder damaged, then a start");
    const sound = await makeFolder();
    const paths = [...sound.keys()].filter((path) => !path.includes("/lock"));
    let refused = 0;
    const damage = fc
      .constantFrom(...paths)
      .chain((path) => fc.tuple(fc.constant(path), damaged(sound.get(path) ?? "")));
    const property = fc.asyncProperty(damage, async ([damagedPath, text]) => {
      run.count();
      const files = new UnsyncedFileSystem();
      for (const [path, content] of sound) files.put(path, path === damagedPath ? text : content);
      try {
        const store = await openOn(files);
        for (const id of ["R-1001", "R-1002"]) {
          const loaded = await store.load("request", id);
          if (loaded) expect(loaded.value.id).toBe(id);
        }
        await store.close();
      } catch (error) {
        refused += 1;
        const isOurs = error instanceof StartRefusedError || error instanceof StoreUnavailableError;
        if (!isOurs) throw error;
      }
    });
    await fc.assert(property, fuzzOptions("stored-files"));
    checkPrototypes();
    run.finish({ refused });
  },
  PATIENCE,
);

test(
  "a damaged record or segment of the journal is refused or read in part, and never tells what was not written",
  async () => {
    const run = new FuzzRun("records", "records and journal segments damaged, then read");
    const record = (await makeFolder()).get(`${FOLDER}/requests/R-1001.json`) ?? "";
    const path = "requests/R-1001.json";
    const certain = { synced: 0, previous: 0 };
    const segment = [record, record.replaceAll("R-1001", "R-1002"), undefined]
      .map((text) => entryText({ path, text }, certain))
      .join("");
    const written = new Set([...readSegment(segment).entries].map(({ text }) => text));
    const ref = { kind: "request" as const, id: "R-1001" };
    const property = fc.property(damaged(segment), damaged(record), (journal, text) => {
      run.count();
      const { entries } = readSegment(journal);
      for (const entry of entries) {
        expect(entry.path).toBe(path);
        expect(written.has(entry.text)).toBe(true);
      }
      let value: { readonly id: string } | undefined;
      try {
        value = parseRecord(text, ref).value;
      } catch {
        // Refused; the start then puts the file aside.
      }
      if (value) expect(value.id).toBe("R-1001");
    });
    fc.assert(property, fuzzOptions("records"));
    checkPrototypes();
    run.finish();
  },
  PATIENCE,
);
