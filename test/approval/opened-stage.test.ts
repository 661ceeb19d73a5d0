import { describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/approval/instant.js";
import { eligibleApprovers, resolveApprovers } from "../../src/approval/open-stage.js";
import { graceAfterOutage } from "../../src/approval/outage.js";
import { personRecordSchema } from "../../src/approval/person-record.js";
import { needsRiskStage } from "../../src/approval/plan.js";
import type { AccessRequest, Stage } from "../../src/approval/request.js";
import {
  candidate,
  FAYE,
  FINN,
  INGRID,
  MORGAN,
  RILEY,
  SAM,
  SECURITY_ROLE,
  SOC_GROUP,
} from "../builders/cast.js";
import { controls, DENIAL, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { callOutOrigin, POLICY } from "../builders/submission.js";

const settings = controls({ idProtection: {} });

function planned(changes = {}): Story {
  return new Story(changes).evaluate([reading("idProtection", 2, NOW)], settings);
}

const sets = (isComplete: boolean, primary = [candidate(SAM)], fallback = [candidate(FINN)]) => ({
  ...{ primaryApprovers: primary, fallbackApprovers: fallback },
  ...{ isComplete, delegations: [] },
});

describe("a stage that opens", () => {
  test("T5 U1 is in the trail with its source, and is looked up at once", () => {
    const story = planned();
    expect(story.stage()).toMatchObject({
      ...{ status: "resolving", openedAt: NOW, resolveNotBefore: NOW },
    });
    expect(story.events.at(-1)).toStrictEqual({
      type: "stageOpened",
      at: NOW,
      actor: { kind: "system" },
      details: { requestId: "R-1042", stage: 0, source: "idProtection" },
    });
  });

  test("U1 says which deadlines it has when Entra does not wait as long as its settings", () => {
    const origin = callOutOrigin();
    const callOut = { ...origin.callOut, waitsUntil: NOW + 24 * HOUR };
    const story = planned({ origin: { ...origin, callOut } });
    const { durationBeforeEscalation, durationBeforeAutomaticDenial } = story.stage().settings;
    expect(durationBeforeAutomaticDenial).not.toBe("P3D");
    expect(story.events.at(-1)?.details).toStrictEqual({
      ...{ requestId: "R-1042", stage: 0, source: "idProtection" },
      shortenedTo: { durationBeforeEscalation, durationBeforeAutomaticDenial },
    });
  });

  test("P2 P1 starts with the sets, deadlines and reading of its plan, and with nobody", () => {
    const { settings: plan } = settings.idProtection;
    expect(planned().stage()).toMatchObject({
      settings: {
        primaryApprovers: plan.primaryApprovers,
        fallbackApprovers: plan.fallbackApprovers,
        durationBeforeEscalation: "P1D",
        durationBeforeAutomaticDenial: "P3D",
        isApproverJustificationRequired: true,
      },
      readings: [reading("idProtection", 2, NOW)],
    });
    const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.evaluate([], settings);
    expect(story.stage(0)).toMatchObject({ source: "idProtection", readings: [] });
    expect(story.stage(1)).toStrictEqual({
      position: 1,
      settings: policyStage(),
      readings: [],
      status: "waiting",
      isResolved: false,
      resolveAttempts: 0,
      primaryApprovers: [],
      fallbackApprovers: [],
      isEscalationMissed: false,
      remindedFor: [],
      isReachChecked: false,
      promptedByTyping: [],
    });
  });

  test("E3 a reading without a level is unreadable, whether or not it says why", () => {
    const { settings: plan } = settings.idProtection;
    expect(needsRiskStage(plan, "idProtection", [{ rank: null }])).toBe(true);
    const proceed = { ...plan, whenRiskUnavailable: "proceed" as const };
    expect(needsRiskStage(proceed, "idProtection", [{ rank: null }])).toBe(false);
  });
});

describe("the approvers of a stage that were looked up", () => {
  test("A1 U1 are in the trail by object id", () => {
    const story = riskStory();
    expect(story.events.find(({ type }) => type === "approversResolved")).toStrictEqual({
      type: "approversResolved",
      at: NOW,
      actor: { kind: "system" },
      details: {
        requestId: "R-1042",
        stage: 0,
        primaryApproverIds: [SAM.id, INGRID.id],
        fallbackApproverIds: [FINN.id, FAYE.id],
        isComplete: true,
      },
    });
  });

  test.each<[string, () => AccessRequest, number]>([
    ["that has its people already", () => riskStory().request, 0],
    ["that is over", () => ended().request, 0],
    ["that is over and whose people were never known", () => withStatus(planned(), "settled"), 0],
    ["that has not been opened", () => withStatus(planned(), "waiting"), 0],
    ["that there is none of", () => planned().request, 1],
    ["of a request that has ended", () => ({ ...planned().request, state: "canceled" }), 0],
  ])("A1 are not taken for a stage %s", (_, tell, index) => {
    expect(resolveApprovers(tell(), index, sets(true), NOW)).toBeUndefined();
  });

  test("T5 are looked up again while a part cannot be read, at growing intervals, up to 60 s", () => {
    const story = planned();
    const again = resolveApprovers(story.request, 0, sets(false), NOW + MINUTE - 1);
    expect(again?.request.stages[0]).toMatchObject({
      ...{ isResolved: false, resolveAttempts: 1 },
      resolveNotBefore: NOW + MINUTE - 1 + SECOND,
    });
    expect(again?.events).toStrictEqual([]);
    const late = resolveApprovers(story.request, 0, sets(false), NOW + MINUTE);
    expect(late?.request.stages[0]).toMatchObject({
      ...{ isResolved: true, clockStartedAt: NOW + MINUTE, resolvedAt: NOW + MINUTE },
    });
    expect(late?.events[0]?.details).toMatchObject({ isComplete: false });
  });

  test.each([
    ["a primary approver", [candidate(SAM)], [], true],
    ["a fallback approver", [], [candidate(FINN)], true],
    ["one of each", [candidate(SAM)], [candidate(FINN)], true],
    ["nobody", [], [], false],
    ["only the requestor", [candidate(RILEY)], [], false],
  ])(
    "T5 A3 after 60 s %s who could be read is enough, or not",
    (_, primary, fallback, isEnough) => {
      const late = NOW + 2 * MINUTE;
      const result = resolveApprovers(planned().request, 0, sets(false, primary, fallback), late);
      expect(result?.request.stages[0]?.isResolved).toBe(isEnough);
    },
  );

  test("A1 are people once, with every rule that names them, without the disabled and the concerned", () => {
    const found = eligibleApprovers(
      [RILEY.id],
      [
        candidate(SAM),
        candidate(RILEY),
        candidate(INGRID, SECURITY_ROLE, false),
        candidate(SAM, SOC_GROUP),
        candidate(MORGAN),
      ],
    );
    const named = (rule: typeof SECURITY_ROLE, label: string) => ({ rule, label });
    const role = named(SECURITY_ROLE, "Security Administrator");
    expect(found).toStrictEqual([
      { ...SAM, namedBy: [role, named(SOC_GROUP, "SOC on call")] },
      { ...MORGAN, namedBy: [role] },
    ]);
  });

  function ended(): Story {
    const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story
      .evaluate([reading("idProtection", 2, NOW)], settings)
      .resolve()
      .post.deliverAll();
    story.click(SAM, "Approved");
    return story;
  }
  function withStatus({ request }: Story, status: Stage["status"]): AccessRequest {
    return { ...request, stages: request.stages.map((stage) => ({ ...stage, status })) };
  }
});

describe("the grace of a stage after outages", () => {
  const stage = riskStory().stage();
  const { clockStartedAt: _, ...notStarted } = stage;
  const late = { from: NOW + HOUR, to: NOW + DENIAL + HOUR };
  const graceOf = (one: Stage, ...outages: Parameters<typeof graceAfterOutage>[1]) =>
    graceAfterOutage(one, outages, NOW + 2 * DENIAL);

  test.each<[string, number | undefined, number | undefined]>([
    ["counts from the end of the outage", graceOf(stage, late), NOW + DENIAL + 2 * HOUR],
    [
      "counts from the end of the last of several",
      graceOf(stage, late, { ...late, to: NOW + DENIAL - HOUR / 2 }),
      NOW + DENIAL + 2 * HOUR,
    ],
    ["is none without an outage", graceOf(stage), undefined],
    ["is none before the clock runs", graceOf(notStarted, late), undefined],
    ["is none a second time", graceOf({ ...stage, graceUntil: NOW + DENIAL }, late), undefined],
    [
      "is none where an hour after the outage the stage is still open",
      graceOf(stage, { from: NOW, to: NOW + DENIAL - HOUR }),
      undefined,
    ],
    [
      "is what is missing of the hour",
      graceOf(stage, { from: NOW, to: NOW + DENIAL - HOUR + 1 }),
      NOW + DENIAL + 1,
    ],
    ["is none for an outage before the stage", graceOf(stage, { from: 0, to: NOW }), undefined],
    [
      "is none for an outage after the denial",
      graceOf(stage, { from: NOW + DENIAL, to: NOW + 2 * DENIAL }),
      undefined,
    ],
    [
      "ends when Entra stops waiting",
      graceOf({ ...stage, endsBy: NOW + DENIAL + HOUR }, late),
      NOW + DENIAL + HOUR,
    ],
    [
      "is none when Entra waits no longer",
      graceOf({ ...stage, endsBy: NOW + DENIAL }, late),
      undefined,
    ],
    [
      "is none without deciders (A3)",
      graceOf({ ...stage, primaryApprovers: [], fallbackApprovers: [] }, late),
      undefined,
    ],
    [
      "is given for a fallback alone",
      graceOf({ ...stage, primaryApprovers: [] }, late),
      NOW + DENIAL + 2 * HOUR,
    ],
  ])("T6 %s", (_name, until, expected) => {
    expect(until).toBe(expected);
  });
});

test("A4 a person that is kept has his address, his delegation and his ledger, and nothing else", () => {
  const kept = {
    id: SAM.id,
    tenantId: "tenant-1",
    conversation: {
      ...{ conversationId: "chat", serviceUrl: "https://teams.example", botId: "bot" },
      ...{ mri: "29:1", locale: "en-GB", timeZone: "Europe/Berlin" },
    },
    isInstalled: true,
    seenAt: NOW,
    delegation: { delegate: FINN, from: NOW },
    delegationChange: { at: NOW, released: [FAYE.id] },
    notices: [],
  };
  expect(personRecordSchema.parse(kept)).toStrictEqual(kept);
  expect(personRecordSchema.safeParse({ ...kept, isRisky: true }).success).toBe(false);
});
