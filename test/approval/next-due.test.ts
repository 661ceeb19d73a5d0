import { describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/approval/instant.js";
import { isClosed, nextDueAt, openSteps } from "../../src/approval/next-due.js";
import { addCounts, countNotices, nextSendAt } from "../../src/approval/notice.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { ADA, candidate, RILEY, SAM } from "../builders/cast.js";
import { controls, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";

function planned(): Story {
  const story = new Story();
  return story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
}

const lookUp = { attempts: 1, notBefore: NOW + SECOND };

describe("what a request waits for", () => {
  test.each<[string, () => AccessRequest, object[]]>([
    [
      "I5 whose people are not known yet: that they are looked up, and nothing else",
      () => ({ ...new Story().request, lookUp }),
      [{ kind: "identify", notBefore: NOW + SECOND }],
    ],
    [
      "I5 that ended while its people were looked up: nothing",
      () => ({ ...new Story().request, lookUp, state: "denied" }),
      [],
    ],
    [
      "E1 that was submitted: that its risk is read",
      () => new Story().request,
      [{ kind: "readRisk", notBefore: NOW }],
    ],
    [
      "E3 whose risk is read again: that, and not earlier",
      () => ({ ...new Story().request, evaluateNotBefore: NOW + MINUTE }),
      [{ kind: "readRisk", notBefore: NOW + MINUTE }],
    ],
    [
      "E1 of the time before that was kept: that its risk is read at once",
      () => ({ ...new Story().request, evaluateNotBefore: undefined }),
      [{ kind: "readRisk", notBefore: NOW }],
    ],
    [
      "C1 that was canceled before its risk was read: nothing",
      () => ({ ...new Story().request, state: "canceled" }),
      [],
    ],
    [
      "A1 whose stage has opened: that its approvers are looked up",
      () => planned().request,
      [{ kind: "resolveApprovers", index: 0, notBefore: NOW }],
    ],
    ["T1 whose approvers are known: nothing but the clock", () => riskStory().request, []],
    [
      "A3 with nobody to ask: that administrators are told",
      () => planned().resolve([], []).request,
      [{ kind: "resolveAdministrators", notBefore: NOW }],
    ],
    [
      "F1 that was approved: that it is handed over",
      () => {
        const story = riskStory();
        story.click(SAM, "Approved");
        return story.request;
      },
      [{ kind: "handOver", notBefore: NOW }],
    ],
    [
      "F1 that was handed over: nothing",
      () => {
        const story = riskStory();
        story.click(SAM, "Approved");
        return story.handOver().request;
      },
      [],
    ],
  ])("%s", (_, tell, steps) => {
    expect(openSteps(tell())).toStrictEqual(steps);
  });

  test("A1 a stage of the time before its next look was kept is looked up at once", () => {
    const { request } = planned();
    const stages = request.stages.map(({ resolveNotBefore: _, ...stage }) => stage);
    expect(openSteps({ ...request, stages })).toMatchObject([{ notBefore: 0 }]);
  });

  test("N1 several alerts are told at the earliest of their times, and none that is over", () => {
    const { request } = planned().resolve([], []);
    const [alert] = request.alerts;
    if (!alert) throw new Error("no alert");
    const later = { ...alert, notBefore: NOW + HOUR };
    const steps = openSteps({ ...request, alerts: [later, alert, later] });
    expect(steps).toStrictEqual([{ kind: "resolveAdministrators", notBefore: NOW }]);
    const told = { ...alert, isAddressed: true };
    expect(openSteps({ ...request, alerts: [told] })).toStrictEqual([]);
  });
});

describe("when the clockwork looks at a request again", () => {
  test("T4 is the earlier of the next timer and the next step", () => {
    expect(nextDueAt(new Story().request)).toBe(NOW);
    expect(nextDueAt(riskStory().request)).toBe(NOW + 5 * MINUTE);
    const { request } = planned();
    const stages = request.stages.map((stage) => ({ ...stage, resolveNotBefore: NOW + HOUR }));
    expect(nextDueAt({ ...request, stages })).toBe(NOW + MINUTE);
  });

  test("C1 is never once everything is done", () => {
    const story = riskStory();
    story.cancel(RILEY);
    expect(nextDueAt(story.request)).toBeUndefined();
  });
});

describe("a request that may be put away", () => {
  const canceled = () => {
    const story = riskStory();
    story.cancel(RILEY);
    return story;
  };

  test("N2 has ended, and every row and update of it has arrived", () => {
    const story = canceled();
    expect(isClosed(story.request)).toBe(false);
    story.post.deliverAll();
    expect(isClosed(story.request)).toBe(false);
    story.post.updateAll();
    expect(isClosed(story.request)).toBe(true);
  });

  test("F1 waits for its hand-over", () => {
    const story = canceled();
    story.post.deliverAll();
    story.post.updateAll();
    const handOver = { isDone: false, attempts: 1, notBefore: NOW };
    expect(isClosed({ ...story.request, handOver })).toBe(false);
    expect(isClosed({ ...story.request, handOver: { ...handOver, isDone: true } })).toBe(true);
  });

  test("D8 is not one that is pending or approved", () => {
    const story = canceled();
    story.post.deliverAll();
    story.post.updateAll();
    for (const state of ["approved", "deliveryFailed"] as const)
      expect(isClosed({ ...story.request, state })).toBe(false);
    for (const state of ["denied", "delivered", "handedOver"] as const)
      expect(isClosed({ ...story.request, state })).toBe(true);
  });
});

describe("the ledger", () => {
  test("N2 is looked at again when the earliest row is due that is pending or owes an update", () => {
    const { notices } = riskStory().request;
    const [first, second, third] = notices;
    if (!first || !second || !third) throw new Error("no rows");
    const pending = { ...first, state: "pending" as const, notBefore: NOW + 3 };
    const owing = { ...second, revision: second.shownRevision + 1, notBefore: NOW + 2 };
    const settled = { ...third, notBefore: NOW + 1 };
    expect(nextSendAt(notices)).toBeUndefined();
    expect(nextSendAt([settled, pending, owing])).toBe(NOW + 2);
    expect(nextSendAt([owing, pending])).toBe(NOW + 2);
    expect(nextSendAt([pending, settled])).toBe(NOW + 3);
    expect(nextSendAt([{ ...owing, kind: "outcome" }])).toBeUndefined();
    expect(nextSendAt([{ ...owing, state: "failed" }])).toBeUndefined();
  });

  test("N2 counts each row in exactly one state, and counts add up", () => {
    const states = ["delivered", "failed", "failed", "withdrawn", "pending"] as const;
    const [row] = riskStory().request.notices;
    if (!row) throw new Error("no row");
    const counts = countNotices(states.map((state) => ({ ...row, state })));
    expect(counts).toStrictEqual({
      intended: 5,
      delivered: 1,
      failed: 2,
      withdrawn: 1,
      pending: 1,
    });
    expect(addCounts(counts, undefined)).toBe(counts);
    const others = { intended: 100, delivered: 10, failed: 20, withdrawn: 30, pending: 40 };
    expect(addCounts(counts, others)).toStrictEqual({
      ...{ intended: 105, delivered: 11, failed: 22, withdrawn: 31, pending: 41 },
    });
  });
});

test("A3 administrators are told of nobody to ask, and a look after that is an hour later", () => {
  const story = planned().resolve([candidate(RILEY)], []);
  story.alert([ADA.id]);
  expect(openSteps(story.request)).toStrictEqual([
    { kind: "resolveAdministrators", notBefore: NOW + HOUR },
  ]);
});
