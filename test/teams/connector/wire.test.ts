import { describe, expect, it } from "vitest";
import { SECOND } from "../../../src/approval/instant.js";
import { Wire } from "../../../src/teams/connector/wire.js";
import { randomSource } from "../../audit/random-source.js";
import { VirtualClock } from "./virtual-clock.js";

const LIMIT = { count: 5, span: 1 * SECOND };

function mostWithin(moments: readonly number[], span: number): number {
  const most = moments.map((end) => moments.filter((at) => at <= end && end - at <= span).length);
  return Math.max(0, ...most);
}

describe("the last gate before a request leaves", () => {
  it("N2 is never over the limit where the requests arrive, however long each is under way", async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const clock = new VirtualClock();
      const random = randomSource(seed);
      const wire = new Wire({ ...clock, limit: LIMIT });
      const arrivals: number[] = [];
      const wait = () => clock.wait(random(4) === 0 ? random(1_500) : random(40));
      for (let i = 0; i < 60; i += 1)
        void wire.run(async () => {
          await wait();
          arrivals.push(clock.now());
          await wait();
        });
      await clock.runUntil(60 * SECOND);
      expect(arrivals).toHaveLength(60);
      expect(mostWithin(arrivals, LIMIT.span)).toBeLessThanOrEqual(LIMIT.count);
    }
  });

  it("N2 lets requests leave in the order in which they came, also after one that failed", async () => {
    const clock = new VirtualClock();
    const wire = new Wire({ ...clock, limit: LIMIT });
    const left: number[] = [];
    const failures: unknown[] = [];
    for (let i = 0; i < 12; i += 1)
      wire
        .run(async () => {
          left.push(i);
          if (i % 3 === 0) throw new Error("reset");
        })
        .catch((error: unknown) => failures.push(error));
    await clock.runUntil(5 * SECOND);
    expect(left).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(failures).toHaveLength(4);
  });

  it("N2 gives an answer of nobody its place back when it is given up", async () => {
    const clock = new VirtualClock();
    const wire = new Wire({ ...clock, limit: LIMIT });
    let left = 0;
    for (let i = 0; i < 6; i += 1)
      void wire.run(async () => {
        left += 1;
        await clock.wait(10 * SECOND);
      });
    await clock.runUntil(9 * SECOND);
    expect(left).toBe(5);
    await clock.runUntil(12 * SECOND);
    expect(left).toBe(6);
  });
});
