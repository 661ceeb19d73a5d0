import { describe, expect, test } from "vitest";
import { alertDueAt, isAlertOver, resolveAlerts, tellsOf } from "../../src/approval/alert-life.js";
import { reviveNotice } from "../../src/approval/delivery.js";
import { DAY, HOUR, MINUTE } from "../../src/approval/instant.js";
import { addNotices, type NewNotice } from "../../src/approval/ledger.js";
import type { Notice } from "../../src/approval/notice.js";
import type { Alert } from "../../src/approval/request.js";
import { ADA, candidate, DANA, INGRID, MANAGER, MORGAN, RILEY, SAM } from "../builders/cast.js";
import { controls, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { callOutOrigin, POLICY } from "../builders/submission.js";

const UNREACHABLE = { kind: "unreachable", reason: "403" } as const;

/** An alert of this kind, as it is when it was told once. */
function told(kind: Alert["kind"], stage?: number): Alert {
  return {
    kind,
    raisedAt: NOW,
    isAddressed: true,
    notBefore: NOW + HOUR,
    attempts: 0,
    repeats: 0,
    ...(stage !== undefined && { stage }),
  };
}

function soleAlert(story: Story): Alert {
  const [alert] = story.request.alerts;
  if (!alert || story.request.alerts.length > 1) throw new Error("not one alert");
  return alert;
}

const isOver = (story: Story) => isAlertOver(story.request, soleAlert(story));

/** A risk stage, then a policy stage. Nobody is behind Sam and Ingrid, and their cards fail. */
function unreached(): Story {
  const assignmentPolicy = { ...POLICY, stages: [policyStage()] };
  const story = new Story({ assignmentPolicy });
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  story.resolve([candidate(SAM), candidate(INGRID)], []).post.deliver(SAM, UNREACHABLE);
  story.post.deliver(INGRID, UNREACHABLE);
  expect(soleAlert(story)).toMatchObject({ kind: "nobodyReached", stage: 0 });
  return story.alert([ADA.id]);
}

/** Sam or Ingrid can be reached again: the card is posted after all. */
function reach(story: Story, who = SAM): void {
  const revived = reviveNotice(story.post.card(who), story.now);
  if (revived) story.post.change(revived);
  story.post.deliver(who);
}

describe("nobody is reached", () => {
  test("A4 N1 is not over while only other things than the stage's cards arrive", () => {
    const story = unreached();
    expect(isOver(story)).toBe(false);
    // The alert itself arrives, and so does what Riley hears of her request.
    story.post.deliverAll();
    expect(story.post.rows("alert")[0]?.state).toBe("delivered");
    expect(isOver(story)).toBe(false);
  });

  test.each([SAM, INGRID])("A4 N1 is over once one of them has the card: %s", (who) => {
    const story = unreached();
    reach(story, who);
    expect(isOver(story)).toBe(true);
  });

  test("A4 N1 of a later stage is not over because an earlier one reached somebody", () => {
    const story = unreached();
    reach(story);
    story.click(SAM, "Approved");
    story.resolve([candidate(MORGAN, MANAGER)], []).post.deliver(MORGAN, UNREACHABLE);
    const { alerts } = story.request;
    expect(alerts.map(({ stage }) => stage)).toEqual([0, 1]);
    expect(alerts.map((alert) => isAlertOver(story.request, alert))).toEqual([true, false]);
  });
});

test("T5 N1 approvers who could not be read: over once they are", () => {
  const story = new Story();
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  story.wait(MINUTE);
  expect(soleAlert(story).kind).toBe("approversUnreadable");
  expect(isOver(story)).toBe(false);
  story.resolve();
  expect(isOver(story)).toBe(true);
});

describe("a stage without an approver", () => {
  function helpless(): Story {
    const assignmentPolicy = { ...POLICY, stages: [policyStage()] };
    const story = new Story({ assignmentPolicy });
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    return story.resolve([], []).alert([ADA.id]);
  }

  test("A3 N1 stays one, whatever arrives", () => {
    const story = helpless();
    story.post.deliverAll();
    expect(isOver(story)).toBe(false);
    story.cancel(RILEY);
    expect(isOver(story)).toBe(true);
  });

  test("A3 N1 is over with its stage, also when the request goes on", () => {
    const story = riskStory({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    const alert = told("noApprover", 0);
    expect(isAlertOver(story.request, alert)).toBe(false);
    story.click(SAM, "Approved");
    expect(story.request.state).toBe("pendingApproval");
    expect(isAlertOver(story.request, alert)).toBe(true);
    expect(isAlertOver(story.request, told("noApprover", 1))).toBe(false);
  });
});

describe("a hand-over", () => {
  test("F1 N1 that fails is not over before it is done, also when the request has ended", () => {
    const story = riskStory({ origin: callOutOrigin() });
    story.cancel(RILEY);
    story.handOver({ ok: false, reason: "TimeoutError" });
    expect(isOver(story)).toBe(false);
    story.handOver();
    expect(isOver(story)).toBe(true);
  });

  test("F1 N1 that nobody owes any more is no alert", () => {
    const story = riskStory();
    expect(isAlertOver(story.request, told("handOverFailing"))).toBe(true);
  });

  test("F1 N1 that came too late is told once and stays told", () => {
    const story = riskStory({ origin: callOutOrigin() });
    story.cancel(RILEY);
    story.handOver({ ok: true, isContradicted: true }).alert([ADA.id]);
    story.post.deliverAll();
    expect(soleAlert(story)).toMatchObject({ kind: "decidedOtherwise", isAddressed: true });
    expect(isOver(story)).toBe(false);
    expect(resolveAlerts(story.request, story.now)).toBeUndefined();
    expect(alertDueAt(story.request, soleAlert(story))).toBeUndefined();
    story.wait(DAY).alert([ADA.id]);
    expect(story.post.rows("alert").map(({ state }) => state)).toEqual(["delivered"]);
  });
});

test("N1 an alert of the time before they were repeated is told once", () => {
  const { request } = unreached();
  const { repeats: _, ...old } = told("nobodyReached", 0);
  expect(alertDueAt(request, old)).toBeUndefined();
  expect(alertDueAt(request, { ...old, repeats: 0 })).toBe(NOW + HOUR);
  expect(alertDueAt(request, { ...old, isAddressed: false })).toBe(NOW + HOUR);
});

describe("what has ended", () => {
  test("N1 U1 is told to the trail for each, and only their cards say so", () => {
    const story = unreached();
    const other = told("noApprover", 1);
    const failing = told("handOverFailing");
    const alerts = [...story.request.alerts, other, failing];
    const rows: NewNotice[] = [
      { kind: "alert", recipient: ADA.id, subject: "noApprover", stage: 1 },
      { kind: "alert", recipient: ADA.id, subject: "handOverFailing" },
    ];
    story.request = { ...story.request, alerts };
    story.request = { ...story.request, notices: addNotices(story.request.notices, rows, NOW) };
    reach(story);
    story.post.deliverAll();
    const before = story.request.notices;
    const ended = resolveAlerts(story.request, NOW + DAY);
    const event = (kind: string, stage?: number) => ({
      type: "alertResolved",
      at: NOW + DAY,
      actor: { kind: "system" },
      details: { requestId: story.request.id, kind, ...(stage !== undefined && { stage }) },
    });
    expect(ended?.events).toStrictEqual([event("nobodyReached", 0), event("handOverFailing")]);
    const at = NOW + DAY;
    expect(ended?.request.alerts.map((alert) => alert.resolvedAt)).toEqual([at, undefined, at]);
    const touched = ended?.request.notices.filter((notice) => !before.includes(notice));
    expect(touched?.map(({ kind, subject }) => [kind, subject])).toEqual([
      ["alert", "nobodyReached"],
      ["alert", "handOverFailing"],
    ]);
  });
});

test.each<[string, Partial<Notice>, boolean]>([
  ["its own", {}, true],
  ["one to somebody else", { recipient: DANA.id }, true],
  ["one of another stage", { stage: 1 }, false],
  ["one of another kind of alert", { subject: "noApprover" }, false],
  ["an approval card of the stage", { kind: "approvalCard", subject: undefined }, false],
  ["no alert at all", { kind: "outcome" }, false],
])("N1 which rows tell of an alert: %s", (_, change, expected) => {
  const row = { kind: "alert", recipient: ADA.id, subject: "nobodyReached", stage: 0 } as const;
  const [made] = addNotices([], [row], NOW);
  expect(made && tellsOf({ ...made, ...change }, told("nobodyReached", 0))).toBe(expected);
});
