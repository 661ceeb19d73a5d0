import { describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../../src/approval/instant.js";
import { URGENCY } from "../../../src/teams/connector/lane.js";
import { createPacer, type Pacer } from "../../../src/teams/connector/pacing.js";
import { CONVERSATION_WINDOWS, TEAMS_PACING } from "../../../src/teams/limits.js";
import { VirtualClock } from "./virtual-clock.js";

/** What Teams takes from one app in one tenant in a second. */
const TENANT_LIMIT = 50;

function mostWithin(moments: readonly number[], span: number): number {
  const most = moments.map((end) => moments.filter((at) => at <= end && end - at <= span).length);
  return Math.max(0, ...most);
}

/** Two processes on one clock, as two nodes on one bot; what left either of them, in one list. */
class TwoNodes {
  readonly clock = new VirtualClock();
  readonly sent: { readonly at: number; readonly conversation: string }[] = [];
  readonly first = this.#pacer();
  readonly second = this.#pacer();

  #pacer(): Pacer {
    return createPacer({
      limits: TEAMS_PACING,
      now: this.clock.now,
      schedule: this.clock.schedule,
    });
  }

  /** Whatever has not left when the node dies never does: `isAlive` is asked at each send. */
  ask(pacer: Pacer, conversation: string, isAlive = () => true): void {
    void pacer.run(conversation, URGENCY.newCard, async () => {
      if (isAlive()) this.sent.push({ at: this.clock.now(), conversation });
    });
  }

  to(conversation: string): number[] {
    return this.sent.filter((send) => send.conversation === conversation).map(({ at }) => at);
  }

  expectWithinTenant(): void {
    const times = this.sent.map(({ at }) => at);
    expect(mostWithin(times, SECOND)).toBeLessThanOrEqual(TENANT_LIMIT);
  }
}

describe("a process that takes over", () => {
  it("N2 leaves the tenant what the other one has used, and has the full rate a second later", async () => {
    const nodes = new TwoNodes();
    const { clock, first, second } = nodes;
    let isAlive = true;
    for (let i = 0; i < 200; i += 1) nodes.ask(first, `a:${i}`, () => isAlive);
    await clock.runUntil(2 * SECOND);
    isAlive = false;
    const before = nodes.sent.length;
    second.takeOver();
    for (let i = 0; i < 200; i += 1) nodes.ask(second, `b:${i}`);
    await clock.runUntil(2 * SECOND + 900);
    expect(nodes.sent).toHaveLength(before);
    await clock.runUntil(5 * SECOND);
    expect(nodes.sent.length - before).toBeGreaterThanOrEqual(0.9 * TENANT_LIMIT * 2);
    nodes.expectWithinTenant();
  });

  it("N2 also with its own conversations of before, when it is elected once more", async () => {
    const nodes = new TwoNodes();
    const { clock, first, second } = nodes;
    for (let i = 0; i < 4; i += 1) nodes.ask(first, "a");
    await clock.runUntil(10 * MINUTE);
    second.takeOver();
    for (let i = 0; i < 4; i += 1) nodes.ask(second, "a");
    await clock.runUntil(clock.now() + 3 * SECOND);
    const passed = clock.now();
    first.takeOver();
    for (let i = 0; i < 100; i += 1) nodes.ask(first, "a");
    await clock.runUntil(passed + 900);
    expect(nodes.to("a").filter((at) => at >= passed)).toEqual([]);
    await clock.runUntil(passed + 30 * SECOND);
    expect(nodes.to("a").filter((at) => at >= passed)).toHaveLength(30);
  });

  it("N2 uses half of what a conversation may have, until what came before does not count any more", async () => {
    const nodes = new TwoNodes();
    const { clock, second } = nodes;
    second.takeOver();
    for (let i = 0; i < 300; i += 1) nodes.ask(second, "a");
    await clock.runUntil(30 * SECOND);
    expect(nodes.to("a")).toHaveLength(30);
    await clock.runUntil(90 * SECOND);
    expect(nodes.to("a").length).toBeGreaterThanOrEqual(30 + 2 * 55);
    for (const { count, span } of CONVERSATION_WINDOWS)
      expect(mostWithin(nodes.to("a"), span)).toBeLessThanOrEqual(count);
  });

  it("N2 the hour as well: 900 until an hour after it took over, and 1,800 in any hour from then on", async () => {
    const nodes = new TwoNodes();
    const { clock, second } = nodes;
    second.takeOver();
    for (let i = 0; i < 3_000; i += 1) nodes.ask(second, "a");
    await clock.runUntil(59 * MINUTE);
    expect(nodes.to("a")).toHaveLength(900);
    await clock.runUntil(100 * MINUTE);
    expect(mostWithin(nodes.to("a"), 60 * MINUTE)).toBe(1_800);
  });

  it("N2 counts what the ledger knows as sent on top of it", async () => {
    const nodes = new TwoNodes();
    const { clock, first, second } = nodes;
    for (let i = 0; i < 60; i += 1) nodes.ask(first, "a");
    await clock.runUntil(20 * SECOND);
    const sentBefore = nodes.to("a");
    expect(sentBefore).toHaveLength(60);
    second.takeOver();
    const ages = sentBefore.map((at) => clock.now() - at);
    second.recall("a", ages);
    for (let i = 0; i < 100; i += 1) nodes.ask(second, "a");
    nodes.ask(second, "b");
    await clock.runUntil(2 * MINUTE);
    expect(nodes.to("b")).toHaveLength(1);
    for (const { count, span } of CONVERSATION_WINDOWS)
      expect(mostWithin(nodes.to("a"), span), `${span} ms`).toBeLessThanOrEqual(count);
    expect(nodes.to("a").length).toBeGreaterThan(150);
  });

  it("N2 a bot without limits has no pause", async () => {
    const clock = new VirtualClock();
    const pacer = createPacer({ limits: "off", now: clock.now, schedule: clock.schedule });
    pacer.takeOver();
    pacer.recall("a", [1, 2, 3]);
    let sent = 0;
    for (let i = 0; i < 100; i += 1)
      void pacer.run(`a:${i}`, URGENCY.other, async () => void sent++);
    await clock.runUntil(1);
    expect(sent).toBe(100);
  });
});
