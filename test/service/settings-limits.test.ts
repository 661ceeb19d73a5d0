import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Person } from "../../src/approval/approver.js";
import { DAY } from "../../src/approval/instant.js";
import type { SettingsEdit } from "../../src/approval/settings-edit.js";
import { confirmSettingsChange } from "../../src/service/settings-clicks.js";
import { proposeSettingsChange } from "../../src/service/settings-propose.js";
import {
  ADA,
  BEN,
  CROWD,
  CROWD_GROUP,
  clickOf,
  INGRID,
  openSettingsWorld,
  proposeTo,
  SAM,
  type SettingsWorld,
  SOC,
} from "./settings-world.js";

const ON: SettingsEdit = { setting: "isApprovalRequired", value: true };

let world: SettingsWorld;
beforeEach(async () => {
  world = await openSettingsWorld();
});
afterEach(() => world.close());

const propose = (who: Person, ...edits: SettingsEdit[]) => proposeTo(world, who, edits);

const confirm = (click: ReturnType<typeof clickOf>) =>
  confirmSettingsChange(world.context, "idProtection", click);

describe("what a change leads to", () => {
  const addGroup = (id: string): SettingsEdit => ({
    ...{ setting: "fallbackApprovers", action: "add", label: "a group" },
    rule: { kind: "group", id },
  });

  test("A6 a set of more than 50 people is refused when it is proposed", async () => {
    const edits = [addGroup(CROWD_GROUP)];
    const refused = await proposeSettingsChange(world.context, "idProtection", edits, ADA);
    expect(refused).toMatchObject({
      problems: [{ code: "tooManyPeople", setting: "fallbackApprovers", count: 60 }],
    });
    expect(await world.events()).toEqual([]);
  });

  test("A6 T1 two sets that are more than 50 people together are refused: the second would get no card", async () => {
    world.directory.onCall = CROWD.slice(0, 49);
    const both = [{ ...addGroup(SOC), setting: "primaryApprovers" } as SettingsEdit];
    await confirm(clickOf(ADA, await propose(ADA, ...both)));
    const fallback = (who: Person): SettingsEdit => ({
      ...{ setting: "fallbackApprovers", action: "add", label: who.displayName },
      rule: { kind: "user", id: who.id },
    });
    const refused = await proposeSettingsChange(
      world.context,
      "idProtection",
      [fallback(INGRID)],
      ADA,
    );
    expect(refused).toMatchObject({
      problems: [{ code: "tooManyTogether", setting: "fallbackApprovers", count: 51 }],
    });
    const click = clickOf(ADA, await propose(ADA, fallback(SAM)));
    world.directory.onCall = CROWD.slice(0, 50);
    expect(await confirm(click)).toMatchObject({ ok: true });
    const smaller: SettingsEdit = { ...fallback(SAM), action: "remove" } as SettingsEdit;
    expect(await confirm(clickOf(ADA, await propose(ADA, smaller)))).toMatchObject({ ok: true });
  });

  test("A6 and when it has grown beyond before it is confirmed", async () => {
    const click = clickOf(ADA, await propose(ADA, addGroup(SOC)));
    world.directory.onCall = CROWD;
    expect(await confirm(click)).toEqual({ ok: false, code: "tooManyPeople" });
    expect(await world.configuration()).toMatchObject({
      settingsVersion: 0,
      changes: [{ state: "open" }],
    });
  });

  test("A6 a set that has grown beyond does not stand in the way of another setting", async () => {
    await confirm(clickOf(ADA, await propose(ADA, addGroup(SOC))));
    world.directory.onCall = CROWD;
    await confirm(clickOf(ADA, await propose(ADA, ON)));
    expect((await world.configuration()).settingsVersion).toBe(2);
  });

  test("S1 what would outlast Entra's wait because the other source was changed meanwhile is not applied", async () => {
    Object.assign(world.context, { gate: { longestWait: 14 * DAY } });
    const long: SettingsEdit = { setting: "durationBeforeAutomaticDenial", value: "P8D" };
    const click = clickOf(ADA, await propose(ADA, ON, long));
    const other = await proposeSettingsChange(world.context, "insiderRisk", [ON, long], BEN);
    expect(other).toEqual({ ok: true });
    const card = await world.deliverTo(BEN, "insiderRisk");
    const faster = { ...clickOf(BEN, card), messageId: `message-insiderRisk-${card.number}` };
    expect(await confirmSettingsChange(world.context, "insiderRisk", faster)).toMatchObject({
      ok: true,
    });
    expect(await confirm(click)).toEqual({ ok: false, code: "outlastsWait" });
    expect(await world.configuration()).toMatchObject({ settingsVersion: 0 });
  });

  test("A6 S1 an unreadable directory proposes nothing when approvers change", async () => {
    world.directory.isDown = true;
    const refused = proposeSettingsChange(world.context, "idProtection", [addGroup(SOC)], ADA);
    expect(await refused).toEqual({ ok: false, code: "directoryUnreadable" });
    expect(await proposeSettingsChange(world.context, "idProtection", [ON], ADA)).toEqual({
      ok: true,
    });
  });
});
