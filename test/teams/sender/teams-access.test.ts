import { describe, expect, it } from "vitest";
import { SECOND } from "../../../src/approval/instant.js";
import type { Outage } from "../../../src/approval/outage.js";
import { TeamsAccess } from "../../../src/teams/sender/teams-access.js";
import { watchTeams } from "../../../src/teams/sender/teams-reach.js";

const LOCKED_OUT = { kind: "lockedOut", detail: "401 BotNotRegistered" } as const;
const SENT = { kind: "sent", activityId: "1" } as const;
const BUSY = { kind: "retry", reason: "busy", detail: "ECONNREFUSED" } as const;

function access() {
  let now = 1_000_000;
  const access = new TeamsAccess(() => now);
  /** Seconds until the next try is allowed. */
  const nextTry = (): number => {
    for (let seconds = 1; ; seconds += 1) {
      now += SECOND;
      if (access.takeTry()) return seconds;
    }
  };
  return { access, nextTry };
}

describe("a bot that Teams does not let in", () => {
  it("N2 asks again after 1, 2, 5, 15 and 30 s, and then every 30 s, with one request each", () => {
    const { access: teams, nextTry } = access();
    teams.saw(LOCKED_OUT);
    const pauses = Array.from({ length: 7 }, () => {
      const pause = nextTry();
      expect(teams.takeTry()).toBe(false);
      teams.saw(LOCKED_OUT);
      return pause;
    });
    expect(pauses).toEqual([1, 2, 5, 15, 30, 30, 30]);
  });

  it("N2 is let in by the first request that Teams takes, also if it reaches nobody", () => {
    const unreachable = { kind: "unreachable", detail: "403" } as const;
    const throttled = { kind: "retry", reason: "throttled", detail: "429" } as const;
    for (const outcome of [SENT, unreachable, throttled, opened()]) {
      const { access: teams } = access();
      teams.saw(LOCKED_OUT);
      expect(teams.isResting()).toBe(true);
      teams.saw(outcome);
      expect([teams.lockout(), teams.isResting()]).toEqual([undefined, false]);
    }
  });

  it("N2 is not let in by a request that has no answer, or never left", () => {
    const { access: teams } = access();
    teams.saw(LOCKED_OUT);
    const since = teams.lockout()?.since;
    teams.saw(BUSY);
    teams.saw({ kind: "unknown", detail: "reset" });
    teams.saw({ kind: "rejected", detail: "UntrustedServiceUrl" });
    expect(teams.lockout()).toEqual({ since, reason: "401 BotNotRegistered" });
  });
});

describe("a lockout that is shown to those who watch", () => {
  it("N2 stays while requests meet it, and is not told for ever by one that nobody tries any more", () => {
    let now = 1_000_000;
    const teams = new TeamsAccess(() => now);
    teams.saw(LOCKED_OUT);
    const since = now;
    now += 119 * SECOND;
    teams.saw(LOCKED_OUT);
    now += 119 * SECOND;
    expect(teams.shownLockout()).toMatchObject({ since });
    now += SECOND;
    expect(teams.shownLockout()).toBeUndefined();
    expect(teams.lockout()).toMatchObject({ since });
  });
});

const opened = () => ({ kind: "opened", conversationId: "a:1" }) as const;

describe("an outage", () => {
  function watched() {
    let now = 0;
    const told: [Outage, string][] = [];
    const reach = watchTeams(
      () => now,
      (outage, cause, isNews) => told.push([outage, isNews ? cause : "again"]),
    );
    const pass = (ms: number): void => {
      now += ms;
    };
    return { reach, told, pass };
  }

  it("T6 is one as well when Teams answers, and does not let the bot in", () => {
    const { reach, told, pass } = watched();
    reach.saw(LOCKED_OUT);
    pass(29 * SECOND);
    reach.saw(LOCKED_OUT);
    expect(told).toEqual([]);
    pass(1 * SECOND);
    reach.saw(LOCKED_OUT);
    pass(60 * SECOND);
    reach.saw(LOCKED_OUT);
    reach.saw(SENT);
    expect(told).toEqual([
      [{ from: 0 }, "lockedOut"],
      [{ from: 0 }, "again"],
      [{ from: 0, to: 90 * SECOND }, "lockedOut"],
    ]);
  });

  it("T6 is told again every 30 s while it lasts: the store may not have kept it, or have ended it with another", () => {
    const { reach, told, pass } = watched();
    for (let seconds = 0; seconds <= 100; seconds += 5) {
      reach.saw(BUSY);
      pass(5 * SECOND);
    }
    expect(told).toEqual([
      [{ from: 0 }, "silent"],
      [{ from: 0 }, "again"],
      [{ from: 0 }, "again"],
    ]);
  });

  it("T6 N1 is told by its own cause: the next one is not called what the last one was", () => {
    const { reach, told, pass } = watched();
    reach.saw(LOCKED_OUT);
    reach.saw(SENT);
    reach.saw(BUSY);
    pass(30 * SECOND);
    reach.saw(BUSY);
    expect(told).toEqual([[{ from: 0 }, "silent"]]);
  });
});
