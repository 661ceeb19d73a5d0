import { describe, expect, it } from "vitest";
import { HOUR, SECOND } from "../../../src/approval/instant.js";
import { URGENCY, type Urgency } from "../../../src/teams/connector/lane.js";
import { createPacer } from "../../../src/teams/connector/pacing.js";
import { TokenBucket } from "../../../src/teams/connector/token-bucket.js";
import { CONVERSATION_WINDOWS, TEAMS_PACING, TENANT_FLOW } from "../../../src/teams/limits.js";
import { randomSource } from "../../audit/random-source.js";
import { writeFigures } from "../../reliability/figures.js";
import { VirtualClock } from "./virtual-clock.js";

const APPROVERS = 200;
const CARDS_EACH = 10;
/** What Teams takes from one app in one tenant in any second. */
const TENANT_LIMIT = 50;

interface Arrival {
  readonly at: number;
  readonly approver: number;
  readonly urgency: Urgency;
}

/** Most moments in any window of this length, closed at both ends. */
function mostWithin(moments: readonly number[], span: number): number {
  let [most, first] = [0, 0];
  for (const [last, moment] of moments.entries()) {
    while (moment - (moments[first] ?? 0) > span) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** 2,000 cards of 200 approvers fall due at once; each is written down first, takes up to 60 ms to arrive and then as long to be answered. */
async function storm(urgencyOf: (card: number) => Urgency): Promise<Arrival[]> {
  const clock = new VirtualClock();
  const random = randomSource(7);
  const pacer = createPacer({ limits: TEAMS_PACING, now: clock.now, schedule: clock.schedule });
  const arrivals: Arrival[] = [];
  for (let card = 0; card < CARDS_EACH; card += 1) {
    for (let approver = 0; approver < APPROVERS; approver += 1) {
      const urgency = urgencyOf(card);
      void pacer.run(`a:${approver}`, urgency, async () => {
        // The row is written down first, on a disk that is slow now and then.
        await clock.wait(random(20) === 0 ? 300 : random(10));
        await pacer.leave(async () => {
          await clock.wait(random(60));
          arrivals.push({ at: clock.now(), approver, urgency });
          await clock.wait(random(60));
        });
      });
    }
  }
  await clock.runUntil(120 * SECOND);
  expect(pacer.queueDepth()).toBe(0);
  return arrivals.sort((one, other) => one.at - other.at);
}

describe("2,000 cards of 200 approvers that fall due at once", () => {
  const order = [URGENCY.other, URGENCY.newCard, URGENCY.escalation, URGENCY.decision];
  const mixed = storm((card) => order[card % order.length] ?? URGENCY.other);

  it("no window of any length is ever over the limit of the tenant", async () => {
    const moments = (await mixed).map(({ at }) => at);
    expect(moments).toHaveLength(APPROVERS * CARDS_EACH);
    for (const seconds of [1, 2, 3, 5, 8, 13, 21, 34]) {
      const most = mostWithin(moments, seconds * SECOND);
      expect(most, `${seconds} s`).toBeLessThanOrEqual(TENANT_LIMIT * seconds);
    }
  });

  it("no window of a conversation is ever over its limit", async () => {
    const arrivals = await mixed;
    for (let approver = 0; approver < APPROVERS; approver += 1) {
      const own = arrivals.filter((a) => a.approver === approver).map(({ at }) => at);
      expect(own).toHaveLength(CARDS_EACH);
      for (const { count, span } of CONVERSATION_WINDOWS)
        expect(mostWithin(own, span)).toBeLessThanOrEqual(count);
    }
  });

  it("at least 90 % of the allowed rate is used", async () => {
    const moments = (await mixed).map(({ at }) => at);
    const seconds = ((moments.at(-1) ?? 0) - (moments[0] ?? 0)) / SECOND;
    const perSecond = (moments.length - 1) / seconds;
    expect(perSecond).toBeGreaterThanOrEqual(0.9 * TENANT_LIMIT);
    writeFigures({
      suite: "sender-budget",
      promise: "N2: no window is over what Teams takes, and at least 90 % of it is used",
      tried:
        "the pacer on a clock of its own: cards of every urgency that fall due at once, each of which arrives and is answered later",
      figures: {
        approvers: APPROVERS,
        cards: moments.length,
        "requests that Teams takes in a second": TENANT_LIMIT,
        "most requests in any second": mostWithin(moments, SECOND),
        "requests a second, from the first to the last": Math.round(10 * perSecond) / 10,
      },
    });
  });

  it("decision updates come first, then escalations, new cards, and reminders last", async () => {
    const arrivals = await mixed;
    const meanOf = (urgency: Urgency) => {
      const times = arrivals.filter((a) => a.urgency === urgency).map(({ at }) => at);
      return times.reduce((sum, at) => sum + at, 0) / times.length;
    };
    const means = [URGENCY.decision, URGENCY.escalation, URGENCY.newCard, URGENCY.other].map(
      meanOf,
    );
    expect(means).toEqual([...means].sort((one, other) => one - other));
    // A burst left before the rest was known; then nothing less urgent comes while an update may be sent.
    const lastUpdate = arrivals.findLastIndex((a) => a.urgency === URGENCY.decision);
    const others = arrivals.slice(0, lastUpdate - 10).filter((a) => a.urgency !== URGENCY.decision);
    expect(others.length).toBeLessThanOrEqual(TENANT_FLOW.burst);
  });
});

describe("TokenBucket", () => {
  const rate = { perSecond: 47, burst: 3 };

  it("gives no more than its burst after a rest, and after a clock that was set forward", () => {
    const bucket = new TokenBucket(rate, 0);
    for (let i = 0; i < 3; i += 1) {
      expect(bucket.nextFree(HOUR)).toBe(HOUR);
      bucket.take(HOUR);
    }
    expect(bucket.nextFree(HOUR)).toBeGreaterThan(HOUR);
  });

  it("goes on at its rate when the clock is set back", () => {
    const bucket = new TokenBucket(rate, HOUR);
    for (let i = 0; i < 3; i += 1) bucket.take(HOUR);
    const next = bucket.nextFree(0);
    expect(next).toBeGreaterThan(0);
    expect(next).toBeLessThanOrEqual(22);
    bucket.take(next);
    expect(bucket.nextFree(next)).toBeGreaterThan(next);
  });
});
