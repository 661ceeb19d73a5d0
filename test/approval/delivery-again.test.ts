import { describe, expect, test } from "vitest";
import {
  beginSend,
  isBlindPostSpent,
  isRevived,
  NOT_BEGUN,
  reportSend,
  reviveNotice,
  wasLockedOut,
} from "../../src/approval/delivery.js";
import { HOUR, SECOND } from "../../src/approval/instant.js";
import { addNotices } from "../../src/approval/ledger.js";
import type { CardCopy, Notice } from "../../src/approval/notice.js";
import { ADA, INGRID, SAM } from "../builders/cast.js";
import { NOW } from "../builders/request.js";

const TOKEN = "token-of-the-next-copy";
const copy: CardCopy = {
  ...{ generation: 1, token: "token-of-the-first-copy", reading: null },
  ...{ isQuestioned: false, isConfirmation: false },
};

function row(changes: Partial<Notice> = {}, recipient = SAM.id): Notice {
  const [made] = addNotices([], [{ kind: "approvalCard", recipient, stage: 0 }], NOW);
  if (!made) throw new Error("no row was made");
  return { ...made, ...changes };
}

describe("a send that is tried again", () => {
  test.each<[string, boolean, Partial<Notice>]>([
    ["was never posted", false, {}],
    ["was posted once, and nobody knows", false, { sendingSince: NOW }],
    ["was posted again, and nobody knows", true, { sendingSince: NOW, reposts: 1 }],
    ["was posted again, and Teams said no for now", false, { reposts: 1 }],
  ])("N2 of a row that %s: spent is %s", (_, isSpent, changes) => {
    expect(isBlindPostSpent(row(changes))).toBe(isSpent);
  });

  test.each<[string, Partial<CardCopy>]>([
    ["with the words that were typed", { draft: "spoke to Riley" }],
    ["without words where none were typed", {}],
  ])("D7 N2 of a question asks again, %s", (_, words) => {
    const question = { ...copy, ...words, isConfirmation: true };
    const begun = beginSend(row({ copies: [question] }), TOKEN, null, NOW);
    expect(begun?.copies[1]).toStrictEqual({ ...question, token: TOKEN, generation: 2 });
  });

  test.each([
    { kind: "retry", reason: "throttled" } as const,
    { kind: "unreachable", reason: "not installed" } as const,
  ])("N2 N3 that certainly failed takes back its own copy, and none before it: %j", (outcome) => {
    const shown = { ...copy, activityId: "message-1" };
    const next = { ...copy, token: TOKEN, generation: 2 };
    const sending = row({ copies: [shown, next], sendingSince: NOW, attempts: 1 });
    expect(reportSend(sending, TOKEN, 1, outcome, NOW).copies).toEqual([shown]);
  });

  test("N2 of rows that failed together does not happen in one moment for all of them", () => {
    const busy = { kind: "retry", reason: "throttled" } as const;
    const sent = { ...copy, token: TOKEN };
    const at = (made: Notice) =>
      reportSend({ ...made, attempts: 9, copies: [sent] }, TOKEN, 1, busy, NOW).notBefore;
    const people = new Set([SAM, INGRID, ADA].map(({ id }) => at(row({}, id))));
    const numbers = new Set([1, 2, 3].map((number) => at(row({ number }))));
    expect([people.size, numbers.size]).toEqual([3, 3]);
    expect(at(row())).toBeGreaterThanOrEqual(NOW + 300 * SECOND);
  });
});

describe("a row whose try ended on the way to the chat", () => {
  const busy = { kind: "retry", reason: "chatLost: 429", retryAfter: 15 * SECOND } as const;

  test.each([
    ["without a copy", row()],
    ["with a copy of before", row({ copies: [copy] })],
  ])(
    "N2 A4 %s waits, ends, or says that the bot is not let in, and keeps what was shown",
    (_, due) => {
      const report = (outcome: Parameters<typeof reportSend>[3]) =>
        reportSend(due, NOT_BEGUN.token, NOT_BEGUN.revision, outcome, NOW);
      expect(report(busy)).toMatchObject({ state: "pending", failure: busy.reason });
      expect(report(busy).notBefore).toBeGreaterThanOrEqual(NOW + 15 * SECOND);
      expect(report({ kind: "gone", reason: "404" })).toMatchObject({ state: "failed" });
      expect(wasLockedOut(report({ kind: "lockedOut", reason: "401" }))).toBe(true);
      expect(report(busy).copies).toEqual(due.copies);
    },
  );

  test("N2 is overtaken by a send that another node has begun since", () => {
    const sending = row({ copies: [{ ...copy, token: TOKEN }], notBefore: NOW + 60 * SECOND });
    expect(reportSend(sending, NOT_BEGUN.token, 0, { kind: "gone", reason: "404" }, NOW)).toEqual(
      sending,
    );
  });
});

describe("a row whose bot was not let in", () => {
  const sent = { ...copy, token: TOKEN };
  const sending = row({ copies: [sent], sendingSince: NOW, attempts: 9 });

  test("N2 T6 waits a minute at most, is no failure of its own, and says that nobody got anything", () => {
    const waiting = reportSend(sending, TOKEN, 1, { kind: "lockedOut", reason: "401" }, NOW);
    expect(waiting).toMatchObject({ state: "pending", failure: "lockedOut: 401", copies: [] });
    expect(waiting.notBefore).toBe(NOW + 60 * SECOND);
    expect(wasLockedOut(waiting)).toBe(true);
  });

  test.each([
    ["was never tried", row()],
    ["found Teams busy", reportSend(sending, TOKEN, 1, { kind: "retry", reason: "busy" }, NOW)],
    ["speaks of it elsewhere", row({ failure: "rejected: lockedOut:" })],
  ])("N2 is told from one that %s", (_, other) => {
    expect(wasLockedOut(other)).toBe(false);
  });
});

describe("a row that waits because its person can be reached again", () => {
  const revived = reviveNotice(row({ state: "failed", attempts: 3 }), NOW + HOUR) as Notice;
  test.each<[string, boolean, Notice]>([
    ["was revived", true, revived],
    ["is new", false, row()],
    ["was tried since", false, { ...revived, attempts: 1 }],
    ["was delivered since", false, { ...revived, state: "delivered" }],
    ["has failed again", false, { ...revived, state: "failed" }],
  ])("N2 A4 is told from others: one that %s is %s", (_, expected, notice) => {
    expect(isRevived(notice)).toBe(expected);
  });
});
