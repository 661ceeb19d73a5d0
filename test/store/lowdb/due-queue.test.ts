import fc from "fast-check";
import { expect, it } from "vitest";
import { DueQueue } from "../../../src/store/lowdb/due-queue.js";

const change = fc.tuple(
  fc.constantFrom(..."abcdefghij"),
  fc.option(fc.nat(20), { nil: undefined }),
);

it("T4 lists the same as sorting everything would, whatever was set and taken out before", () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 60 }),
      fc.nat(20),
      fc.integer({ min: 1, max: 10 }),
      (changes, now, limit) => {
        const queue = new DueQueue();
        const plain = new Map<string, number>();
        for (const [id, at] of changes) {
          queue.set(id, at);
          if (at === undefined) plain.delete(id);
          else plain.set(id, at);
          queue.list(now, limit);
        }
        const sorted = [...plain].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
        const due = sorted.filter(([, at]) => at <= now).map(([id]) => id);
        expect(queue.list(now, limit)).toEqual(due.slice(0, limit));
        expect(queue.next()).toBe(sorted[0]?.[1]);
        expect(queue.size).toBe(plain.size);
      },
    ),
  );
});
