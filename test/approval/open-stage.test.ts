import { describe, expect, test } from "vitest";
import { MINUTE, SECOND } from "../../src/approval/instant.js";
import { resolveApprovers } from "../../src/approval/open-stage.js";
import { denialDueAt } from "../../src/approval/stage-clock.js";
import {
  ADA,
  candidate,
  FAYE,
  FINN,
  INGRID,
  MANAGER,
  RILEY,
  SAM,
  SECURITY_ROLE,
  SOC_GROUP,
  TAYLOR,
} from "../builders/cast.js";
import { controls, DENIAL, ESCALATION, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";

/** A request whose risk stage has just opened; nobody has been looked up. */
function opened(changes = {}): Story {
  const story = new Story(changes);
  return story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
}
const ids = (people: readonly { id: string }[]) => people.map((p) => p.id);

describe("resolving a stage", () => {
  test("A1 takes out disabled accounts, the requestor, the target and doubles", () => {
    const story = opened({ target: TAYLOR }).resolve(
      [
        candidate(SAM),
        candidate(RILEY),
        candidate(INGRID, SECURITY_ROLE, false),
        candidate(SAM, SOC_GROUP),
      ],
      [candidate(TAYLOR), candidate(FINN, SOC_GROUP), candidate(FINN, SOC_GROUP)],
    );
    expect(ids(story.stage().primaryApprovers)).toEqual([SAM.id]);
    expect(ids(story.stage().fallbackApprovers)).toEqual([FINN.id]);
    expect(story.stage().primaryApprovers[0]?.namedBy.map((n) => n.rule)).toEqual([
      SECURITY_ROLE,
      SOC_GROUP,
    ]);
    expect(story.post.recipients("approvalCard")).toEqual([SAM.id]);
  });

  test("A1 happens once: the set never grows afterwards", () => {
    const story = opened().resolve([candidate(SAM)], []);
    const before = story.request;
    story.resolve([candidate(SAM), candidate(ADA)], [candidate(FINN)]);
    expect(story.request).toBe(before);
  });

  test("A1 T5 of a canceled request does nothing", () => {
    const story = opened();
    story.cancel(RILEY);
    const canceled = story.request;
    for (const isComplete of [true, false]) {
      const nobody = { primaryApprovers: [], fallbackApprovers: [], isComplete, delegations: [] };
      const somebody = { ...nobody, primaryApprovers: [candidate(SAM)] };
      expect(resolveApprovers(canceled, 0, nobody, NOW)).toBeUndefined();
      expect(resolveApprovers(canceled, 0, somebody, NOW)).toBeUndefined();
    }
  });

  test("A2 without a primary approver escalates at once, and the audit says why", () => {
    const story = opened().resolve([candidate(RILEY)], [candidate(FINN)]);
    expect(story.stage()).toMatchObject({
      escalatedAt: NOW,
      escalationReason: "noPrimaryApprover",
    });
    expect(story.post.recipients("approvalCard")).toEqual([FINN.id]);
    expect(story.events.at(-1)).toMatchObject({
      type: "stageEscalated",
      details: { reason: "noPrimaryApprover" },
    });
  });

  test("A2 T1 later deadlines count from the early escalation", () => {
    const story = opened().resolve([], [candidate(FINN)]);
    expect(denialDueAt(story.stage())).toBe(NOW + DENIAL - ESCALATION);
    story.wait(DENIAL - ESCALATION - 1);
    expect(story.request.state).toBe("pendingApproval");
    expect(story.wait(1).request.state).toBe("denied");
  });

  test("A3 without any approver alerts at once and is denied at the deadline, never approved", () => {
    const story = opened().resolve([], []);
    expect(story.request.alerts).toMatchObject([{ kind: "noApprover", stage: 0 }]);
    expect(story.request.state).toBe("pendingApproval");
    story.wait(ESCALATION);
    expect(story.request.alerts).toHaveLength(1);
    expect(story.wait(DENIAL - ESCALATION - 1).request.state).toBe("pendingApproval");
    expect(story.wait(1).request.state).toBe("denied");
    expect(story.stage().outcome).toMatchObject({ reviewResult: "Denied", reason: "timedOut" });
  });
});

describe("people who cannot be read", () => {
  test("A1 an incomplete answer is asked for again, with growing waits", () => {
    const story = opened().resolve([candidate(SAM)], [], false);
    expect(story.stage()).toMatchObject({ status: "resolving", isResolved: false });
    expect(story.stage().resolveNotBefore).toBe(NOW + SECOND);
    story.wait(SECOND).resolve([candidate(SAM)], [], false);
    expect(story.stage().resolveNotBefore).toBe(NOW + 3 * SECOND);
    expect(story.post.rows("approvalCard")).toEqual([]);
  });

  test("T5 the clock starts when the approvers are known", () => {
    const story = opened()
      .wait(20 * SECOND)
      .resolve();
    expect(story.stage().clockStartedAt).toBe(NOW + 20 * SECOND);
    expect(denialDueAt(story.stage())).toBe(NOW + 20 * SECOND + DENIAL);
  });

  test("T5 the clock starts at 60 s at the latest, and administrators are told", () => {
    const story = opened().wait(60 * SECOND - 1);
    expect(story.stage().clockStartedAt).toBeUndefined();
    story.wait(1);
    expect(story.stage()).toMatchObject({
      status: "open",
      isResolved: false,
      clockStartedAt: NOW + 60 * SECOND,
    });
    expect(story.request.alerts).toMatchObject([{ kind: "approversUnreadable" }]);
  });

  test("T5 the clock starts at 60 s also if the look-up is heard of first", () => {
    const { request } = opened();
    const sets = { primaryApprovers: [candidate(SAM)], fallbackApprovers: [], delegations: [] };
    const late = NOW + 5 * MINUTE;
    const resolved = resolveApprovers(request, 0, { ...sets, isComplete: true }, late);
    expect(resolved?.request.stages[0]?.clockStartedAt).toBe(NOW + 60 * SECOND);
  });

  test("T5 a late look-up does not move the clock", () => {
    const story = opened()
      .wait(10 * MINUTE)
      .resolve();
    expect(story.stage()).toMatchObject({ isResolved: true, clockStartedAt: NOW + 60 * SECOND });
    expect(story.post.recipients("approvalCard")).toEqual([SAM.id, INGRID.id]);
  });

  test("T5 after 60 s whoever could be read decides", () => {
    const story = opened()
      .wait(61 * SECOND)
      .resolve([candidate(SAM)], [], false);
    expect(ids(story.stage().primaryApprovers)).toEqual([SAM.id]);
  });

  test("A3 D2 after 60 s nobody readable means another try, and the deadline denies", () => {
    const story = opened()
      .wait(61 * SECOND)
      .resolve([], [], false);
    expect(story.stage().isResolved).toBe(false);
    expect(story.type(SAM, "Approved", "a1")).toEqual({ ok: false, code: "notFound" });
    expect(story.wait(DENIAL).request.state).toBe("denied");
  });

  test("T1 an escalation that came due while nobody was known happens when they are", () => {
    const story = opened().wait(ESCALATION + 2 * MINUTE);
    expect(story.request.alerts.map((a) => a.kind)).toEqual(["approversUnreadable", "noApprover"]);
    story.resolve().advance();
    expect(story.stage()).toMatchObject({
      escalatedAt: NOW + 60 * SECOND + ESCALATION,
      escalationReason: "deadline",
      isEscalationMissed: false,
    });
    expect(story.post.recipients("approvalCard")).toEqual([SAM.id, INGRID.id, FINN.id, FAYE.id]);
    expect(denialDueAt(story.stage())).toBe(NOW + 60 * SECOND + DENIAL);
  });

  test("A2 T3 a late look-up without primaries does not move the denial past its time", () => {
    const story = opened()
      .wait(DENIAL - MINUTE)
      .resolve([], [candidate(FINN)]);
    expect(denialDueAt(story.stage())).toBe(NOW + 60 * SECOND + DENIAL);
  });

  test("A4 the 5 minutes of the cards count from the look-up, not from the clock", () => {
    const story = opened()
      .wait(10 * MINUTE)
      .resolve()
      .advance();
    expect(story.stage().escalatedAt).toBeUndefined();
    expect(story.wait(5 * MINUTE).stage()).toMatchObject({ escalationReason: "nobodyReached" });
  });
});

test("T5 D8 every stage has its own clock", () => {
  const story = riskStory({}).wait(10 * MINUTE);
  expect(story.stage().clockStartedAt).toBe(NOW);
  const two = new Story();
  const settings = controls({ idProtection: {}, insiderRisk: {} });
  two.evaluate([reading("idProtection", 3, NOW), reading("insiderRisk", 3, NOW)], settings);
  two.resolve().post.deliverAll();
  two.wait(MINUTE).click(SAM, "Approved");
  two.wait(SECOND).resolve([candidate(ADA, MANAGER)], []);
  expect(two.stage(1).clockStartedAt).toBe(NOW + MINUTE + SECOND);
  expect(denialDueAt(two.stage(1))).toBe(NOW + MINUTE + SECOND + DENIAL);
});
