import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DAY, MINUTE, SECOND } from "../../../src/approval/instant.js";
import { DatabaseClock } from "../../../src/store/postgres/database-clock.js";
import { NOW } from "../../builders/request.js";

const NONE = { aliveAt: undefined, jump: undefined };

let clock: DatabaseClock;
let steady: number;
beforeEach(() => {
  steady = 5_000;
  vi.spyOn(performance, "now").mockImplementation(() => steady);
  clock = new DatabaseClock();
  clock.begin(NOW, steady, NONE);
});
afterEach(() => vi.restoreAllMocks());

const say = (time: number, aliveAt?: number): void => clock.take(time, steady, aliveAt);

describe("the time of the database", () => {
  it("T4 is followed where it is corrected by up to a minute", () => {
    steady += SECOND;
    say(NOW + SECOND + MINUTE);
    expect([clock.now(), clock.jump]).toEqual([NOW + SECOND + MINUTE, undefined]);
  });

  it.each([
    ["ahead", DAY],
    ["back", -DAY],
  ])("T4 is not followed where it jumps %s: time goes on by what went by", (_, by) => {
    steady += SECOND;
    say(NOW + SECOND + by);
    expect(clock.now()).toBe(NOW + SECOND);
    expect(clock.jump).toEqual({ from: NOW + SECOND, to: NOW + SECOND + by });
    expect(clock.untold).toEqual(clock.jump);
    steady += SECOND;
    say(NOW + 2 * SECOND + by);
    expect(clock.now()).toBe(NOW + 2 * SECOND);
    expect(clock.gap()).toEqual({ from: NOW + 2 * SECOND, to: NOW + 2 * SECOND + by });
    clock.confirm();
    expect([clock.now(), clock.jump]).toEqual([NOW + 2 * SECOND + by, undefined]);
  });

  it("T4 is right where another node agrees with it: then this machine stood still", () => {
    steady += SECOND;
    say(NOW + 10 * MINUTE, NOW + 10 * MINUTE - 400);
    expect([clock.now(), clock.jump]).toEqual([NOW + 10 * MINUTE, undefined]);
  });

  it("T4 is not learned from an answer that waited while this machine stood still", () => {
    steady += 10 * MINUTE;
    clock.take(NOW, steady - 10 * MINUTE, NOW - 400);
    expect([clock.now(), clock.jump]).toEqual([NOW + 10 * MINUTE, undefined]);
  });

  it("T4 is held and followed again as another node says", () => {
    const jump = { from: NOW, to: NOW + DAY };
    clock.agree(jump);
    expect([clock.jump, clock.untold]).toEqual([jump, undefined]);
    say(NOW + DAY);
    expect(clock.now()).toBe(NOW);
    clock.agree(undefined);
    expect([clock.jump, clock.now()]).toEqual([undefined, NOW + DAY]);
  });

  it("T4 a jump that was just noticed is not taken for confirmed before the others know of it", () => {
    say(NOW + DAY);
    clock.agree(undefined);
    expect(clock.jump).toBeDefined();
  });

  it("T4 a start goes on from the last sign of life where a jump waits, or the clock was set back", () => {
    const jump = { from: NOW, to: NOW + DAY };
    clock = new DatabaseClock();
    clock.begin(NOW + DAY, steady, { aliveAt: NOW + MINUTE, jump });
    expect([clock.jump, clock.now(), clock.untold]).toEqual([jump, NOW + MINUTE, undefined]);
    clock = new DatabaseClock();
    clock.begin(NOW - DAY, steady, { aliveAt: NOW, jump: undefined });
    expect([clock.jump, clock.now()]).toEqual([{ from: NOW, to: NOW - DAY }, NOW]);
    expect(clock.untold).toEqual(clock.jump);
    clock = new DatabaseClock();
    clock.begin(NOW, steady, { aliveAt: NOW - 30 * DAY, jump: undefined });
    expect([clock.jump, clock.now()]).toEqual([undefined, NOW]);
  });
});
