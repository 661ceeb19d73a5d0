import { describe, expect, it } from "vitest";
import { verifyChain } from "../../../src/audit/audit-chain.js";
import {
  AggregateRecord,
  parseFileHead,
  parseHead,
  parseRecord,
  recordText,
} from "../../../src/store/lowdb/aggregate-record.js";
import { EventLog } from "../../../src/store/lowdb/event-log.js";
import { NOW, submitted } from "../../builders/request.js";

const ref = { kind: "request", id: "R-1001" } as const;
const event = (type: string, text: string) => ({
  type,
  at: NOW,
  actor: { kind: "system" } as const,
  details: { requestId: ref.id },
  personal: { justification: text },
});
const index = {
  isClosed: false,
  keys: [],
  noticeCounts: { intended: 0, delivered: 0, failed: 0, withdrawn: 0, pending: 0 },
  deciders: [],
  concerned: [],
  unreached: [],
};
/** Text that looks like the file's own lines must not be taken for them. */
const TRICKY = 'a\n],"personal":{\n,\n"events":[\n,\n"value":';

function written(): AggregateRecord<"request"> {
  const log = EventLog.EMPTY.append([event("first", TRICKY), event("second", "b")]);
  const value = { ...submitted(ref.id).request, justification: TRICKY };
  return new AggregateRecord("request", ref.id, 1, index, value, log);
}

describe("the file of an aggregate", () => {
  it("is JSON and is read back as it was written, whatever its text looks like", () => {
    const record = written();
    const text = recordText(record);
    const read = parseRecord(text, ref);
    expect(read.value).toEqual(record.value);
    expect(read.index).toEqual(index);
    expect(recordText(read)).toBe(text);
    const content = JSON.parse(text) as { value: unknown; events: unknown[]; personal: object };
    expect(content.value).toEqual(record.value);
    expect(content.events).toEqual(read.events);
    expect(Object.keys(content.personal)).toEqual(["1", "2"]);
  });

  it("U1 goes on with the same chain after it was read", () => {
    const read = parseRecord(recordText(written()), ref);
    const longer = read.log.append([event("third", "c")]);
    expect(verifyChain(longer.list())).toMatchObject({ ok: true, length: 3 });
    const empty = parseRecord(recordText({ ...written(), log: EventLog.EMPTY, events: [] }), ref);
    expect(empty.events).toEqual([]);
    expect(verifyChain(empty.log.append([event("first", "a")]).list())).toMatchObject({ ok: true });
  });

  it("is read in any layout, when it was laid out by hand", () => {
    const text = recordText(written());
    const read = parseRecord(JSON.stringify(JSON.parse(text), undefined, 2), ref);
    expect(read.value).toEqual(written().value);
    expect(verifyChain(read.log.append([event("third", "c")]).list())).toMatchObject({ ok: true });
  });

  it("is refused when a change by hand makes the value no request, or it is another's file", () => {
    const text = recordText(written());
    const broken = text.replace('"state":"', '"state":"no');
    expect(broken).not.toBe(text);
    expect(() => parseRecord(broken, ref)).toThrow();
    expect(() => parseRecord(text, { kind: "request", id: "R-1002" })).toThrow("R-1001");
  });

  it("has the same head whether it is as written or laid out by hand", () => {
    const text = recordText(written());
    const head = { version: 1, index };
    expect(parseFileHead(text, ref)).toEqual(head);
    expect(parseHead(JSON.parse(text), ref)).toMatchObject(head);
    expect(parseFileHead(JSON.stringify(JSON.parse(text)), ref)).toMatchObject(head);
    expect(() => parseFileHead(text, { kind: "request", id: "R-1002" })).toThrow("R-1001");
    expect(() => parseFileHead(text.slice(0, -9), ref)).toThrow();
    expect(() => parseFileHead(text.replace('"isClosed":false', '"isClosed":1'), ref)).toThrow();
  });
});
