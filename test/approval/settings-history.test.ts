import { describe, expect, test } from "vitest";
import type { ControlConfiguration } from "../../src/approval/control-configuration.js";
import { controlConfigurationSchema } from "../../src/approval/control-configuration.js";
import { KEPT_CHANGES, KEPT_OTHER_CHANGES } from "../../src/approval/limits.js";
import { addCounts, countNotices } from "../../src/approval/notice.js";
import { emptyConfiguration, proposeChange } from "../../src/approval/settings-change.js";
import { appliedChanges, settingsAt, versionOf } from "../../src/approval/settings-history.js";
import { settleChanges } from "../../src/approval/settings-settle.js";
import type { SettingsWish } from "../../src/approval/settings-wish.js";
import { ADA } from "../builders/cast.js";
import { NOW } from "../builders/request.js";

/** Proposes, and applies as `confirm` does. */
function change(configuration: ControlConfiguration, wish: SettingsWish): ControlConfiguration {
  const proposed = proposeChange(configuration, wish, ADA, {}, NOW);
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.problems));
  const [open] = proposed.configuration.changes.filter(({ state }) => state === "open");
  if (!open) throw new Error("nothing was proposed");
  const settled = settleChanges(proposed.configuration, new Set([open]), "confirmed", NOW);
  const notices = settled.notices.map((notice) => ({ ...notice, state: "delivered" as const }));
  const shown = notices.map((notice) => ({ ...notice, shownRevision: notice.revision }));
  const version = configuration.settingsVersion + 1;
  return { ...settled, notices: shown, settings: open.after, settingsVersion: version };
}

const deadline = (hours: number): SettingsWish => [
  { setting: "durationBeforeEscalation", value: `PT${hours}H` },
];

describe("what is kept of changes", () => {
  test("U1 stays bounded, keeps the last applied ones, and every row goes on to count", () => {
    let configuration = emptyConfiguration("idProtection");
    const rounds = KEPT_CHANGES + 40;
    for (let i = 0; i < rounds; i += 1)
      configuration = change(configuration, deadline((i % 23) + 1));
    expect(appliedChanges(configuration).length).toBeLessThanOrEqual(KEPT_CHANGES + 1);
    expect(appliedChanges(configuration).map(versionOf).at(-1)).toBe(rounds);
    expect(configuration.notices.length).toBeLessThanOrEqual(KEPT_CHANGES + 2);
    const counts = addCounts(countNotices(configuration.notices), configuration.retiredNotices);
    expect(counts).toMatchObject({ intended: rounds, delivered: rounds });
    expect(controlConfigurationSchema.parse(configuration)).toEqual(configuration);
    const numbers = configuration.notices.map((notice) => notice.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.at(-1)).toBe(rounds);
  });

  test("S1 proposals that are never confirmed push no applied change out", () => {
    let configuration = change(emptyConfiguration("idProtection"), deadline(5));
    for (let i = 0; i < KEPT_OTHER_CHANGES * 3; i += 1) {
      const proposed = proposeChange(configuration, deadline((i % 4) + 1), ADA, {}, NOW);
      if (!proposed.ok) throw new Error("refused");
      configuration = proposed.configuration;
    }
    expect(appliedChanges(configuration)).toHaveLength(1);
    expect(configuration.changes.length).toBeLessThanOrEqual(KEPT_OTHER_CHANGES + 2);
  });

  test("P2 knows the settings of every version that is kept", () => {
    let configuration = emptyConfiguration("idProtection");
    for (const hours of [4, 5, 6]) configuration = change(configuration, deadline(hours));
    expect(settingsAt(configuration, 0)?.durationBeforeEscalation).toBe("P1D");
    expect(settingsAt(configuration, 2)?.durationBeforeEscalation).toBe("PT5H");
    expect(settingsAt(configuration, 3)?.durationBeforeEscalation).toBe("PT6H");
    expect(settingsAt(configuration, 4)).toBeUndefined();
  });
});

describe("undo", () => {
  test("S1 is the reverse of the last change, and undoing that does it again", () => {
    const first = change(emptyConfiguration("idProtection"), deadline(4));
    const second = change(first, [{ setting: "minimumRiskLevel", value: "high" }]);
    const undone = change(second, { kind: "undo" });
    expect(undone.settings).toEqual(first.settings);
    expect(appliedChanges(undone).at(-1)).toMatchObject({ undoes: 2 });
    expect(change(undone, { kind: "undo" }).settings).toEqual(second.settings);
  });

  test("S2 without a change there is nothing to undo, and nothing is proposed", () => {
    const empty = emptyConfiguration("idProtection");
    expect(proposeChange(empty, { kind: "undo" }, ADA, {}, NOW)).toMatchObject({
      ok: false,
      problems: [{ code: "nothingToUndo" }],
    });
  });
});

describe("a form", () => {
  const saved = (configuration: ControlConfiguration, shownVersion: number, level: string) => ({
    kind: "form" as const,
    formId: "form-1",
    shownVersion,
    settings: { ...settingsOf(configuration, shownVersion), minimumRiskLevel: level },
  });
  const settingsOf = (configuration: ControlConfiguration, version: number) =>
    settingsAt(configuration, version) ?? configuration.settings;

  test("S1 changes only what its reader changed, whatever happened since it was opened", () => {
    const shown = emptyConfiguration("idProtection");
    const now = change(shown, deadline(4));
    const after = change(now, saved(now, 0, "high"));
    expect(after.settings).toMatchObject({
      durationBeforeEscalation: "PT4H",
      minimumRiskLevel: "high",
    });
  });

  test("D6 the same form saved again is the same change", () => {
    const empty = emptyConfiguration("idProtection");
    const once = proposeChange(empty, saved(empty, 0, "high"), ADA, {}, NOW);
    if (!once.ok) throw new Error("refused");
    const twice = proposeChange(once.configuration, saved(empty, 0, "low"), ADA, {}, NOW);
    expect(twice).toEqual({ ok: true, configuration: once.configuration, events: [] });
  });

  test("S2 a form of settings that are not kept any more is refused", () => {
    const empty = emptyConfiguration("idProtection");
    const wish = { ...saved(empty, 0, "high"), shownVersion: 7 };
    expect(proposeChange(empty, wish, ADA, {}, NOW)).toMatchObject({
      problems: expect.arrayContaining([{ code: "formTooOld" }]),
    });
  });
});
