import { describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/approval/instant.js";
import type { Notice } from "../../src/approval/notice.js";
import type { PersonRecord } from "../../src/approval/person-record.js";
import { resendCards } from "../../src/approval/resend-cards.js";
import { retryNotices } from "../../src/approval/retry-notices.js";
import { readTrouble, tellOfTrouble } from "../../src/approval/trouble.js";
import { ADA, candidate, INGRID, MORGAN, RILEY, SAM, TAYLOR } from "../builders/cast.js";
import { controls, ESCALATION, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const resend = ({ request, now }: Story, changes = {}) =>
  resendCards(request, { by: ADA, asOf: now, reason: "lost\u200b", ...changes }, now);

function accepted<T extends { readonly ok: boolean }>(result: T) {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result as Extract<T, { readonly ok: true }>;
}

/** The states of the rows of a kind, in their order. */
const statesOf = (notices: readonly Notice[], kind: Notice["kind"]) =>
  notices.filter((notice) => notice.kind === kind).map(({ state }) => state);

describe("cards that an administrator wants posted again", () => {
  test("U1 N2 are pending again, and the trail says whose and why", () => {
    const story = riskStory();
    story.now += MINUTE;
    const { request, events } = accepted(resend(story));
    expect(statesOf(request.notices, "approvalCard")).toStrictEqual(["pending", "pending"]);
    expect(statesOf(request.notices, "ownRequestCard")).toStrictEqual(["delivered"]);
    expect(events).toStrictEqual([
      {
        type: "cardsResent",
        at: NOW + MINUTE,
        actor: { kind: "person", id: ADA.id },
        details: { requestId: "R-1042", stage: 0, recipientIds: [SAM.id, INGRID.id] },
        personal: { askedBy: ADA.displayName, reason: "lost" },
      },
    ]);
  });

  test("S2 may have a blank reason, not one of 2,001 characters", () => {
    expect(resend(riskStory(), { reason: " " }).ok).toBe(true);
    expect(resend(riskStory(), { reason: "x".repeat(2_001) })).toStrictEqual({
      ...{ ok: false, code: "textTooLong", field: "reason" },
    });
  });

  test("D6 are those that were posted, or have failed, by the instant that he saw", () => {
    const story = riskStory();
    const [, card] = story.request.notices;
    if (!card) throw new Error("no card");
    const meant = (changes: Partial<Notice>, asOf = NOW) => {
      const notices = [{ ...card, ...changes }];
      return resend({ ...story, request: { ...story.request, notices } } as Story, { asOf }).ok;
    };
    expect(meant({ settledAt: NOW })).toBe(true);
    expect(meant({ settledAt: NOW + 1 })).toBe(false);
    expect(meant({ settledAt: undefined, createdAt: NOW })).toBe(true);
    expect(meant({ settledAt: undefined, createdAt: NOW + 1 })).toBe(false);
    expect(meant({ state: "failed" })).toBe(true);
    expect(meant({ state: "pending" })).toBe(false);
    expect(meant({ state: "withdrawn" })).toBe(false);
    expect(meant({ isRevoked: true })).toBe(false);
    expect(meant({ stage: 1 })).toBe(false);
  });

  test("T2 are approval cards, not reminders", () => {
    const story = riskStory().wait(ESCALATION / 2);
    story.post.deliverAll();
    const { request } = accepted(resend(story));
    expect(statesOf(request.notices, "reminder")).toStrictEqual(["delivered", "delivered"]);
  });

  test("D6 are those of the open stage", () => {
    const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve([candidate(SAM)], []).post.deliverAll();
    story.click(SAM, "Approved");
    story.resolve([candidate(MORGAN)], []).post.deliverAll();
    const { request, events } = accepted(resend(story));
    expect(statesOf(request.notices, "approvalCard")).toStrictEqual(["delivered", "pending"]);
    expect(events[0]?.details).toMatchObject({ stage: 1, recipientIds: [MORGAN.id] });
  });

  test("V4 are none of a request of which he is requestor or target", () => {
    for (const by of [RILEY, TAYLOR])
      expect(resend(riskStory({ target: TAYLOR }), { by })).toMatchObject({ code: "notFound" });
  });

  test("C1 are none of a request that has ended", () => {
    const story = riskStory();
    story.cancel(RILEY);
    expect(resend(story)).toMatchObject({ ok: false, code: "nothingToResend" });
  });
});

describe("failed rows that an administrator wants tried again", () => {
  const [row] = riskStory().request.notices;
  const rowOf = (number: number, changes: Partial<Notice>): Notice => {
    if (!row) throw new Error("no row");
    return { ...row, number, state: "failed", settledAt: NOW, ...changes };
  };
  const retry = (ledger: readonly Notice[], asOf = NOW) =>
    retryNotices(
      ledger,
      "R-1042",
      { byId: ADA.id, asOf },
      ({ number }) => number === 9,
      NOW + HOUR,
    );

  test("N2 U1 wait for another try, and the trail says which", () => {
    const result = retry([
      rowOf(1, {}),
      rowOf(2, { state: "delivered" }),
      rowOf(3, { settledAt: undefined, createdAt: NOW }),
      rowOf(4, { settledAt: NOW + 1 }),
      rowOf(9, {}),
    ]);
    expect(result?.notices.map(({ state }) => state)).toStrictEqual([
      ...["pending", "delivered", "pending", "failed", "failed"],
    ]);
    expect(result?.notices[0]?.notBefore).toBe(NOW + HOUR);
    expect(result?.event).toStrictEqual({
      type: "noticesRetried",
      at: NOW + HOUR,
      actor: { kind: "person", id: ADA.id },
      details: { aggregateId: "R-1042", notices: [1, 3] },
    });
  });

  test("D6 are none that failed after what he saw", () => {
    expect(retry([rowOf(1, {})], NOW - 1)).toBeUndefined();
    expect(retry([rowOf(1, { settledAt: undefined, createdAt: NOW })], NOW - 1)).toBeUndefined();
    expect(retry([rowOf(9, {}), rowOf(2, { state: "pending" })])).toBeUndefined();
  });
});

describe("trouble of the bot as a whole", () => {
  const ada: PersonRecord = {
    ...{ id: ADA.id, tenantId: "tenant-1", isInstalled: true, seenAt: NOW, notices: [] },
  };
  const span = { from: NOW - HOUR, to: NOW };

  test("N1 U1 is a row of the administrator's own ledger, and audited", () => {
    const told = tellOfTrouble(ada, "senderBlocked", span, NOW);
    expect(told?.person).toMatchObject({
      id: ADA.id,
      notices: [
        {
          ...{ number: 1, kind: "alert", recipient: ADA.id, state: "pending", createdAt: NOW },
          subject: `senderBlocked:${span.from}:${span.to}`,
        },
      ],
    });
    expect(told?.event).toStrictEqual({
      type: "administratorAlerted",
      at: NOW,
      actor: { kind: "system" },
      details: { personId: ADA.id, trouble: "senderBlocked", ...span },
    });
  });

  test.each(["senderBlocked", "storeRefusing", "sendRejected"] as const)(
    "N1 %s is told again after an hour, and other trouble at once",
    (trouble) => {
      const once = tellOfTrouble(ada, trouble, span, NOW)?.person ?? ada;
      const later = { from: NOW + 1, to: NOW + 2 };
      expect(tellOfTrouble(once, trouble, later, NOW + HOUR - 1)).toBeUndefined();
      expect(tellOfTrouble(once, trouble, span, NOW + HOUR)?.person.notices).toHaveLength(2);
      expect(tellOfTrouble(once, "clockJumped", span, NOW)?.person.notices).toHaveLength(2);
    },
  );

  test.each(["clockJumped", "feedSilent"] as const)("N1 %s is told once by its span", (trouble) => {
    const once = tellOfTrouble(ada, trouble, span, NOW)?.person ?? ada;
    expect(tellOfTrouble(once, trouble, span, NOW + 99 * HOUR)).toBeUndefined();
    expect(tellOfTrouble(once, trouble, { ...span, to: NOW + 1 }, NOW)).toBeDefined();
    expect(tellOfTrouble(once, trouble, { ...span, from: NOW - 1 }, NOW)).toBeDefined();
  });

  test.each<[string, Partial<Notice>, object | undefined]>([
    ["of trouble", { subject: "feedSilent:1:2" }, { trouble: "feedSilent", from: 1, to: 2 }],
    ["of something else", { subject: "noApprover:1:2" }, undefined],
    ["of nothing", { subject: undefined }, undefined],
    ["that is no alert", { kind: "outcome", subject: "feedSilent:1:2" }, undefined],
  ])("N2 a row %s is read", (_, changes, read) => {
    const [notice] = tellOfTrouble(ada, "feedSilent", span, NOW)?.person.notices ?? [];
    if (!notice) throw new Error("no row");
    expect(readTrouble({ ...notice, ...changes })).toStrictEqual(read);
  });
});
