import { beforeEach, describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../../src/approval/instant.js";
import type { ClockJump } from "../../../src/service/ports/holds.js";
import { GuardedClock } from "../../../src/store/lowdb/guarded-clock.js";
import { NOW } from "../../builders/request.js";

let wall: number;
let steady: number;
let jumps: ClockJump[];
const clocks = { wall: () => wall, steady: () => steady };
const open = (lastAlive?: number, held?: ClockJump) =>
  new GuardedClock(clocks, (jump) => jumps.push(jump), lastAlive, held);

beforeEach(() => {
  wall = NOW;
  steady = 5_000;
  jumps = [];
});

function pass(time: number): void {
  wall += time;
  steady += time;
}

describe("a guarded clock", () => {
  it("T4 follows the wall clock, also where it is corrected by up to a minute", () => {
    const clock = open();
    expect(clock.now()).toBe(NOW);
    pass(HOUR);
    wall += MINUTE;
    expect(clock.now()).toBe(NOW + HOUR + MINUTE);
    wall -= MINUTE;
    expect(clock.now()).toBe(NOW + HOUR + MINUTE);
    pass(2 * MINUTE);
    expect(clock.now()).toBe(NOW + HOUR + 2 * MINUTE);
    expect(jumps).toEqual([]);
  });

  it.each([HOUR, -HOUR, MINUTE + 1, -MINUTE - 1])(
    "T3 goes on by the time that goes by when the wall clock jumps by %d ms",
    (jump) => {
      const clock = open();
      pass(SECOND);
      wall += jump;
      expect(clock.now()).toBe(NOW + SECOND);
      pass(SECOND);
      expect(clock.now()).toBe(NOW + 2 * SECOND);
      expect(clock.jump).toEqual({ from: NOW + SECOND, to: NOW + SECOND + jump });
      expect(jumps).toEqual([clock.jump]);
    },
  );

  it("T4 keeps a jump until it is confirmed, also when the wall clock comes back", () => {
    const clock = open();
    wall += HOUR;
    clock.now();
    wall -= HOUR;
    expect(clock.now()).toBe(NOW);
    expect(clock.jump).toBeDefined();
    clock.confirm();
    expect(clock.jump).toBeUndefined();
    expect(clock.now()).toBe(NOW);
  });

  it("T4 follows the wall clock again once it is confirmed, and never goes back", () => {
    const ahead = open();
    wall += HOUR;
    ahead.now();
    expect(ahead.gap()).toEqual({ from: NOW, to: NOW + HOUR });
    ahead.confirm();
    expect(ahead.now()).toBe(NOW + HOUR);
    wall -= 2 * HOUR;
    expect(ahead.now()).toBe(NOW + HOUR);
    ahead.confirm();
    pass(MINUTE);
    expect(ahead.now()).toBe(NOW + HOUR);
    pass(2 * HOUR);
    expect(ahead.now()).toBe(NOW + HOUR + MINUTE);
  });

  it("T4 a clock that was set back while the bot was down is a jump from when it was last alive", () => {
    const clock = open(NOW + HOUR);
    expect(clock.jump).toEqual({ from: NOW + HOUR, to: NOW });
    pass(SECOND);
    expect(clock.now()).toBe(NOW + HOUR + SECOND);
  });

  it("T4 a restart does not confirm a jump", () => {
    const held = { from: NOW - HOUR, to: NOW };
    const clock = open(NOW - HOUR + 5 * SECOND, held);
    expect(clock.jump).toBe(held);
    pass(SECOND);
    expect(clock.now()).toBe(NOW - HOUR + 6 * SECOND);
    expect(jumps).toEqual([]);
  });
});
