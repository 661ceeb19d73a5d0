import { describe, expect, test } from "vitest";
import { endOutside, type OutsideEnd } from "../../src/approval/ended-outside.js";
import { receiveCallOut } from "../../src/approval/identify.js";
import { HOUR } from "../../src/approval/instant.js";
import { openSteps } from "../../src/approval/next-due.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { INGRID, RILEY, SAM, TAYLOR } from "../builders/cast.js";
import { controls, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { callOutOrigin, submission } from "../builders/submission.js";

const ENDS: readonly OutsideEnd[] = ["canceled", "denied", "wentOn"];
const callOut = { origin: callOutOrigin(), target: TAYLOR };

/** A call-out at its open risk stage: Sam has his card, Ingrid's is not sent yet. */
function waiting(): Story {
  const story = new Story(callOut);
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} })).resolve();
  story.post.deliver(SAM);
  story.post.deliver(TAYLOR);
  return story;
}

function ended(story: Story, end: OutsideEnd): Story {
  story.now += HOUR;
  story.keep(endOutside(story.request, end, story.now));
  return story;
}

/** A call-out whose people and package are still being looked up. */
function unknown(): AccessRequest {
  const received = receiveCallOut(submission(callOut), NOW);
  if (!received.ok) throw new Error(received.code);
  return received.request;
}

describe("a call-out that Entra does not wait for any more", () => {
  test.each(ENDS)("N3 T6 that %s there, closes the cards of its stage, shown or not", (end) => {
    const story = ended(waiting(), end);
    const { state, failure } = story.post.card(INGRID);
    expect({ state, failure }).toEqual({ state: "withdrawn", failure: "overtaken" });
    expect(story.post.card(SAM)).toMatchObject({
      state: "delivered",
      revision: 2,
      notBefore: NOW + HOUR,
    });
    // Sam's card, and Taylor's own.
    expect(story.post.updateAll()).toBe(2);
  });

  test.each(ENDS)("F1 that %s there, is not resumed, and nothing is left to do", (end) => {
    const story = ended(waiting(), end);
    expect(story.request.handOver).toEqual({ isDone: true, attempts: 0, notBefore: NOW + HOUR });
    expect(story.request.completedAt).toBe(NOW + HOUR);
    expect(openSteps(story.request).map(({ kind }) => kind)).not.toContain("handOver");
  });

  test.each(ENDS)("U1 that %s there, is told to the trail once and before what follows", (end) => {
    const story = waiting();
    const before = story.events.length;
    ended(story, end);
    const [first, ...others] = story.events.slice(before);
    expect(first).toEqual({
      type: "endedInEntra",
      at: NOW + HOUR,
      actor: { kind: "system" },
      details: { requestId: "R-1042", end },
    });
    expect(others.map(({ type }) => type)).toEqual([
      { canceled: "requestCanceled", denied: "requestDenied", wentOn: "alertRaised" }[end],
    ]);
  });

  test.each([
    ["canceled", "canceledInEntra"],
    ["denied", "deniedInEntra"],
  ] as const)(
    "C1 N1 that was %s there, is so here, and its people hear of it",
    (end, endReason) => {
      const story = ended(waiting(), end);
      expect(story.request).toMatchObject({ state: end, endReason });
      expect(story.request.alerts).toEqual([]);
      const told = story.post.rows("outcome").map((n) => [n.recipient, n.subject]);
      expect(told).toEqual([
        [RILEY.id, end],
        [TAYLOR.id, end],
      ]);
    },
  );

  test("P4 that went on, is Entra's: nobody is told an outcome, administrators are alerted", () => {
    const story = ended(waiting(), "wentOn");
    expect(story.request).toMatchObject({ state: "handedOver", endReason: "decidedInEntra" });
    expect(story.post.rows("outcome")).toEqual([]);
    const [alert, ...others] = story.request.alerts;
    expect(alert).toMatchObject({ kind: "decidedOtherwise", raisedAt: NOW + HOUR });
    expect(alert).not.toHaveProperty("stage");
    expect(others).toEqual([]);
  });

  test.each(ENDS)("D1 that %s there, changes nothing when it has ended here", (end) => {
    const denied = riskStory(callOut);
    denied.click(SAM, "Denied");
    expect(endOutside(denied.request, end, denied.now)).toBeUndefined();
    const again = ended(waiting(), end);
    expect(endOutside(again.request, end, again.now)).toBeUndefined();
  });
});

describe("a call-out that ends in Entra before it was looked up", () => {
  test.each([
    ["canceled", "canceledInEntra"],
    ["denied", "deniedInEntra"],
  ] as const)(
    "I5 N1 as %s: whoever has heard nothing of it hears nothing now",
    (end, endReason) => {
      const result = endOutside(unknown(), end, NOW + HOUR);
      expect(result?.request).toMatchObject({
        ...{ state: end, endReason, isPlanned: true, notices: [] },
        ...{ completedAt: NOW + HOUR, handOver: { isDone: true } },
      });
      expect(result?.request).not.toHaveProperty("lookUp");
      expect(result?.events.map(({ type }) => type)).toEqual(["endedInEntra", "callOutEnded"]);
      expect(result && openSteps(result.request)).toEqual([]);
    },
  );

  test("I5 P4 as one that went on: it is looked up and planned no more", () => {
    const result = endOutside(unknown(), "wentOn", NOW + HOUR);
    expect(result?.request).toMatchObject({ state: "handedOver", isPlanned: true, notices: [] });
    expect(result?.request).not.toHaveProperty("lookUp");
    expect(result?.request.alerts.map(({ kind }) => kind)).toEqual(["decidedOtherwise"]);
  });
});
