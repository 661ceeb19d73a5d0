import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR, SECOND } from "../../../src/approval/instant.js";
import { URGENCY, type Urgency } from "../../../src/teams/connector/lane.js";
import { createPacer, type Pacer } from "../../../src/teams/connector/pacing.js";
import {
  CONVERSATION_WINDOWS,
  type RateWindow,
  TEAMS_PACING,
  TENANT_WINDOWS,
} from "../../../src/teams/limits.js";
import { VirtualClock } from "./virtual-clock.js";

const { reply, decision, escalation, newCard, other } = URGENCY;

function pacerOn(clock: VirtualClock, limits: typeof TEAMS_PACING | "off" = TEAMS_PACING): Pacer {
  return createPacer({ limits, now: clock.now, schedule: clock.schedule });
}

/** Most moments that share one window, whichever way it is slid. */
function mostWithin(moments: readonly number[], span: number): number {
  let [most, first] = [0, 0];
  for (const [last, moment] of moments.entries()) {
    while (moment - (moments[first] ?? 0) > span) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

function expectWithin(moments: readonly number[], windows: readonly RateWindow[]): void {
  for (const { count, span } of windows) {
    expect(mostWithin(moments, span)).toBeLessThanOrEqual(count);
  }
}

describe("createPacer", () => {
  it("keeps every sliding window of conversation and tenant under any arrivals", async () => {
    const arrival = fc.record({
      after: fc.integer({ min: 0, max: 300 }),
      conversation: fc.integer({ min: 0, max: 9 }),
      spread: fc.constantFrom(1, 10),
      urgency: fc.constantFrom<Urgency>(0, 1, 2, 3, 4),
      takes: fc.integer({ min: 0, max: 400 }),
      burst: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 40 }), async (arrivals) => {
        const clock = new VirtualClock();
        const pacer = pacerOn(clock);
        const starts: number[] = [];
        const perConversation = new Map<number, number[]>();
        const running = new Set<number>();
        let [asked, done] = [0, 0];
        for (const { after, conversation: first, spread, urgency, takes, burst } of arrivals) {
          await clock.runUntil(clock.now() + after);
          for (let i = 0; i < burst; i += 1) {
            asked += 1;
            const conversation = (first + i) % spread;
            void pacer.run(`c${conversation}`, urgency, async () => {
              expect(running.has(conversation)).toBe(false);
              running.add(conversation);
              starts.push(clock.now());
              perConversation.set(conversation, [
                ...(perConversation.get(conversation) ?? []),
                clock.now(),
              ]);
              await clock.wait(takes);
              running.delete(conversation);
              done += 1;
            });
          }
        }
        await clock.runUntil(clock.now() + 4 * HOUR);
        expect(done).toBe(asked);
        expect(pacer.queueDepth()).toBe(0);
        expectWithin(starts, TENANT_WINDOWS);
        for (const moments of perConversation.values()) expectWithin(moments, CONVERSATION_WINDOWS);
      }),
      { numRuns: 60 },
    );
  });

  it("uses at least 90 % of the tenant's rate when there is always work", async () => {
    const clock = new VirtualClock();
    const pacer = pacerOn(clock);
    let sent = 0;
    for (let i = 0; i < 6_000; i += 1) {
      void pacer.run(`c${i % 1_000}`, newCard, async () => {
        sent += 1;
        await clock.wait(120);
      });
    }
    await clock.runUntil(60 * SECOND);
    expect(sent).toBeGreaterThanOrEqual(0.9 * 47 * 60);
  });

  it("uses at least 90 % of what one conversation may take", async () => {
    const clock = new VirtualClock();
    const pacer = pacerOn(clock);
    let sent = 0;
    for (let i = 0; i < 1_500; i += 1) {
      void pacer.run("c", newCard, async () => {
        sent += 1;
        await clock.wait(50);
      });
    }
    await clock.runUntil(10 * 60 * SECOND);
    expect(sent).toBeGreaterThanOrEqual(0.9 * 60 * 20);
  });

  it("sends the most urgent first, and the older of two that are equally urgent", async () => {
    const clock = new VirtualClock();
    const pacer = pacerOn(clock);
    const order: string[] = [];
    const add = (conversation: string, urgency: Urgency, name: string) =>
      void pacer.run(conversation, urgency, async () => void order.push(name));
    for (let i = 0; i < 47; i += 1) add(`busy${i}`, reply, "first");
    add("a", other, "reminder");
    add("a", newCard, "card");
    add("b", escalation, "escalation");
    add("c", decision, "older update");
    add("d", decision, "younger update");
    add("e", reply, "reply");
    await clock.runUntil(5 * SECOND);
    expect(order.filter((name) => name !== "first")).toEqual([
      "reply",
      "older update",
      "younger update",
      "escalation",
      "card",
      "reminder",
    ]);
  });

  it("holds a conversation as long as asked and lets the others pass", async () => {
    const clock = new VirtualClock();
    const pacer = pacerOn(clock);
    const starts: [string, number][] = [];
    const send = (conversation: string) =>
      void pacer.run(conversation, newCard, async () => {
        if (starts.length === 0) pacer.hold("a", 7 * SECOND);
        starts.push([conversation, clock.now()]);
      });
    send("a");
    send("a");
    send("b");
    await clock.runUntil(20 * SECOND);
    expect(starts).toEqual([
      ["a", 0],
      ["b", 0],
      ["a", 7 * SECOND],
    ]);
  });

  it("goes on after a task that fails, and hands its error to the caller", async () => {
    const clock = new VirtualClock();
    const pacer = pacerOn(clock);
    const failing = pacer.run("a", newCard, () => Promise.reject(new Error("broken")));
    const next = pacer.run("a", newCard, async () => "sent");
    await expect(failing).rejects.toThrow("broken");
    await expect(next).resolves.toBe("sent");
  });

  it("counts what has not started", async () => {
    const clock = new VirtualClock();
    const pacer = pacerOn(clock);
    for (let i = 0; i < 10; i += 1) void pacer.run("a", newCard, () => clock.wait(10));
    expect(pacer.queueDepth()).toBe(9);
    await clock.runUntil(25);
    expect(pacer.queueDepth()).toBe(7);
    await clock.runUntil(60 * SECOND);
    expect(pacer.queueDepth()).toBe(0);
  });

  it("forgets conversations once their longest window has passed", async () => {
    const clock = new VirtualClock();
    const pacer = pacerOn(clock);
    for (let i = 0; i < 500; i += 1) void pacer.run(`c${i}`, newCard, async () => undefined);
    await clock.runUntil(60 * SECOND);
    expect(pacer.laneCount()).toBe(500);
    await clock.runUntil(2 * HOUR);
    await pacer.run("late", newCard, async () => undefined);
    await clock.runUntil(2 * HOUR + SECOND);
    expect(pacer.laneCount()).toBe(1);
  });

  it("starts everything at once without limits, but one at a time in a conversation", async () => {
    const clock = new VirtualClock();
    const pacer = pacerOn(clock, "off");
    let [running, most] = [0, 0];
    const inA: string[] = [];
    for (let i = 0; i < 500; i += 1) {
      void pacer.run(i < 400 ? `c${i}` : "a", newCard, async () => {
        if (i >= 400) inA.push("start");
        running += 1;
        most = Math.max(most, running);
        await clock.wait(1);
        running -= 1;
        if (i >= 400) inA.push("end");
      });
    }
    await clock.runUntil(200);
    expect(most).toBe(401);
    expect(inA).toEqual(Array.from({ length: 100 }, () => ["start", "end"]).flat());
    expect(pacer.laneCount()).toBe(0);
  });
});
