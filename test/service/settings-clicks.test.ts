import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Person } from "../../src/approval/approver.js";
import { MINUTE } from "../../src/approval/instant.js";
import { currentCopy } from "../../src/approval/notice.js";
import type { SettingsEdit } from "../../src/approval/settings-edit.js";
import { handleDue } from "../../src/service/clockwork.js";
import { beginNotice } from "../../src/service/ledger.js";
import {
  confirmSettingsChange,
  discardSettingsChange,
  viewSettingsChange,
} from "../../src/service/settings-clicks.js";
import { proposeSettingsChange } from "../../src/service/settings-propose.js";
import {
  ADA,
  BEN,
  CLEO,
  clickOf,
  conversationOf,
  openSettingsWorld,
  proposeTo,
  SAM,
  type SettingsWorld,
} from "./settings-world.js";

const ON: SettingsEdit = { setting: "isApprovalRequired", value: true };
const HIGH: SettingsEdit = { setting: "minimumRiskLevel", value: "high" };

let world: SettingsWorld;
beforeEach(async () => {
  world = await openSettingsWorld();
});
afterEach(() => world.close());

const propose = (who: Person, ...edits: SettingsEdit[]) => proposeTo(world, who, edits);

type Click = ReturnType<typeof clickOf>;
const confirm = (click: Click) => confirmSettingsChange(world.context, "idProtection", click);
const discard = (click: Click) => discardSettingsChange(world.context, "idProtection", click);
const typesOf = async () => (await world.events()).map((event) => event.type);

describe("confirm", () => {
  test("S1 applies the change with a new version, says who and when, and audits old and new", async () => {
    const card = await propose(ADA, ON, HIGH);
    world.now += 1_000;
    expect(await confirm(clickOf(ADA, card))).toMatchObject({ ok: true });
    expect(await world.configuration()).toMatchObject({
      settingsVersion: 1,
      settings: { isApprovalRequired: true, minimumRiskLevel: "high" },
      modifiedBy: { id: ADA.id },
      modifiedAt: world.now,
      changes: [{ state: "confirmed" }],
    });
    const [event] = await world.events("settingsChanged");
    expect(event?.details).toMatchObject({
      source: "idProtection",
      version: 1,
      before: { isApprovalRequired: false, minimumRiskLevel: "medium" },
      after: { isApprovalRequired: true, minimumRiskLevel: "high" },
    });
  });

  test("S1 N1 the other administrators are told, the one who did it is not", async () => {
    await confirm(clickOf(ADA, await propose(ADA, ON)));
    const told = (await world.configuration()).notices.filter((n) => n.kind === "settingsChanged");
    expect(told.map((notice) => [notice.recipient, notice.subject, notice.state])).toEqual([
      [BEN.id, "1", "pending"],
      [CLEO.id, "1", "pending"],
    ]);
  });

  test("D6 S1 a click that comes again gets the same answer and has no second effect", async () => {
    const click = clickOf(ADA, await propose(ADA, ON));
    const first = await confirm(click);
    const again = await Promise.all([confirm(click), confirm({ ...click, messageId: "other" })]);
    for (const result of again) {
      expect(result).toMatchObject({ ok: true, notice: { number: 1 } });
      expect(result.ok && first.ok && result.configuration.changes).toEqual(
        first.ok && first.configuration.changes,
      );
    }
    expect(await world.events("settingsChanged")).toHaveLength(1);
    expect((await world.configuration()).settingsVersion).toBe(1);
  });

  test("S1 only the administrator whom the card was shown to may confirm it", async () => {
    const card = await propose(ADA, ON);
    const own = clickOf(ADA, card);
    for (const click of [
      { ...own, personId: BEN.id },
      { ...own, conversationId: conversationOf(BEN) },
      { ...own, token: "0".repeat(32) },
    ]) {
      expect(await confirm(click)).toEqual({ ok: false, code: "notFound" });
      expect(await discard(click)).toEqual({ ok: false, code: "notFound" });
    }
    expect((await world.configuration()).changes[0]?.state).toBe("open");
  });

  test("S1 somebody who is no administrator any more changes nothing", async () => {
    const click = clickOf(ADA, await propose(ADA, ON));
    world.directory.administrators = [BEN];
    expect(await confirm(click)).toEqual({ ok: false, code: "notAdministrator" });
    expect(await discard(click)).toEqual({ ok: false, code: "notAdministrator" });
    expect((await world.configuration()).settingsVersion).toBe(0);
  });

  test("S1 an unreadable directory means no, and the card can be confirmed when it is back", async () => {
    const click = clickOf(ADA, await propose(ADA, ON));
    world.directory.isDown = true;
    expect(await confirm(click)).toEqual({ ok: false, code: "directoryUnreadable" });
    expect((await world.configuration()).settingsVersion).toBe(0);
    world.directory.isDown = false;
    expect(await confirm(click)).toMatchObject({ ok: true });
    expect((await world.configuration()).settingsVersion).toBe(1);
  });

  test("S1 after 15 minutes nothing is applied, even if the clock has not come by yet", async () => {
    const click = clickOf(ADA, await propose(ADA, ON));
    world.now += 15 * MINUTE;
    expect(await confirm(click)).toMatchObject({ ok: true });
    expect(await world.configuration()).toMatchObject({
      settingsVersion: 0,
      changes: [{ state: "expired" }],
    });
    expect(await typesOf()).toContain("settingsChangeExpired");
    expect(await typesOf()).not.toContain("settingsChanged");
  });

  test("N2 a click proves that a card of unknown outcome has arrived", async () => {
    const { context } = world;
    await proposeSettingsChange(context, "idProtection", [ON], ADA);
    const ref = { kind: "controlConfiguration" as const, id: "idProtection" };
    const begun = await beginNotice(context, ref, 1);
    if (!begun) throw new Error("the card was not begun");
    await confirm(clickOf(ADA, begun.notice));
    const [card] = (await world.configuration()).notices;
    expect(card).toMatchObject({ state: "delivered", copies: [{ activityId: expect.anything() }] });
    expect(card?.sendingSince).toBeUndefined();
  });
});

describe("when somebody else was faster", () => {
  async function overtake() {
    const slow = await propose(ADA, HIGH);
    await confirm(clickOf(BEN, await propose(BEN, ON)));
    const click = clickOf(ADA, slow);
    const result = await confirm(click);
    if (!result.ok) throw new Error(result.code);
    return { click, notice: result.notice };
  }

  test("S1 the card shows the new difference with a new token, and nothing is applied", async () => {
    const { click, notice } = await overtake();
    expect(await world.configuration()).toMatchObject({
      settingsVersion: 1,
      settings: { isApprovalRequired: true, minimumRiskLevel: "medium" },
    });
    expect((await world.configuration()).changes.at(-1)).toMatchObject({
      notice: notice.number,
      state: "open",
      shownVersion: 1,
      before: { isApprovalRequired: true, minimumRiskLevel: "medium" },
      after: { isApprovalRequired: true, minimumRiskLevel: "high" },
    });
    expect(currentCopy(notice)?.token).not.toBe(click.token);
    expect(currentCopy(notice)).toMatchObject({ activityId: click.messageId });
  });

  test("S1 D6 only a click on the new difference confirms it; the old click again does not", async () => {
    const { click, notice } = await overtake();
    for (const act of [confirm, discard, confirm]) {
      expect(await act(click)).toMatchObject({ ok: true, notice: { number: notice.number } });
      expect((await world.configuration()).settingsVersion).toBe(1);
      expect((await world.configuration()).changes.at(-1)?.state).toBe("open");
    }
    await confirm(clickOf(ADA, notice));
    expect(await world.configuration()).toMatchObject({
      settingsVersion: 2,
      settings: { isApprovalRequired: true, minimumRiskLevel: "high" },
    });
    expect(await world.events("settingsChanged")).toHaveLength(2);
  });

  test("S1 a wish that the other one has fulfilled is over", async () => {
    const slow = await propose(ADA, ON);
    await confirm(clickOf(BEN, await propose(BEN, ON)));
    expect(await confirm(clickOf(ADA, slow))).toMatchObject({ ok: true });
    const states = (await world.configuration()).changes.map((change) => change.state);
    expect(states).toEqual(["overtaken", "confirmed"]);
  });

  test("S1 a wish that is not allowed beside the other change is over", async () => {
    const slow = await propose(ADA, { setting: "durationBeforeEscalation", value: "P2D" });
    const denial = { setting: "durationBeforeAutomaticDenial", value: "PT30H" } as const;
    await confirm(clickOf(BEN, await propose(BEN, denial)));
    expect(await confirm(clickOf(ADA, slow))).toMatchObject({ ok: true });
    expect(await world.configuration()).toMatchObject({
      settingsVersion: 1,
      settings: { durationBeforeEscalation: "P1D", durationBeforeAutomaticDenial: "PT30H" },
      changes: [{ state: "overtaken" }, { state: "confirmed" }],
    });
  });
});

describe("discard and refresh", () => {
  test("S1 discard drops the change, and confirming it afterwards changes nothing", async () => {
    const click = clickOf(ADA, await propose(ADA, ON));
    expect(await discard(click)).toMatchObject({ ok: true });
    expect(await confirm(click)).toMatchObject({ ok: true });
    expect(await world.configuration()).toMatchObject({
      settingsVersion: 0,
      changes: [{ state: "discarded" }],
    });
    expect(await typesOf()).toContain("settingsChangeDiscarded");
  });

  test("N3 every end owes the posted card an update", async () => {
    const card = await propose(ADA, ON);
    world.now += 15 * MINUTE;
    await handleDue(world.context, { kind: "controlConfiguration", id: "idProtection" });
    const [row] = (await world.configuration()).notices;
    expect(row?.revision).toBeGreaterThan(row?.shownRevision ?? 0);
    expect(row?.number).toBe(card.number);
    expect(await world.context.store.nextDueAt()).toBeUndefined();
  });

  test("S1 refresh shows the card as it is to its reader and to nobody else", async () => {
    const card = await propose(ADA, ON);
    const view = (click: Click) => viewSettingsChange(world.context, "idProtection", click);
    expect(await view(clickOf(ADA, card))).toMatchObject({ notice: { number: card.number } });
    expect(await view({ ...clickOf(ADA, card), personId: SAM.id })).toBeUndefined();
    expect((await world.configuration()).changes[0]?.state).toBe("open");
  });

  test("S1 a newer change of the same person closes the older card in place", async () => {
    const first = await propose(ADA, ON);
    await propose(ADA, HIGH);
    await confirm(clickOf(ADA, first));
    const { settingsVersion, changes } = await world.configuration();
    expect([settingsVersion, ...changes.map((change) => change.state)]).toEqual([
      0,
      "overtaken",
      "open",
    ]);
  });
});
