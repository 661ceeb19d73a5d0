import { describe, expect, test } from "vitest";
import { reportHandOver } from "../../src/approval/hand-over.js";
import { HOUR, SECOND } from "../../src/approval/instant.js";
import { RILEY, SAM, TAYLOR } from "../builders/cast.js";
import { controls } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { callOutOrigin } from "../builders/submission.js";

const failed = { ok: false, reason: "TimeoutError" } as const;
const SYSTEM = { kind: "system" };
const callOut = { origin: callOutOrigin() };

function approved(changes = {}): Story {
  return new Story(changes).evaluate([], controls({}));
}

/** A call-out that was denied or canceled here, an hour after it came: Entra is still to be told. */
function over(state: "denied" | "canceled"): Story {
  const story = riskStory(callOut);
  story.now += HOUR;
  if (state === "denied") story.click(SAM, "Denied");
  else story.cancel(RILEY);
  return story;
}

/** Tries the hand-over and tells what it added. */
function tried(story: Story, result: Parameters<Story["handOver"]>[0]) {
  const [events, notices] = [story.events.length, story.request.notices.length];
  story.handOver(result);
  return {
    events: story.events.slice(events),
    notices: story.request.notices.slice(notices),
  };
}

describe("a hand-over that succeeded", () => {
  test.each([
    ["delivered", () => approved()],
    ["handedOver", () => approved(callOut)],
    ["denied", () => over("denied")],
    ["canceled", () => over("canceled")],
  ] as const)(
    "F1 P4 U1 of a request that is %s then is told to the trail as such",
    (state, made) => {
      const story = made();
      story.now += HOUR;
      expect(tried(story, { ok: true }).events).toStrictEqual([
        {
          type: "requestHandedOver",
          at: story.now,
          actor: SYSTEM,
          details: { requestId: "R-1042", state },
        },
      ]);
      expect(story.request).toMatchObject({
        state,
        alerts: [],
        handOver: { isDone: true, attempts: 1, notBefore: story.now },
      });
    },
  );

  test.each(["denied", "canceled"] as const)(
    "F1 N1 of a %s call-out moves nothing else: its people have heard, and its end stays",
    (state) => {
      const story = over(state);
      story.now += HOUR;
      expect(tried(story, { ok: true }).notices).toEqual([]);
      expect(story.request).toMatchObject({ state, completedAt: NOW + HOUR });
    },
  );

  test("F1 counts every try, and forgets why the last one failed", () => {
    const story = approved().handOver(failed).handOver(failed).handOver();
    expect(story.request.handOver).toStrictEqual({ isDone: true, attempts: 3, notBefore: NOW });
  });

  test("N3 shows on the requestor's card", () => {
    const story = approved();
    story.post.deliverAll();
    story.post.updateAll();
    story.handOver();
    expect(story.post.updateAll()).toBe(1);
  });

  test("F1 P4 that contradicts what Entra has decided alerts administrators, once", () => {
    const story = approved(callOut);
    const { events } = tried(story, { ok: true, isContradicted: true });
    expect(events.map(({ type }) => type)).toEqual(["requestHandedOver", "alertRaised"]);
    expect(story.request.alerts).toMatchObject([{ kind: "decidedOtherwise", raisedAt: NOW }]);
    expect(story.request.alerts[0]).not.toHaveProperty("stage");
    expect(story.request.state).toBe("handedOver");
    const agreed = approved(callOut).handOver({ ok: true, isContradicted: false });
    expect(agreed.request.alerts).toEqual([]);
  });
});

describe("a hand-over that failed", () => {
  test("F1 U1 is told to the trail with the number of the try", () => {
    const story = approved();
    const expected = (attempts: number) => ({
      type: "handOverFailed",
      at: NOW,
      actor: SYSTEM,
      details: { requestId: "R-1042", attempts },
    });
    expect(tried(story, failed).events[0]).toStrictEqual(expected(1));
    expect(tried(story, failed).events).toStrictEqual([expected(2)]);
  });

  test("F1 N1 tells requestor and target that it is approved, the first time only", () => {
    const story = approved({ target: TAYLOR });
    const told = tried(story, failed).notices.map((n) => [n.kind, n.recipient, n.subject]);
    expect(told).toEqual([
      ["outcome", RILEY.id, "approved"],
      ["outcome", TAYLOR.id, "approved"],
    ]);
    expect(tried(story, failed).notices).toEqual([]);
  });

  test("N3 shows on the requestor's card, the first time only", () => {
    const story = approved();
    story.post.deliverAll();
    story.post.updateAll();
    story.handOver(failed);
    expect(story.post.updateAll()).toBe(1);
    story.handOver(failed);
    expect(story.post.updateAll()).toBe(0);
  });

  test("P4 F1 of an approved call-out tells its people nothing: they hear from Entra", () => {
    const story = approved(callOut);
    expect(tried(story, failed).notices).toEqual([]);
    expect(story.request.state).toBe("deliveryFailed");
  });

  test.each(["denied", "canceled"] as const)("F1 leaves a %s call-out what it is", (state) => {
    const story = over(state);
    expect(tried(story, failed).notices).toEqual([]);
    expect(story.request).toMatchObject({
      state,
      handOver: { isDone: false, attempts: 1, notBefore: NOW + HOUR + SECOND },
    });
    expect(story.request.alerts).toMatchObject([{ kind: "handOverFailing" }]);
    expect(story.request.alerts[0]).not.toHaveProperty("stage");
  });

  test("F1 keeps the beginning of a long reason", () => {
    const reason = `${"x".repeat(299)}yz`;
    const story = approved().handOver({ ok: false, reason });
    expect(story.request.handOver?.failure).toBe(reason.slice(0, 300));
  });

  test("F1 is nothing for a request that has none to hand over", () => {
    const open = riskStory().request;
    for (const result of [failed, { ok: true } as const])
      expect(reportHandOver(open, result, NOW)).toBeUndefined();
  });
});
