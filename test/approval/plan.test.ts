import { describe, expect, test } from "vitest";
import type { ControlSettings } from "../../src/approval/control-settings.js";
import { needsRiskStage } from "../../src/approval/plan.js";
import type { RiskReading } from "../../src/approval/risk.js";
import { RILEY, TAYLOR } from "../builders/cast.js";
import { controls, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";
import { callOutOrigin, POLICY } from "../builders/submission.js";

const id = (rank: number | null, personId = RILEY.id) =>
  reading("idProtection", rank, NOW, personId);
const insider = (rank: number | null) => reading("insiderRisk", rank, NOW);
const both = controls({ idProtection: {}, insiderRisk: {} });
const withStages = { ...POLICY, stages: [policyStage(), policyStage()] };

function isInserted(readings: readonly RiskReading[], settings: Partial<ControlSettings> = {}) {
  const { idProtection } = controls({ idProtection: settings });
  return needsRiskStage(idProtection.settings, "idProtection", readings);
}

describe("a risk stage", () => {
  test("E2 is inserted at or above the minimum, not below", () => {
    expect([0, 1, 2, 3].map((rank) => isInserted([id(rank)]))).toEqual([false, false, true, true]);
    expect(isInserted([id(2)], { minimumRiskLevel: "high" })).toBe(false);
    expect(isInserted([id(1)], { minimumRiskLevel: "low" })).toBe(true);
    expect(isInserted([id(0)], { minimumRiskLevel: "low" })).toBe(false);
  });

  test("E1 is inserted for the risk of either person", () => {
    expect(isInserted([id(0, RILEY.id), id(3, TAYLOR.id)])).toBe(true);
    expect(isInserted([id(3, RILEY.id), id(0, TAYLOR.id)])).toBe(true);
  });

  test("E3 follows whenRiskUnavailable when a level could not be read", () => {
    expect(isInserted([id(null)])).toBe(true);
    expect(isInserted([])).toBe(true);
    expect(isInserted([id(null)], { whenRiskUnavailable: "proceed" })).toBe(false);
    expect(isInserted([id(0, RILEY.id), id(null, TAYLOR.id)])).toBe(true);
  });

  test("E3 follows whenRiskUnavailable when only a part could be read, unless the level is enough", () => {
    const inPart = (rank: number) => ({ ...id(rank), unavailable: "unknownValue" as const });
    expect(isInserted([inPart(0)])).toBe(true);
    expect(isInserted([inPart(0)], { whenRiskUnavailable: "proceed" })).toBe(false);
    expect(isInserted([inPart(3)], { whenRiskUnavailable: "proceed" })).toBe(true);
  });

  test("E3 is inserted for a level that was read, whatever could not be read beside it", () => {
    const readings = [id(null, RILEY.id), id(3, TAYLOR.id)];
    expect(isInserted(readings, { whenRiskUnavailable: "proceed" })).toBe(true);
  });

  test("E1 is never inserted for a source that is switched off", () => {
    const off = controls({}).idProtection;
    expect(needsRiskStage(off.settings, "idProtection", [id(3)])).toBe(false);
  });
});

describe("the plan", () => {
  test("P1 has the ID Protection stage, then the insider risk stage, then the policy's stages", () => {
    const story = new Story({ assignmentPolicy: withStages });
    story.evaluate([insider(3), id(3)], both);
    expect(story.request.stages.map((s) => [s.source, s.position])).toEqual([
      ["idProtection", 1],
      ["insiderRisk", 2],
      [undefined, 1],
      [undefined, 2],
    ]);
    expect(story.request.stages.map((s) => s.status)).toEqual([
      "resolving",
      "waiting",
      "waiting",
      "waiting",
    ]);
  });

  test("P1 leaves out the stage of a source without risk", () => {
    const story = new Story({ assignmentPolicy: withStages });
    story.evaluate([insider(3), id(0)], both);
    expect(story.request.stages.map((s) => s.source)).toEqual([
      "insiderRisk",
      undefined,
      undefined,
    ]);
  });

  test("P2 is frozen with a copy of the settings and their version", () => {
    const story = new Story();
    story.evaluate([id(3)], controls({ idProtection: { durationBeforeAutomaticDenial: "P5D" } }));
    const before = story.request;
    expect(story.stage()).toMatchObject({
      configurationVersion: 4,
      minimumRank: 2,
      settings: { durationBeforeAutomaticDenial: "P5D", isApproverJustificationRequired: true },
    });
    story.evaluate([id(0)], controls({}));
    expect(story.request).toBe(before);
  });

  test("P2 does not share its lists with the settings it was made from", () => {
    const settings = controls({ idProtection: {} });
    const story = new Story().evaluate([id(3)], settings);
    expect(story.stage().settings.primaryApprovers).not.toBe(
      settings.idProtection.settings.primaryApprovers,
    );
  });

  test("P3 without any stage the request is approved at once", () => {
    const clear = new Story().evaluate([id(0), insider(0)], both);
    expect(clear.request).toMatchObject({ state: "approved", stages: [], isPlanned: true });
    expect(clear.request.handOver).toMatchObject({ isDone: false });
    expect(clear.handOver().request.state).toBe("delivered");
  });

  test("P3 with policy stages but no risk the first policy stage opens", () => {
    const story = new Story({ assignmentPolicy: withStages }).evaluate([id(0), insider(0)], both);
    expect(story.request.state).toBe("pendingApproval");
    expect(story.openIndex).toBe(0);
    expect(story.stage().source).toBeUndefined();
  });

  test("P4 of a call-out has risk stages only", () => {
    const call = { origin: callOutOrigin(), assignmentPolicy: withStages };
    const risky = new Story(call).evaluate([id(3), insider(0)], both);
    expect(risky.request.stages.map((s) => s.source)).toEqual(["idProtection"]);
    const clear = new Story(call).evaluate([id(0), insider(0)], both);
    expect(clear.request.state).toBe("approved");
    expect(clear.handOver().request.state).toBe("handedOver");
  });

  test("E4 keeps everything that was read, also what led to no stage, and audits it", () => {
    const story = new Story().evaluate([id(0), insider(3)], both);
    expect(story.request.readings).toEqual([id(0), insider(3)]);
    expect(story.stage().readings).toEqual([insider(3)]);
    expect(story.events.find((event) => event.type === "requestPlanned")).toMatchObject({
      details: {
        stages: [{ kind: "insiderRisk", configurationVersion: 9 }],
        configurationVersions: { idProtection: 4, insiderRisk: 9 },
      },
    });
  });

  test("P2 C1 is not made for a request that was canceled before", () => {
    const story = new Story();
    story.cancel(RILEY);
    story.evaluate([id(3)], both);
    expect(story.request).toMatchObject({ state: "canceled", isPlanned: false, stages: [] });
  });
});
