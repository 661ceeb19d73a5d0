import { describe, expect, test } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { isUpdateOwed } from "../../src/approval/notice.js";
import { confirmChange, discardChange } from "../../src/approval/settings-confirm.js";
import { ADA, COLE, DANA } from "../builders/cast.js";
import { NOW } from "../builders/request.js";
import {
  accepted,
  CLICKED,
  click,
  facts,
  HIGH,
  ON,
  overtaken,
  propose,
} from "../builders/settings-card.js";

const acts = [
  ["confirm", confirmChange],
  ["discard", discardChange],
] as const;

describe("confirming a change of settings", () => {
  test("S1 U1 applies it with the next version, says who and when, and audits old and new", () => {
    const result = accepted(confirmChange(propose(ON), click, facts, CLICKED));
    expect(result.configuration).toMatchObject({
      settings: { isApprovalRequired: true, minimumRiskLevel: "medium" },
      settingsVersion: 1,
      modifiedBy: { id: ADA.id },
      modifiedAt: CLICKED,
      changes: [{ state: "confirmed", settledAt: CLICKED }],
    });
    expect(result.events).toStrictEqual([
      {
        type: "settingsChanged",
        at: CLICKED,
        actor: { kind: "person", id: ADA.id },
        details: {
          source: "idProtection",
          notice: 1,
          proposedBy: ADA.id,
          shownVersion: 0,
          before: { isApprovalRequired: false },
          after: { isApprovalRequired: true },
          version: 1,
        },
      },
    ]);
  });

  test("N1 N3 tells every other administrator once, and the card owes its new look", () => {
    const { configuration, notice } = accepted(confirmChange(propose(ON), click, facts, CLICKED));
    const told = configuration.notices.filter(({ kind }) => kind === "settingsChanged");
    expect(
      told.map(({ recipient, subject, createdAt }) => [recipient, subject, createdAt]),
    ).toStrictEqual([
      [COLE.id, "1", CLICKED],
      [DANA.id, "1", CLICKED],
    ]);
    expect(notice).toBe(configuration.notices[0]);
    expect(isUpdateOwed(notice)).toBe(true);
  });

  test.each([
    ["S1 an administrator list that cannot be read", { administrators: undefined }],
    ["A6 sets that cannot be counted", { counts: undefined }],
  ])("%s means no", (_, unknown) => {
    const before = propose(ON);
    expect(confirmChange(before, click, { ...facts, ...unknown }, CLICKED)).toStrictEqual({
      ok: false,
      code: "directoryUnreadable",
    });
  });

  test.each([
    ["A6 has grown to 51 people", { counts: { primaryApprovers: 51 } }, "tooManyPeople"],
    ["S1 would outlast Entra's wait", { isOutlasting: true }, "outlastsWait"],
  ])("a change whose review %s is not applied", (_, changed, code) => {
    const result = confirmChange(propose(ON), click, { ...facts, ...changed }, CLICKED);
    expect(result).toStrictEqual({ ok: false, code });
  });

  test("A6 a set of 50 people is not too many", () => {
    const full = { ...facts, counts: { primaryApprovers: 50 } };
    expect(confirmChange(propose(ON), click, full, CLICKED).ok).toBe(true);
  });
});

describe("a change beside somebody else's", () => {
  const his = { ...click, personId: COLE.id, token: "token-cole-00000001" };
  const both = propose(HIGH, COLE, propose(ON), his.token);

  test("S1 N3 is confirmed alone, and the answer is its own card", () => {
    const { configuration, notice } = accepted(confirmChange(both, his, facts, CLICKED));
    expect(configuration.changes.map(({ state }) => state)).toStrictEqual(["open", "confirmed"]);
    expect(configuration.settings).toMatchObject({
      ...{ isApprovalRequired: false, minimumRiskLevel: "high" },
    });
    expect(notice).toMatchObject({ number: 2, recipient: COLE.id });
  });

  test("S1 is confirmed although the other one has run out", () => {
    const [older, newer] = both.changes;
    if (!older || !newer) throw new Error("no changes");
    const late = { ...both, changes: [{ ...older, expiresAt: CLICKED }, newer] };
    const { configuration } = accepted(confirmChange(late, his, facts, CLICKED));
    expect(configuration.changes.map(({ state }) => state)).toStrictEqual(["open", "confirmed"]);
    expect(configuration.settingsVersion).toBe(1);
  });
});

describe("discarding a change of settings", () => {
  test("S1 U1 touches no setting, and is audited", () => {
    const before = propose(ON);
    const result = accepted(discardChange(before, click, facts, CLICKED));
    expect(result.configuration).toMatchObject({
      settings: before.settings,
      settingsVersion: 0,
      changes: [{ state: "discarded", settledAt: CLICKED }],
    });
    expect(result.events).toStrictEqual([
      {
        type: "settingsChangeDiscarded",
        at: CLICKED,
        actor: { kind: "person", id: ADA.id },
        details: { source: "idProtection", notice: 1, proposedBy: ADA.id, shownVersion: 0 },
      },
    ]);
    expect(isUpdateOwed(result.notice)).toBe(true);
  });

  test("S1 needs no count of people: nothing is applied", () => {
    const blind = { ...facts, counts: undefined };
    expect(discardChange(propose(ON), click, blind, CLICKED).ok).toBe(true);
  });
});

describe.each(acts)("a click on %s", (_, act) => {
  test.each([
    ["somebody else", { personId: COLE.id }],
    ["another chat", { conversationId: "chat-cole" }],
    ["no card", { token: "token-none-00000000" }],
  ])("S1 of %s finds nothing", (__, changed) => {
    const result = act(propose(ON), { ...click, ...changed }, facts, CLICKED);
    expect(result).toStrictEqual({ ok: false, code: "notFound" });
  });

  test("S1 on a card of no change finds nothing", () => {
    const gone = { ...propose(ON), changes: [] };
    expect(act(gone, click, facts, CLICKED)).toStrictEqual({ ok: false, code: "notFound" });
  });

  test("S1 of somebody who is no administrator any more is refused", () => {
    const without = { ...facts, administrators: [COLE.id] };
    expect(act(propose(ON), click, without, CLICKED)).toStrictEqual({
      ok: false,
      code: "notAdministrator",
    });
    const unknown = { ...facts, administrators: undefined };
    expect(act(propose(ON), click, unknown, CLICKED)).toStrictEqual({
      ok: false,
      code: "directoryUnreadable",
    });
  });

  test("D6 that comes again gets the card as it is and has no second effect", () => {
    const once = accepted(act(propose(ON), click, facts, CLICKED));
    for (const [, again] of acts) {
      expect(again(once.configuration, click, facts, CLICKED + 1)).toStrictEqual({
        ok: true,
        notice: once.configuration.notices[0],
        configuration: once.configuration,
        events: [],
      });
    }
  });

  test("S1 acts until 15 minutes are over, and not at that instant", () => {
    const before = propose(ON);
    const last = accepted(act(before, click, facts, NOW + 15 * MINUTE - 1));
    expect(last.configuration.changes[0]?.state).not.toBe("expired");
    const late = accepted(act(before, click, facts, NOW + 15 * MINUTE));
    expect(late.configuration).toMatchObject({
      settingsVersion: 0,
      changes: [{ state: "expired", settledAt: NOW + 15 * MINUTE }],
    });
    expect(late.events).toMatchObject([
      { type: "settingsChangeExpired", actor: { kind: "clock" }, at: NOW + 15 * MINUTE },
    ]);
    expect(isUpdateOwed(late.notice)).toBe(true);
  });

  test("S1 on a copy that a newer difference has answered decides nothing", () => {
    const { configuration } = accepted(confirmChange(overtaken(), click, facts, CLICKED));
    const row = configuration.notices[0];
    expect(act(configuration, click, facts, CLICKED + 1)).toStrictEqual({
      ok: true,
      notice: row,
      configuration,
      events: [],
    });
  });
});
