import { describe, expect, test } from "vitest";
import { evaluateRequest } from "../../src/approval/evaluate.js";
import { MINUTE } from "../../src/approval/instant.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { RILEY } from "../builders/cast.js";
import { controls, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const high = reading("idProtection", 3, NOW);
const both = controls({ idProtection: {}, insiderRisk: {} });
const withPolicy = { assignmentPolicy: { ...POLICY, stages: [policyStage()] } };

describe("the plan of a request", () => {
  test("U1 P2 E4 is told to the trail: what was read, its stages, and from which settings", () => {
    const story = new Story(withPolicy);
    const event = evaluateRequest(story.request, [high], both, NOW + MINUTE)?.events[0];
    expect(event).toMatchObject({
      ...{ type: "requestPlanned", at: NOW + MINUTE, actor: { kind: "system" } },
      details: { requestId: "R-1042", readings: [{ source: "idProtection", rank: 3 }] },
    });
    // Nothing was read of insider risk, which is as unreadable as a failed reading.
    expect(event?.details.stages).toStrictEqual([
      { kind: "idProtection", configurationVersion: 4 },
      { kind: "insiderRisk", configurationVersion: 9 },
      { kind: "policy" },
    ]);
    expect(event?.details.configurationVersions).toStrictEqual({ idProtection: 4, insiderRisk: 9 });
    expect(JSON.stringify(event)).not.toContain("leaked credentials");
  });

  test("P1 P2 E4 is frozen with everything that was read, and its first stage opens", () => {
    const request = { ...new Story(withPolicy).request, evaluateNotBefore: NOW + MINUTE };
    const planned = evaluateRequest(request, [high], controls({ idProtection: {} }), NOW);
    expect(planned?.request).toMatchObject({ isPlanned: true, readings: [high] });
    expect(planned?.request).not.toHaveProperty("evaluateNotBefore");
    expect(planned?.request.stages.map(({ source, status }) => [source, status])).toEqual([
      ["idProtection", "resolving"],
      [undefined, "waiting"],
    ]);
    expect(planned?.events.map(({ type }) => type)).toEqual(["requestPlanned", "stageOpened"]);
  });

  test("P3 without a stage approves at once", () => {
    const { request } = new Story();
    const low = reading("idProtection", 1, NOW);
    const planned = evaluateRequest(request, [low], controls({ idProtection: {} }), NOW);
    expect(planned?.request).toMatchObject({ state: "approved", stages: [] });
    expect(planned?.events.map(({ type }) => type)).toEqual(["requestPlanned", "requestApproved"]);
  });

  const canceled = new Story();
  canceled.cancel(RILEY);
  const elsewhere = new Story().request;
  test.each<[string, AccessRequest]>([
    ["has its plan", new Story().evaluate([high], both).request],
    ["was canceled before", canceled.request],
    ["is approved", new Story().evaluate([], controls({})).request],
    ["was denied before", { ...elsewhere, state: "denied" }],
  ])("P2 is made once, and not for a request that %s", (_, request) => {
    expect(evaluateRequest(request, [high], both, NOW)).toBeUndefined();
  });
});
