import { describe, expect, test } from "vitest";
import { beginSend, reviveNotice, updatableCopies } from "../../src/approval/delivery.js";
import { MINUTE, SECOND } from "../../src/approval/instant.js";
import { SIGN_OF_LIFE_PATIENCE } from "../../src/approval/limits.js";
import { isClosed } from "../../src/approval/next-due.js";
import { countNotices, nextSendAt } from "../../src/approval/notice.js";
import { jitteredRetryDelay } from "../../src/approval/retry-delay.js";
import { RILEY, SAM } from "../builders/cast.js";
import { controls, DENIAL, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";

const unknown = { kind: "unknown", reason: "timeout" } as const;
const unreachable = { kind: "unreachable", reason: "not installed" } as const;

/** Sam's card is written; with `sending` its first send has begun. */
function written(): Story {
  const story = new Story();
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  return story.resolve();
}
function begin(story: Story) {
  const sending = story.post.begin(story.post.card(SAM).number);
  if (!sending) throw new Error("the send must begin");
  return sending;
}

describe("jitteredRetryDelay", () => {
  test("N2 spreads rows over a quarter of the wait, and is the same for the same row and try", () => {
    const waits = Array.from({ length: 200 }, (_, i) => jitteredRetryDelay(2, `row ${i}`));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(5 * SECOND);
    expect(Math.max(...waits)).toBeLessThan(6.25 * SECOND);
    expect(new Set(waits).size).toBeGreaterThan(100);
    expect(jitteredRetryDelay(2, "row 7")).toBe(waits[7]);
  });
});

describe("a send", () => {
  test("N2 is written down before it leaves, with a token and the reading that it shows", () => {
    const story = written();
    begin(story);
    expect(story.post.card(SAM)).toMatchObject({
      state: "pending",
      sendingSince: NOW,
      attempts: 1,
      copies: [{ generation: 1, reading: { rank: 2 }, isConfirmation: false }],
    });
    expect(story.eventTypes().at(-1)).toBe("noticeSending");
  });

  test("N2 that worked is delivered, and only then", () => {
    const story = written();
    story.post.report(begin(story));
    expect(story.post.card(SAM)).toMatchObject({
      state: "delivered",
      copies: [{ conversationId: `chat-${SAM.id}`, activityId: "message-1" }],
    });
    expect(story.post.card(SAM).sendingSince).toBeUndefined();
    expect(story.eventTypes().at(-1)).toBe("noticeDelivered");
  });

  test("N2 that certainly failed is tried again within 5 s, or when Teams says", () => {
    const story = written();
    story.post.report(begin(story), { kind: "retry", reason: "throttled" });
    expect(story.post.card(SAM)).toMatchObject({ state: "pending", copies: [] });
    expect(story.post.card(SAM).notBefore - NOW).toBeLessThanOrEqual(5 * SECOND);
    const told = written();
    told.post.report(begin(told), { kind: "retry", reason: "throttled", retryAfter: 42_000 });
    expect(told.post.card(SAM).notBefore).toBe(NOW + 42_000);
    expect(told.post.begin(told.post.card(SAM).number)).toBeUndefined();
    told.now += 42_000;
    expect(told.post.begin(told.post.card(SAM).number)).toBeDefined();
  });

  test.each(["unreachable", "gone", "rejected"] as const)("N2 that is %s has failed", (kind) => {
    const story = written();
    story.post.report(begin(story), { kind, reason: "why" });
    expect(story.post.card(SAM)).toMatchObject({ state: "failed", failure: `${kind}: why` });
    expect(story.events.at(-1)?.details).toMatchObject({ failure: kind });
  });
});

describe("a send of unknown outcome", () => {
  test("N2 is pending, and is posted once more after 60 s as the next generation", () => {
    const story = written();
    story.post.report(begin(story), unknown);
    const { number } = story.post.card(SAM);
    expect(story.post.card(SAM)).toMatchObject({ state: "pending", sendingSince: NOW });
    story.now += 60 * SECOND - 1;
    expect(story.post.begin(number)).toBeUndefined();
    story.now += 1;
    expect(story.post.begin(number)).toBeDefined();
    expect(story.post.card(SAM).copies.map((c) => c.generation)).toEqual([1, 2]);
  });

  test("N2 is posted blindly once, not again and again", () => {
    const story = written();
    story.post.report(begin(story), unknown);
    story.now += MINUTE;
    story.post.report(begin(story), unknown);
    story.now += MINUTE;
    expect(story.post.begin(story.post.card(SAM).number)).toBeUndefined();
    expect(story.post.card(SAM)).toMatchObject({ state: "failed", failure: "unconfirmed" });
  });

  test("N2 is delivered by a sign of life, and not posted again", () => {
    const story = written();
    const sending = begin(story);
    story.post.report(sending, unknown);
    story.now += 10 * SECOND;
    story.post.seen(sending.number, sending.token, "message-77");
    expect(story.post.card(SAM)).toMatchObject({
      state: "delivered",
      copies: [{ activityId: "message-77" }],
    });
    story.now += MINUTE;
    expect(story.post.begin(sending.number)).toBeUndefined();
  });

  test("N2 D6 leaves both generations valid, each with its own token", () => {
    const story = written();
    const old = begin(story);
    story.post.report(old, unknown);
    story.now += MINUTE;
    story.post.report(begin(story));
    expect(story.click(SAM, "Approved", { token: old.token })).toMatchObject({ ok: true });
  });

  test("N2 a sign of life that was faster is not undone by a late answer", () => {
    for (const late of [unknown, unreachable, { kind: "retry", reason: "x" } as const]) {
      const story = written();
      const sending = begin(story);
      story.post.seen(sending.number, sending.token, "message-77");
      story.post.report(sending, late);
      expect(story.post.card(SAM).state).toBe("delivered");
    }
  });

  test("N2 a sign of life with a token that is not the row's proves nothing", () => {
    const story = written();
    const sending = begin(story);
    story.post.seen(sending.number, "guessed-0000000000000", "message-77");
    expect(story.post.card(SAM).state).toBe("pending");
  });

  test("D7 N2 a question that is posted again stays the question", () => {
    const story = riskStory();
    story.click(SAM, "Approved", { reading: reading("idProtection", 3, NOW) });
    story.prompt(SAM);
    expect(story.post.card(SAM).copies.at(-1)).toMatchObject({
      isConfirmation: true,
      draft: "as agreed",
      reading: { rank: 3 },
    });
    expect(story.post.card(SAM).copies).toHaveLength(3);
  });
});

describe("a card whose stage is over", () => {
  test("N3 T6 that was not sent is withdrawn and never sent", () => {
    const story = written();
    story.wait(DENIAL);
    const card = story.post.card(SAM);
    expect(card.state).toBe("withdrawn");
    expect(story.post.begin(card.number)).toBeUndefined();
    expect(beginSend(card, "token-x-0000000000", null, story.now)).toBeUndefined();
  });

  test("N3 N2 whose send worked after that is updated at once, so that it settles", () => {
    const story = written();
    const sending = begin(story);
    story.wait(DENIAL);
    story.post.report(sending);
    expect(story.post.card(SAM).state).toBe("delivered");
    expect(nextSendAt([story.post.card(SAM)])).toBe(story.now);
    expect(story.post.updateAll()).toBe(1);
    story.post.deliverAll();
    expect(isClosed(story.request)).toBe(true);
  });

  test("N3 N2 whose send stays unknown is withdrawn, and settles when it is seen after all", () => {
    const story = written();
    const sending = begin(story);
    story.post.report(sending, unknown);
    story.wait(DENIAL);
    expect(story.post.begin(sending.number)).toBeUndefined();
    expect(story.post.card(SAM).state).toBe("withdrawn");
    story.post.seen(sending.number, sending.token, "message-77");
    expect(story.post.card(SAM).state).toBe("delivered");
    expect(story.post.updateAll()).toBe(1);
  });

  test("N3 every message that the card was posted as is updated", () => {
    const story = riskStory();
    story.prompt(SAM);
    expect(updatableCopies(story.post.card(SAM)).map((c) => c.generation)).toEqual([1, 2]);
  });

  test("N3 a posted card that was to be posted again settles in place instead", () => {
    const story = riskStory();
    const before = story.request.notices;
    story.request = {
      ...story.request,
      notices: before.map((n) => (n.recipient === SAM.id ? { ...n, state: "pending" } : n)),
    };
    story.cancel(RILEY);
    expect(story.post.card(SAM).state).toBe("delivered");
    expect(story.post.updateAll()).toBeGreaterThan(0);
  });
});

describe("a send that was overtaken", () => {
  test.each([{ kind: "retry", reason: "another node sends" } as const, unreachable])(
    "N2 and not posted ($kind) leaves the row to the send that was begun after it",
    (outcome) => {
      const story = written();
      const asleep = begin(story);
      story.now += SIGN_OF_LIFE_PATIENCE;
      const other = begin(story);
      const before = story.post.card(SAM);
      story.post.report(asleep, outcome);
      const { copies, ...rest } = story.post.card(SAM);
      expect(copies.map(({ token }) => token)).toEqual([other.token]);
      expect({ ...rest, copies: before.copies }).toEqual(before);
      story.post.report(other);
      expect(story.post.card(SAM).state).toBe("delivered");
    },
  );
});

describe("an update in place", () => {
  test("N3 that fails is repeated; one that cannot be done heals when the card is seen", () => {
    const story = riskStory();
    story.click(SAM, "Denied");
    expect(story.post.updateAll({ kind: "retry", reason: "throttled" })).toBe(3);
    story.now += SECOND;
    expect(story.post.updateAll(unknown)).toBe(3);
    story.now += 5 * SECOND;
    expect(story.post.updateAll({ kind: "gone", reason: "deleted" })).toBe(3);
    expect(story.post.updateAll()).toBe(0);
    expect(story.post.card(SAM).state).toBe("delivered");
  });
});

describe("a person who could not be reached", () => {
  test("N2 gets his card when he installs the bot, if there is still something to decide", () => {
    const story = written();
    story.post.deliver(SAM, unreachable);
    const revived = reviveNotice(story.post.card(SAM), story.now);
    expect(revived).toMatchObject({ state: "pending", attempts: 0, notBefore: story.now });
    if (revived) story.post.change(revived);
    expect(story.eventTypes().at(-1)).toBe("noticeRevived");
    story.wait(DENIAL);
    expect(story.post.card(SAM).state).toBe("withdrawn");
  });

  test("N2 no other row turns pending again", () => {
    const story = riskStory();
    expect(reviveNotice(story.post.card(SAM), story.now)).toBeUndefined();
  });
});

test("N2 intended is delivered and failed and withdrawn and pending, through a whole story", () => {
  const story = written();
  const adds = () => {
    const { intended, delivered, failed, withdrawn, pending } = countNotices(story.request.notices);
    expect(intended).toBe(story.request.notices.length);
    expect(delivered + failed + withdrawn + pending).toBe(intended);
    return { delivered, failed, withdrawn, pending };
  };
  expect(adds()).toEqual({ delivered: 0, failed: 0, withdrawn: 0, pending: 3 });
  story.post.deliver(SAM, unreachable);
  expect(adds()).toEqual({ delivered: 0, failed: 1, withdrawn: 0, pending: 2 });
  story.post.deliver(RILEY);
  expect(adds()).toEqual({ delivered: 1, failed: 1, withdrawn: 0, pending: 1 });
  story.wait(DENIAL * 2);
  story.post.deliverAll();
  expect(adds()).toEqual({ delivered: 2, failed: 1, withdrawn: 3, pending: 0 });
});
