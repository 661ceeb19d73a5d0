import { describe, expect, test } from "vitest";
import { escalateNow, isEscalatable } from "../../src/approval/escalate-now.js";
import { HOUR, MINUTE } from "../../src/approval/instant.js";
import type { AccessRequest, Stage } from "../../src/approval/request.js";
import { withStage } from "../../src/approval/with-stage.js";
import { ADA, delegation, FAYE, FINN, INGRID, RILEY, SAM } from "../builders/cast.js";
import { controls, ESCALATION, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";

const call = { by: ADA, stage: 0, reason: "Sam is ill" };

function with0(changes: Partial<Stage>): AccessRequest {
  return withStage(riskStory().request, 0, (stage) => ({ ...stage, ...changes }));
}

describe("an administrator's escalation", () => {
  test("U1 T1 is told to the trail by whom; why stands beside the chain, and the clock's event follows", () => {
    const by = { ...ADA, accountEnabled: true };
    const done = escalateNow(riskStory().request, { ...call, by }, [], NOW + HOUR);
    expect(done.ok && done.events[0]).toStrictEqual({
      type: "escalationAsked",
      at: NOW + HOUR,
      actor: { kind: "person", id: ADA.id },
      details: { requestId: "R-1042", stage: 0 },
      personal: { askedBy: ADA.displayName, reason: "Sam is ill" },
    });
    expect(done.ok && done.events[1]).toMatchObject({
      type: "stageEscalated",
      details: { reason: "administrator", dueAt: NOW + HOUR },
    });
  });

  test("A5 T1 asks the delegates of the fallback approvers too", () => {
    const story = riskStory();
    const inSet = [delegation(FINN, SAM), delegation(FINN, FAYE)];
    const done = escalateNow(story.request, call, inSet, NOW);
    const cards = done.ok ? done.request.notices.filter((n) => n.kind === "approvalCard") : [];
    expect(cards.map((n) => n.recipient)).toEqual([SAM, INGRID, FINN, FAYE].map(({ id }) => id));
  });

  const settled = riskStory();
  settled.click(SAM, "Denied");
  const resolving = new Story();
  resolving.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  test.each<[string, AccessRequest, boolean]>([
    ["it is open and has a fallback that was not asked", riskStory().request, true],
    ["its approvers are being looked up", resolving.request, false],
    ["its clock runs while nobody is known", resolving.wait(MINUTE).request, false],
    ["its people are not known yet", with0({ isResolved: false }), false],
    ["it is not open any more", with0({ status: "resolving" }), false],
    ["the fallback was asked already", riskStory().wait(ESCALATION).request, false],
    ["there is no fallback", with0({ fallbackApprovers: [] }), false],
    ["it is settled", settled.request, false],
  ])("T1 of a stage when %s", (_, request, expected) => {
    expect(isEscalatable(request)).toBe(expected);
    expect(escalateNow(request, call, [], NOW)).toMatchObject(
      expected ? { ok: true } : { ok: false, code: "notEscalatable" },
    );
  });

  test.each([
    ["justificationRequired", ""],
    ["textTooLong", "x".repeat(2_001)],
  ])("S2 is refused as %s for its reason, by name of the field", (code, reason) => {
    const refused = escalateNow(riskStory().request, { ...call, reason }, [], NOW);
    expect(refused).toEqual({ ok: false, code, field: "reason" });
  });

  test("V4 by whom it is about looks as if it were not there, before anything else is said", () => {
    const about = { ...call, by: RILEY, stage: 7, reason: "" };
    expect(escalateNow(riskStory().request, about, [], NOW)).toEqual({
      ok: false,
      code: "notFound",
    });
  });
});
