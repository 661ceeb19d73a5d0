import { describe, expect, it } from "vitest";
import { entryText, readSegment } from "../../../src/store/lowdb/journal-format.js";

const TEXT = '{"schema":1,\n"index":{"name":"Zoë 🙂"},\n"events":[\n\n]}\n';
const first = entryText({ path: "requests/R-1001.json", text: TEXT }, { synced: 0, previous: 7 });
const firstBytes = Buffer.byteLength(first);
const certain = { synced: firstBytes, previous: 7 };
const removal = entryText({ path: "requests/R-1001.json", text: undefined }, certain);
const last = entryText({ path: "people/p.json", text: "é" }, certain);
const ENTRIES = [
  { path: "requests/R-1001.json", text: TEXT },
  { path: "requests/R-1001.json", text: undefined },
  { path: "people/p.json", text: "é" },
];

/** As the operating system hands over a file of which some bytes are missing or others. */
function asRead(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

describe("a segment of the journal", () => {
  it("S tells what was written, what was removed, and what must be whole of the one before", () => {
    const whole = first + removal + last;
    expect(readSegment(whole)).toEqual({
      entries: ENTRIES,
      tail: "whole",
      length: Buffer.byteLength(whole),
      previous: 7,
    });
    expect(readSegment("")).toEqual({ entries: [], tail: "whole", length: 0, previous: 0 });
  });

  it("S is torn, and keeps what was certain, when its end is cut off at any byte", () => {
    const bytes = Buffer.from(first + last);
    for (let cut = firstBytes + 1; cut < bytes.length; cut += 1) {
      const read = readSegment(asRead(bytes.subarray(0, cut)));
      expect(read).toEqual({
        entries: ENTRIES.slice(0, 1),
        tail: "torn",
        length: firstBytes,
        previous: 7,
      });
    }
  });

  it("S is torn when any byte of what was not certain is another one", () => {
    const bytes = Buffer.from(first + removal + last);
    for (let at = firstBytes; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const { entries, tail } = readSegment(asRead(changed));
      expect(tail).toBe("torn");
      expect(ENTRIES.slice(0, entries.length)).toEqual(entries);
    }
  });

  it("S is damaged when any byte of what a later entry knows to be certain is another one", () => {
    const bytes = Buffer.from(first + last);
    for (let at = 0; at < firstBytes; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const read = readSegment(asRead(changed));
      expect(read).toMatchObject({ entries: ENTRIES.slice(2), tail: "damaged", length: 0 });
      expect(read.previous).toBe(7);
    }
  });

  it("S is damaged when what was certain is missing altogether", () => {
    expect(readSegment(last)).toMatchObject({ tail: "damaged", entries: ENTRIES.slice(2) });
  });

  it("S takes zeros at its end for what they are", () => {
    expect(readSegment(`${first}${"\0".repeat(4096)}`)).toMatchObject({
      tail: "torn",
      length: firstBytes,
    });
  });
});
