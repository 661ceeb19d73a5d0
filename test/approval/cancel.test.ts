import { describe, expect, test } from "vitest";
import { isClosed, nextDueAt } from "../../src/approval/next-due.js";
import { ADA, INGRID, RILEY, SAM, STRANGER, TAYLOR } from "../builders/cast.js";
import { controls, ESCALATION, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { callOutOrigin } from "../builders/submission.js";

describe("a cancellation", () => {
  test("C1 N1 by the requestor closes every card and confirms to requestor and target", () => {
    const story = riskStory({ target: TAYLOR }).wait(ESCALATION);
    expect(story.cancel(RILEY)).toMatchObject({ ok: true });
    expect(story.request).toMatchObject({
      state: "canceled",
      endReason: "byRequestor",
      canceledBy: RILEY,
    });
    expect(story.post.recipients("outcome")).toEqual([RILEY.id, TAYLOR.id]);
    expect(story.post.rows("approvalCard").map((n) => n.state)).toEqual([
      "delivered",
      "delivered",
      "withdrawn",
      "withdrawn",
    ]);
    expect(story.post.updateAll()).toBe(4);
    expect(story.click(SAM, "Approved")).toEqual({ ok: "known", index: 0 });
    expect(nextDueAt(story.request)).toBeUndefined();
    story.post.deliverAll();
    expect(isClosed(story.request)).toBe(true);
  });

  test("C1 by an administrator needs a reason", () => {
    const story = riskStory();
    const refusal = { ok: false, code: "justificationRequired", field: "reason" };
    expect(story.cancel(ADA, true, " \u200b")).toEqual(refusal);
    expect(story.cancel(ADA, true, "left the company")).toMatchObject({ ok: true });
    expect(story.request).toMatchObject({ state: "canceled", endReason: "byAdministrator" });
  });

  test.each([
    [RILEY, false],
    [ADA, true],
  ])(
    "C1 U1 tells the trail who asked for it and as what; name and reason stand beside the chain",
    (who, asAdministrator) => {
      const story = riskStory();
      story.cancel(who, asAdministrator, "left the company");
      expect(story.events.at(-2)).toStrictEqual({
        type: "cancellationAsked",
        at: NOW,
        actor: { kind: "person", id: who.id },
        details: { requestId: story.request.id, asAdministrator },
        personal: { canceledBy: who.displayName, reason: "left the company" },
      });
      expect(story.eventTypes().at(-1)).toBe("requestCanceled");
    },
  );

  test("C1 D2 by anybody else does not find the request", () => {
    const story = riskStory({ target: TAYLOR });
    const before = story.request;
    for (const who of [STRANGER, SAM, TAYLOR]) {
      expect(story.cancel(who)).toEqual({ ok: false, code: "notFound" });
    }
    expect(story.request).toBe(before);
  });

  test("V4 nobody cancels as an administrator what is about himself", () => {
    const story = riskStory({ target: TAYLOR });
    expect(story.cancel(RILEY, true)).toEqual({ ok: false, code: "notFound" });
    expect(story.cancel(TAYLOR, true)).toEqual({ ok: false, code: "notFound" });
  });

  test("C1 of a request that was approved, denied or canceled is refused", () => {
    const approved = riskStory();
    approved.click(SAM, "Approved");
    const denied = riskStory();
    denied.click(SAM, "Denied");
    const canceled = riskStory();
    canceled.cancel(RILEY);
    for (const story of [approved, denied, canceled]) {
      const before = story.request;
      expect(story.cancel(RILEY)).toEqual({ ok: false, code: "notCancelable" });
      expect(story.cancel(ADA, true)).toEqual({ ok: false, code: "notCancelable" });
      expect(story.request).toBe(before);
    }
  });

  test("C1 E1 before risk was read ends the request as well", () => {
    const story = new Story();
    expect(story.cancel(RILEY)).toMatchObject({ ok: true });
    story.evaluate([reading("idProtection", 3, NOW)], controls({ idProtection: {} }));
    expect(story.request).toMatchObject({ state: "canceled", stages: [] });
  });

  test("C1 T6 withdraws what was not sent, and settles what was sent meanwhile", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 3, NOW)], controls({ idProtection: {} })).resolve();
    const sending = story.post.begin(story.post.card(SAM).number);
    story.cancel(RILEY);
    expect(story.post.card(SAM).state).toBe("pending");
    expect(story.post.card(INGRID).state).toBe("withdrawn");
    if (sending) story.post.report(sending);
    expect(story.post.card(SAM).state).toBe("delivered");
    expect(story.post.updateAll()).toBe(1);
  });

  test("C1 F1 of a call-out is told to Entra", () => {
    const story = riskStory({ origin: callOutOrigin() });
    story.cancel(RILEY);
    expect(story.request.handOver).toMatchObject({ isDone: false });
    expect(story.handOver().request).toMatchObject({
      state: "canceled",
      handOver: { isDone: true },
    });
  });
});
