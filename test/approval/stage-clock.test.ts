import { describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/approval/instant.js";
import type { Stage } from "../../src/approval/request.js";
import {
  denialDueAt,
  escalationDueAt,
  graceLength,
  stageTimers,
} from "../../src/approval/stage-clock.js";
import { candidate, FINN, SAM } from "../builders/cast.js";
import { DENIAL, ESCALATION, policyStage } from "../builders/controls.js";
import { NOW } from "../builders/request.js";

/** An open stage of a manager with a fallback, whose clock runs since now. */
function stage(changes: Partial<Stage> = {}): Stage {
  const { accountEnabled: _, ...sam } = candidate(SAM);
  const { accountEnabled: __, ...finn } = candidate(FINN);
  return {
    position: 1,
    settings: policyStage(),
    readings: [],
    status: "open",
    openedAt: NOW,
    clockStartedAt: NOW,
    isResolved: true,
    resolvedAt: NOW,
    resolveAttempts: 0,
    primaryApprovers: [sam],
    fallbackApprovers: [finn],
    isEscalationMissed: false,
    remindedFor: [],
    isReachChecked: false,
    promptedByTyping: [],
    ...changes,
  };
}

const { clockStartedAt: _, ...notStarted } = stage();
const kindsOf = (changes: Partial<Stage>) => stageTimers(stage(changes)).map(({ kind }) => kind);

test.each<[string, Stage, number | undefined]>([
  ["counts from the start of the clock", stage(), NOW + ESCALATION],
  ["is not known before the clock runs", notStarted, undefined],
  ["does not happen twice", stage({ escalatedAt: NOW + HOUR }), undefined],
  ["is not due any more once it was missed", stage({ isEscalationMissed: true }), undefined],
])("T1 T5 the escalation %s", (_name, one, dueAt) => {
  expect(escalationDueAt(one)).toBe(dueAt);
});

test.each<[string, Stage, number | undefined]>([
  ["counts from the start of the clock", stage(), NOW + DENIAL],
  ["is not known before the clock runs", notStarted, undefined],
  [
    "counts on from an early escalation",
    stage({ escalatedAt: NOW + HOUR }),
    NOW + HOUR + DENIAL - ESCALATION,
  ],
  ["stays after a missed escalation", stage({ isEscalationMissed: true }), NOW + DENIAL],
  [
    "is put off by a grace, escalated or not",
    stage({ escalatedAt: NOW + HOUR, graceUntil: NOW + 5 * DENIAL }),
    NOW + 5 * DENIAL,
  ],
  ["is never later than Entra waits", stage({ endsBy: NOW + HOUR }), NOW + HOUR],
  ["is not put off by a long wait of Entra", stage({ endsBy: NOW + 9 * DENIAL }), NOW + DENIAL],
  ["is not known before the clock runs in a wait", { ...notStarted, endsBy: NOW }, undefined],
])("T3 T6 the denial %s", (_name, one, dueAt) => {
  expect(denialDueAt(one)).toBe(dueAt);
});

describe("the timers of a stage", () => {
  test("T1 T2 T3 A4 are the look at who was reached, the reminder, the escalation, the denial", () => {
    expect(stageTimers(stage())).toStrictEqual([
      { kind: "reachCheck", dueAt: NOW + 5 * MINUTE },
      { kind: "reminder", deadline: "escalation", dueAt: NOW + ESCALATION / 2 },
      { kind: "escalation", dueAt: NOW + ESCALATION },
      { kind: "denial", dueAt: NOW + DENIAL },
    ]);
  });

  test("T4 come in the order of their due times, and ties as they are listed", () => {
    const short = policyStage({
      durationBeforeEscalation: "PT2M",
      durationBeforeAutomaticDenial: "PT4M",
    });
    expect(kindsOf({ settings: short })).toStrictEqual([
      ...["reminder", "escalation", "denial", "reachCheck"],
    ]);
    const tied = policyStage({
      durationBeforeEscalation: "PT5M",
      durationBeforeAutomaticDenial: "PT10M",
    });
    expect(kindsOf({ settings: tied })).toStrictEqual([
      ...["reminder", "reachCheck", "escalation", "denial"],
    ]);
  });

  test("T5 while its people are looked up it is only the latest start of the clock", () => {
    const resolving = { ...notStarted, status: "resolving" as const, isResolved: false };
    expect(stageTimers(resolving)).toStrictEqual([{ kind: "clockStart", dueAt: NOW + MINUTE }]);
    const { openedAt: __, ...unopened } = resolving;
    expect(stageTimers(unopened)).toStrictEqual([]);
  });

  test.each(["waiting", "settled"] as const)("T3 are none while it is %s", (status) => {
    expect(kindsOf({ status })).toStrictEqual([]);
  });

  test("T5 are none of an open stage whose clock does not run", () => {
    expect(stageTimers(notStarted)).toStrictEqual([]);
  });

  test("A4 have the look at who was reached once, from when its people were known, and not after the escalation", () => {
    const [check] = stageTimers(stage({ resolvedAt: NOW + MINUTE }));
    expect(check).toStrictEqual({ kind: "reachCheck", dueAt: NOW + 6 * MINUTE });
    const { resolvedAt: __, ...old } = stage();
    expect(stageTimers(old)[0]).toStrictEqual({ kind: "reachCheck", dueAt: NOW + 5 * MINUTE });
    expect(kindsOf({ isReachChecked: true })).not.toContain("reachCheck");
    expect(kindsOf({ escalatedAt: NOW })).not.toContain("reachCheck");
    expect(kindsOf({ isResolved: false })).not.toContain("reachCheck");
  });

  test.each<[string, Partial<Stage>, object | undefined]>([
    [
      "of the denial where nobody is there to escalate to",
      { fallbackApprovers: [] },
      { deadline: "denial", dueAt: NOW + DENIAL / 2 },
    ],
    [
      "of the denial after the escalation, at half of the time from it",
      { escalatedAt: NOW + ESCALATION },
      { deadline: "denial", dueAt: NOW + ESCALATION + (DENIAL - ESCALATION) / 2 },
    ],
    [
      "of the denial once the escalation was missed",
      { isEscalationMissed: true },
      { deadline: "denial", dueAt: NOW + DENIAL / 2 },
    ],
    ["never twice of one deadline", { remindedFor: ["escalation"] }, undefined],
    [
      "of the denial although it has reminded of the escalation",
      { remindedFor: ["escalation"], escalatedAt: NOW + ESCALATION },
      { deadline: "denial" },
    ],
    ["of nothing while nobody is known", { isResolved: false }, undefined],
    [
      "at a whole millisecond",
      { fallbackApprovers: [], graceUntil: NOW + 3 },
      { deadline: "denial", dueAt: NOW + 1 },
    ],
  ])("T2 remind %s", (_name, changes, reminder) => {
    const found = stageTimers(stage(changes)).find(({ kind }) => kind === "reminder");
    if (reminder) expect(found).toMatchObject(reminder);
    else expect(found).toBeUndefined();
  });
});

test.each([
  ["P3D", HOUR],
  ["PT1H", HOUR],
  ["PT30M", 30 * MINUTE],
])("T6 the grace of a stage that denies after %s is %d ms", (denial, length) => {
  const settings = policyStage({ durationBeforeAutomaticDenial: denial });
  expect(graceLength(stage({ settings }))).toBe(length);
});
