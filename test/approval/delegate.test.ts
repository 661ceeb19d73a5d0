import { describe, expect, test } from "vitest";
import { findAuthority } from "../../src/approval/authority.js";
import { isDelegationInForce, setDelegate } from "../../src/approval/delegate.js";
import { HOUR } from "../../src/approval/instant.js";
import type { PersonRecord } from "../../src/approval/person-record.js";
import {
  COLE,
  candidate,
  DANA,
  delegation,
  FINN,
  INGRID,
  MANAGER,
  MORGAN,
  RILEY,
  SAM,
  TAYLOR,
} from "../builders/cast.js";
import { controls, ESCALATION, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const settled = { ok: true, answer: "settled" };
const hidden = { ok: false, code: "notFound" };
const record: PersonRecord = {
  id: MORGAN.id,
  tenantId: "tenant-1",
  isInstalled: true,
  seenAt: NOW,
  notices: [],
};

/** Morgan is asked by a policy stage, Finn is its fallback. */
function policyStory(): Story {
  const assignmentPolicy = { ...POLICY, stages: [policyStage(), policyStage()] };
  const story = new Story({ assignmentPolicy, target: TAYLOR }).evaluate([], controls({}));
  story.resolve([candidate(MORGAN, MANAGER)], [candidate(FINN)]).post.deliverAll();
  return story;
}

describe("appointing", () => {
  test("A5 N1 the delegate is told, and the delegation ends when it says", () => {
    const result = setDelegate(record, DANA, NOW + HOUR, NOW);
    if (!result.ok) throw new Error(result.code);
    expect(result.person.notices).toMatchObject([
      { kind: "delegateAppointed", recipient: DANA.id, state: "pending" },
    ]);
    expect(isDelegationInForce(result.person, NOW + HOUR - 1)).toBe(true);
    expect(isDelegationInForce(result.person, NOW + HOUR)).toBe(false);
    const ended = setDelegate(result.person, undefined, undefined, NOW + 1);
    expect(ended.ok && ended.person.delegation).toBeUndefined();
    expect(ended.ok && ended.person.notices).toHaveLength(1);
  });

  test("A5 oneself, or until a moment that has passed, is refused", () => {
    expect(setDelegate(record, MORGAN, undefined, NOW)).toMatchObject({ ok: false });
    expect(setDelegate(record, DANA, NOW, NOW)).toMatchObject({ ok: false, field: "until" });
  });
});

describe("a delegate", () => {
  test("A5 gets the open stage's card and decides; the appointer keeps his right", () => {
    const story = policyStory().appoint(delegation(MORGAN, DANA));
    expect(story.post.recipients("approvalCard")).toEqual([MORGAN.id, DANA.id]);
    story.post.deliverAll();
    expect(story.click(DANA, "Approved")).toMatchObject(settled);
    const kept = policyStory().appoint(delegation(MORGAN, DANA));
    expect(kept.click(MORGAN, "Approved")).toMatchObject(settled);
  });

  test("A5 is asked by later stages too", () => {
    const story = policyStory().appoint(delegation(MORGAN, DANA));
    story.click(MORGAN, "Approved");
    story.resolve([candidate(MORGAN, MANAGER)], []);
    expect(story.post.card(DANA, 1).state).toBe("pending");
  });

  test("A5 one level deep: a delegate's delegate decides nothing", () => {
    const story = policyStory().appoint(delegation(MORGAN, DANA));
    story.appoint(delegation(DANA, COLE)).post.deliverAll();
    expect(story.post.recipients("approvalCard")).toEqual([MORGAN.id, DANA.id]);
    expect(story.type(COLE, "Denied", "a1")).toEqual(hidden);
  });

  test("A5 D2 of a fallback approver counts after escalation only", () => {
    const story = policyStory().appoint(delegation(FINN, DANA));
    expect(story.type(DANA, "Denied", "a1")).toEqual(hidden);
    expect(story.post.recipients("approvalCard")).toEqual([MORGAN.id]);
    story.wait(ESCALATION);
    expect(story.post.recipients("approvalCard")).toEqual([MORGAN.id, FINN.id, DANA.id]);
    expect(story.type(DANA, "Denied", "a2")).toMatchObject(settled);
  });

  test("A5 D3 is never the requestor or the target", () => {
    const story = policyStory();
    for (const who of [RILEY, TAYLOR]) {
      story.appoint(delegation(MORGAN, who));
      expect(story.type(who, "Denied", "a1")).toEqual(hidden);
    }
    expect(story.post.recipients("approvalCard")).toEqual([MORGAN.id]);
  });

  test("A5 V2 for a risk stage is only somebody in that stage's own sets", () => {
    const story = riskStory();
    story.appoint(delegation(SAM, DANA));
    expect(story.type(DANA, "Denied", "a1")).toEqual(hidden);
    story.appoint(delegation(SAM, FINN));
    expect(story.post.recipients("approvalCard")).toEqual([SAM.id, INGRID.id, FINN.id]);
    expect(story.type(FINN, "Denied", "a2")).toMatchObject(settled);
  });

  test("A1 A5 who is disabled is not asked", () => {
    const story = policyStory().appoint(delegation(MORGAN, DANA, false));
    expect(story.post.recipients("approvalCard")).toEqual([MORGAN.id]);
  });

  test("A5 C1 is not asked for a request that was canceled meanwhile", () => {
    const story = policyStory();
    story.cancel(RILEY);
    const before = story.request;
    expect(story.appoint(delegation(MORGAN, DANA)).request).toBe(before);
  });
});

describe("a delegation that ended", () => {
  test("A5 N3 takes the right, and the card loses its buttons", () => {
    const lent = delegation(MORGAN, DANA);
    const story = policyStory().appoint(lent);
    story.post.deliverAll();
    story.endDelegation(lent);
    expect(story.click(DANA, "Approved")).toEqual(hidden);
    expect(story.post.card(DANA)).toMatchObject({ state: "delivered", isRevoked: true });
    expect(story.post.updateAll()).toBe(1);
  });

  test("A5 leaves the card of somebody whom another approver has appointed as well", () => {
    const lent = delegation(SAM, FINN);
    const story = riskStory().appoint(lent).appoint(delegation(INGRID, FINN));
    story.post.deliverAll();
    story.endDelegation(lent);
    expect(story.post.card(FINN).isRevoked).toBe(false);
    expect(story.click(FINN, "Approved")).toMatchObject(settled);
  });

  test("A5 N2 withdraws a card that was not sent yet; a new appointment sends it after all", () => {
    const lent = delegation(MORGAN, DANA);
    const story = policyStory().appoint(lent).endDelegation(lent);
    expect(story.post.card(DANA).state).toBe("withdrawn");
    story.appoint(lent).post.deliverAll();
    expect(story.post.card(DANA)).toMatchObject({ state: "delivered", isRevoked: false });
    expect(story.click(DANA, "Approved")).toMatchObject(settled);
  });

  test.each([true, false])(
    "T1 A5 does not keep a fallback approver from his card (sent: %s)",
    (sent) => {
      const lent = delegation(SAM, FINN);
      const story = riskStory().appoint(lent);
      if (sent) story.post.deliverAll();
      story.endDelegation(lent).wait(ESCALATION);
      story.post.deliverAll();
      expect(story.post.card(FINN)).toMatchObject({ state: "delivered", isRevoked: false });
      expect(story.click(FINN, "Approved")).toMatchObject(settled);
    },
  );
});

test("D9 A1 somebody in both sets carries the rules of both", () => {
  const story = new Story();
  story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
  story.resolve([candidate(SAM)], [candidate(SAM, MANAGER)]).post.deliverAll();
  story.wait(ESCALATION);
  const own = findAuthority(story.request, story.stage(), SAM.id, []);
  expect(own?.approver.namedBy).toHaveLength(2);
});

test("D1 A5 a delegate's card tells how it ended, also when his delegation has ended by then", () => {
  const lent = delegation(MORGAN, DANA);
  const story = policyStory().appoint(lent);
  story.post.deliverAll();
  story.endDelegation(lent);
  expect(story.click(DANA, "Approved")).toEqual(hidden);
  story.click(MORGAN, "Denied");
  expect(story.click(DANA, "Approved")).toEqual({ ok: "known", index: 0 });
});
