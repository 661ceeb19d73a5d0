import { describe, expect, test } from "vitest";
import type {
  ControlConfiguration,
  SettingsChange,
} from "../../src/approval/control-configuration.js";
import { addNotices } from "../../src/approval/ledger.js";
import { KEPT_CHANGES, KEPT_OTHER_CHANGES } from "../../src/approval/limits.js";
import type { Notice } from "../../src/approval/notice.js";
import {
  emptyConfiguration,
  openChange,
  proposeChange,
} from "../../src/approval/settings-change.js";
import {
  appliedChanges,
  putAwayOldChanges,
  settingsAt,
} from "../../src/approval/settings-history.js";
import {
  changeOf,
  expireOpenChanges,
  isChangeCardObsolete,
  settleChanges,
} from "../../src/approval/settings-settle.js";
import { draftWish } from "../../src/approval/settings-wish.js";
import { ADA, COLE } from "../builders/cast.js";
import { NOW } from "../builders/request.js";

const start = emptyConfiguration("idProtection");
const { settings } = start;

function change(notice: number, state: SettingsChange["state"], version = 0): SettingsChange {
  const after = { ...settings, minimumRiskLevel: "high" };
  return { ...openChange(start, notice, ADA, after, NOW), state, shownVersion: version };
}

/** Rows of kinds and subjects, all delivered and up to date. */
function ledger(...rows: readonly (readonly [Notice["kind"], string?])[]): Notice[] {
  const additions = rows.map(([kind, subject]) => ({
    ...{ kind, recipient: ADA.id },
    ...(subject !== undefined && { subject }),
  }));
  return addNotices([], additions, NOW).map((notice) => ({
    ...notice,
    ...{ state: "delivered", shownRevision: notice.revision },
  }));
}

describe("the changes that are kept", () => {
  const applied = Array.from({ length: KEPT_CHANGES + 2 }, (_, i) => change(i + 1, "confirmed", i));
  const cards = ledger(
    ...applied.map(() => ["settingsChangeCard"] as const),
    ["settingsChanged", "2"],
    ["settingsChanged", "3"],
    ["settingsChangeCard"],
  );
  const full: ControlConfiguration = { ...start, changes: applied, notices: cards };
  const keptNumbers = (configuration: ControlConfiguration) =>
    putAwayOldChanges(configuration).notices.map(({ number }) => number);

  test("U1 N2 are the last applied ones; the cards and news of older ones are put away, and count", () => {
    const { changes, notices, retiredNotices } = putAwayOldChanges(full);
    expect(changes).toStrictEqual(applied.slice(2));
    expect(notices.map(({ number }) => number)).toStrictEqual(
      cards
        .slice(2)
        .map(({ number }) => number)
        .filter((number) => number !== KEPT_CHANGES + 3),
    );
    expect(retiredNotices).toStrictEqual({
      ...{ intended: 3, delivered: 3, failed: 0, withdrawn: 0, pending: 0 },
    });
    const again = putAwayOldChanges({
      ...full,
      retiredNotices: { intended: 9, delivered: 8, failed: 1, withdrawn: 0, pending: 0 },
    });
    expect(again.retiredNotices).toMatchObject({ intended: 12, delivered: 11, failed: 1 });
  });

  test("N2 N3 rows that still wait, are being sent or owe an update stay", () => {
    const with1 = (changes: Partial<Notice>) => {
      const [first, ...others] = cards;
      if (!first) throw new Error("no row");
      return keptNumbers({ ...full, notices: [{ ...first, ...changes }, ...others] });
    };
    expect(with1({})).not.toContain(1);
    expect(with1({ state: "pending" })).toContain(1);
    expect(with1({ sendingSince: NOW })).toContain(1);
    expect(with1({ revision: 9 })).toContain(1);
    expect(with1({ state: "failed" })).not.toContain(1);
  });

  test("N2 the last row stays, whatever it is about: the next number counts on from it", () => {
    expect(keptNumbers(full).at(-1)).toBe(KEPT_CHANGES + 5);
  });

  test("S1 as many as are kept at most stay as they are", () => {
    const few = { ...full, changes: applied.slice(2) };
    expect(putAwayOldChanges(few)).toBe(few);
  });

  test("S1 every open change and every change of its card is kept, and the last that ended otherwise", () => {
    const dropped = Array.from({ length: KEPT_OTHER_CHANGES + 1 }, (_, i) =>
      change(i + 2, i % 2 ? "expired" : "discarded"),
    );
    const earlier = change(1, "overtaken");
    const open = change(1, "open");
    const changes = [earlier, open, ...dropped];
    const { changes: kept, notices } = putAwayOldChanges({
      ...start,
      changes,
      notices: ledger(...changes.slice(1).map(() => ["settingsChangeCard"] as const), [
        "settingsChanged",
        "1",
      ]),
    });
    expect(kept).toStrictEqual([earlier, open, ...dropped.slice(1)]);
    expect(notices.map(({ number }) => number).slice(0, 2)).toStrictEqual([1, 3]);
    expect(notices.at(-1)?.kind).toBe("settingsChanged");
  });

  test("S1 of those that ended otherwise are as many, however many others came after them", () => {
    const dropped = Array.from({ length: KEPT_OTHER_CHANGES + 1 }, (_, i) =>
      change(i + 1, "discarded"),
    );
    const [confirmed, open] = [change(98, "confirmed"), change(99, "open")];
    const after = putAwayOldChanges({ ...start, changes: [...dropped, confirmed, open] });
    expect(after.changes).toStrictEqual([...dropped.slice(1), confirmed, open]);
  });

  test("P2 are in the order of their versions, whatever the order in which they were proposed", () => {
    const mixed = [change(1, "confirmed", 2), change(2, "open", 3), change(3, "confirmed", 1)];
    const configuration = { ...start, settingsVersion: 3, changes: mixed };
    expect(appliedChanges(configuration).map(({ shownVersion }) => shownVersion)).toStrictEqual([
      1, 2,
    ]);
    expect(settingsAt(configuration, 3)).toBe(settings);
    expect(settingsAt(configuration, 2)).toBe(mixed[0]?.before);
    expect(settingsAt(configuration, 0)).toBeUndefined();
  });
});

describe("changes that end", () => {
  const both: ControlConfiguration = {
    ...start,
    changes: [change(1, "open"), change(2, "open"), { ...change(3, "open"), expiresAt: NOW + 1 }],
    notices: ledger(["settingsChangeCard"], ["settingsChangeCard"], ["settingsChangeCard"]),
  };

  test("S1 N3 only they end, and only their cards owe a new look", () => {
    const ended = settleChanges(both, new Set(both.changes.slice(0, 1)), "discarded", NOW + 5);
    expect(ended.changes.map(({ state, settledAt }) => [state, settledAt])).toStrictEqual([
      ["discarded", NOW + 5],
      ["open", undefined],
      ["open", undefined],
    ]);
    expect(ended.notices.map(({ revision }) => revision)).toStrictEqual([2, 1, 1]);
    expect(ended.notices[0]?.notBefore).toBe(NOW + 5);
  });

  test("S1 N3 a card that was not posted yet is withdrawn", () => {
    const pending = both.notices.map((notice) => ({ ...notice, state: "pending" as const }));
    const unsent = { ...both, notices: pending };
    const ended = settleChanges(unsent, new Set(both.changes.slice(0, 1)), "overtaken", NOW);
    expect(ended.notices.map(({ state }) => state)).toStrictEqual([
      "withdrawn",
      "pending",
      "pending",
    ]);
    expect(ended.notices[0]).toMatchObject({ failure: "overtaken", settledAt: NOW });
  });

  test("S1 U1 expire by themselves at their instant, only those that are open", () => {
    const over = {
      ...both,
      changes: both.changes.map((one) => ({ ...one, state: "confirmed" as const })),
    };
    expect(expireOpenChanges(over, NOW + 1)).toBeUndefined();
    expect(expireOpenChanges(both, NOW)).toBeUndefined();
    const expired = expireOpenChanges(both, NOW + 1);
    expect(expired?.configuration.changes.map(({ state }) => state)).toStrictEqual([
      ...["open", "open", "expired"],
    ]);
    expect(expired?.events).toStrictEqual([
      {
        type: "settingsChangeExpired",
        at: NOW + 1,
        actor: { kind: "clock" },
        details: { source: "idProtection", notice: 3, proposedBy: ADA.id, shownVersion: 0 },
      },
    ]);
  });

  test("N3 a card is of no use once its newest change is over, and other rows are not cards", () => {
    const [card, , , news] = ledger(
      ["settingsChangeCard"],
      ["settingsChangeCard"],
      ["settingsChangeCard"],
      ["settingsChanged", "1"],
    );
    if (!card || !news) throw new Error("no rows");
    const renewed = { ...both, changes: [change(1, "overtaken"), change(1, "open")] };
    expect(changeOf(renewed, card)?.state).toBe("open");
    expect(isChangeCardObsolete(renewed, card)).toBe(false);
    expect(isChangeCardObsolete({ ...both, changes: [change(1, "confirmed")] }, card)).toBe(true);
    expect(isChangeCardObsolete({ ...both, changes: [] }, card)).toBe(true);
    expect(isChangeCardObsolete({ ...both, changes: [] }, news)).toBe(false);
  });
});

describe("what a wish comes to", () => {
  test("S1 S2 an undo without a change, or a form that is too old, leaves the settings alone", () => {
    expect(draftWish(start, { kind: "undo" })).toStrictEqual({
      after: settings,
      problems: [{ code: "nothingToUndo" }],
    });
    const form = { kind: "form" as const, formId: "f", settings, shownVersion: 7 };
    expect(draftWish(start, form)).toStrictEqual({
      after: settings,
      problems: [{ code: "formTooOld" }],
    });
    expect(draftWish(start, { ...form, shownVersion: 0 })).toStrictEqual({
      after: settings,
      problems: [],
    });
  });

  test("S1 an undo takes back the last applied change and says which version that was", () => {
    const after = { ...settings, minimumRiskLevel: "high" };
    const changes = [change(1, "confirmed", 0), change(2, "open", 1)];
    const configuration = { ...start, settingsVersion: 1, settings: after, changes };
    expect(draftWish(configuration, { kind: "undo" })).toStrictEqual({
      after: settings,
      problems: [],
      undoes: 1,
    });
    const proposed = proposeChange(configuration, { kind: "undo" }, ADA, {}, NOW);
    expect(proposed.ok && proposed.configuration.changes.at(-1)).toMatchObject({ undoes: 1 });
  });

  test("S1 U1 a proposal keeps who, when and from which form, and overtakes only his own", () => {
    const form = {
      ...{ kind: "form" as const, formId: "form-1", shownVersion: 0 },
      settings: { ...settings, minimumRiskLevel: "high" },
    };
    const first = proposeChange(start, form, ADA, {}, NOW);
    if (!first.ok) throw new Error("refused");
    expect(first.configuration.changes[0]).toMatchObject({
      ...{ formId: "form-1", proposedBy: ADA, proposedAt: NOW, notice: 1 },
    });
    const his = proposeChange(first.configuration, form, COLE, {}, NOW + 1);
    if (!his.ok) throw new Error("refused");
    expect(his.configuration.changes.map(({ state }) => state)).toStrictEqual(["open", "open"]);
    expect(his.events).toStrictEqual([
      {
        type: "settingsChangeProposed",
        at: NOW + 1,
        actor: { kind: "person", id: COLE.id },
        details: {
          ...{ source: "idProtection", notice: 2, proposedBy: COLE.id, shownVersion: 0 },
          before: { minimumRiskLevel: "medium" },
          after: { minimumRiskLevel: "high" },
        },
      },
    ]);
    const words = [{ setting: "isApprovalRequired", value: true } as const];
    const typed = proposeChange(his.configuration, words, ADA, {}, NOW + 2);
    if (!typed.ok) throw new Error("refused");
    expect(typed.configuration.changes.map(({ state }) => state)).toStrictEqual([
      ...["overtaken", "open", "open"],
    ]);
    expect(typed.configuration.changes.at(-1)).not.toHaveProperty("formId");
    expect(typed.configuration.changes.at(-1)).not.toHaveProperty("undoes");
    expect(typed.events[0]).toMatchObject({
      ...{ type: "settingsChangeOvertaken", actor: { kind: "person", id: ADA.id } },
    });
    const late = proposeChange(typed.configuration, form, ADA, {}, NOW + 3);
    expect(late).toStrictEqual({ ok: true, configuration: typed.configuration, events: [] });
  });

  test("S1 what is kept of a change does not share its lists with the settings", () => {
    const kept = openChange(start, 1, ADA, settings, NOW);
    expect(kept.before).toStrictEqual(settings);
    expect(kept.before.primaryApprovers).not.toBe(settings.primaryApprovers);
    expect(kept.after.fallbackApprovers).not.toBe(settings.fallbackApprovers);
  });
});
