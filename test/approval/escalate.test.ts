import { describe, expect, test } from "vitest";
import { escalate, raiseAlert } from "../../src/approval/escalate.js";
import { HOUR } from "../../src/approval/instant.js";
import { addNotices, type NewNotice } from "../../src/approval/ledger.js";
import type { Notice } from "../../src/approval/notice.js";
import type { Alert } from "../../src/approval/request.js";
import { FAYE, FINN, INGRID, SAM } from "../builders/cast.js";
import { NOW } from "../builders/request.js";
import { riskStory } from "../builders/story.js";

describe("an escalation", () => {
  const later = NOW + HOUR;
  const now = later + HOUR;

  test("T1 T4 is noted at the instant that later deadlines count from, and asks the fallback", () => {
    const { request } = escalate(riskStory().request, 0, "deadline", later, [], now);
    expect(request.stages[0]).toMatchObject({
      ...{ escalatedAt: later, escalationReason: "deadline", isReachChecked: true },
      status: "open",
    });
    const asked = request.notices.filter((n) => n.kind === "approvalCard");
    expect(asked.map((n) => [n.recipient, n.createdAt])).toEqual([
      [SAM.id, NOW],
      [INGRID.id, NOW],
      [FINN.id, now],
      [FAYE.id, now],
    ]);
  });

  test.each(["deadline", "noPrimaryApprover", "nobodyReached", "administrator"] as const)(
    "U1 T1 for the reason %s is one event of the clock",
    (reason) => {
      const { events } = escalate(riskStory().request, 0, reason, later, [], now);
      expect(events).toEqual([
        {
          type: "stageEscalated",
          at: now,
          actor: { kind: "clock" },
          details: { requestId: "R-1042", stage: 0, reason, dueAt: later },
        },
      ]);
    },
  );

  test("T1 of a stage that is not there asks nobody", () => {
    const { request } = riskStory();
    const { request: after } = escalate(request, 7, "deadline", later, [], now);
    expect(after).toEqual(request);
  });

  const reminder = {
    kind: "reminder",
    recipient: SAM.id,
    stage: 0,
    subject: "escalation",
  } as const;
  test.each<[string, NewNotice, Notice["state"], Notice["state"]]>([
    ["its own reminder that waits is withdrawn", reminder, "pending", "withdrawn"],
    ["its own reminder that was sent stays", reminder, "delivered", "delivered"],
    ["the denial's stays", { ...reminder, subject: "denial" }, "pending", "pending"],
    ["another stage's stays", { ...reminder, stage: 1 }, "pending", "pending"],
    ["a card that waits stays", { ...reminder, kind: "approvalCard" }, "pending", "pending"],
  ])("T6 overtakes only its own reminders: %s", (_, row, state, expected) => {
    const { request } = riskStory();
    const notices = addNotices(request.notices, [row], NOW).map((n, i) =>
      i === request.notices.length ? { ...n, state } : n,
    );
    const after = escalate({ ...request, notices }, 0, "deadline", later, [], now).request;
    const found = after.notices[request.notices.length];
    expect(found?.state).toBe(expected);
    expect(found?.failure).toBe(expected === "withdrawn" ? "overtaken" : undefined);
  });
});

describe("an alert", () => {
  const raised: Alert = {
    ...{ kind: "noApprover", raisedAt: NOW + HOUR, notBefore: NOW + HOUR },
    ...{ isAddressed: false, attempts: 0 },
  };

  test("A3 U1 about a stage is raised with it, for whoever is an administrator then", () => {
    const { request, events } = raiseAlert(riskStory().request, 0, "noApprover", NOW + HOUR);
    expect(request.alerts).toStrictEqual([{ ...raised, stage: 0 }]);
    expect(events).toStrictEqual([
      {
        type: "alertRaised",
        at: NOW + HOUR,
        actor: { kind: "system" },
        details: { requestId: "R-1042", kind: "noApprover", stage: 0 },
      },
    ]);
  });

  test("A3 U1 about the whole request names no stage", () => {
    const whole = raiseAlert(riskStory().request, undefined, "handOverFailing", NOW + HOUR);
    expect(whole.request.alerts).toStrictEqual([{ ...raised, kind: "handOverFailing" }]);
    expect(whole.events[0]?.details).toStrictEqual({
      requestId: "R-1042",
      kind: "handOverFailing",
    });
  });

  test.each<[string, number | undefined, Alert["kind"], number]>([
    ["the same once more: nothing", 0, "noApprover", 1],
    ["another kind: a second", 0, "nobodyReached", 2],
    ["another stage: a second", 1, "noApprover", 2],
    ["the whole request: a second", undefined, "noApprover", 2],
  ])("A3 N1 is told once for each kind and stage; %s", (_, stage, kind, expected) => {
    const first = raiseAlert(riskStory().request, 0, "noApprover", NOW);
    const again = raiseAlert(first.request, stage, kind, NOW + HOUR);
    expect(again.request.alerts).toHaveLength(expected);
    expect(again.events).toHaveLength(expected - 1);
    expect(again.request.alerts[0]).toBe(first.request.alerts[0]);
  });

  test("A3 N1 is told once, also when others were raised before and after it", () => {
    const { request } = riskStory();
    const kinds = ["nobodyReached", "noApprover", "approversUnreadable"] as const;
    const all = kinds.reduce((value, kind) => raiseAlert(value, 0, kind, NOW).request, request);
    expect(raiseAlert(all, 0, "noApprover", NOW).request).toBe(all);
  });
});
