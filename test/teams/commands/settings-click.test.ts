import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Person } from "../../../src/approval/approver.js";
import { MINUTE } from "../../../src/approval/instant.js";
import { currentCopy, type Notice } from "../../../src/approval/notice.js";
import type { SettingsEdit } from "../../../src/approval/settings-edit.js";
import { handleSettingsClick } from "../../../src/teams/commands/settings-click.js";
import { renderSettingsNotice } from "../../../src/teams/commands/settings-notice.js";
import { handleShowSettings } from "../../../src/teams/commands/settings-show.js";
import type { ClickAnswer } from "../../../src/teams/turn.js";
import {
  ADA,
  BEN,
  CROWD,
  openSettingsWorld,
  proposeTo,
  SAM,
  type SettingsWorld,
} from "../../service/settings-world.js";
import { type SettingsTurn, turnOf } from "./settings-turn.js";

const ON: SettingsEdit = { setting: "isApprovalRequired", value: true };
const HIGH: SettingsEdit = { setting: "minimumRiskLevel", value: "high" };

let world: SettingsWorld;
beforeEach(async () => {
  world = await openSettingsWorld();
});
afterEach(() => world.close());

/** Proposes, and gives the click that the posted card would send. */
async function propose(who: Person, ...edits: SettingsEdit[]) {
  const notice = await proposeTo(world, who, edits);
  return { notice, data: { s: "idProtection", t: currentCopy(notice)?.token } };
}

/** All texts of a card, and the data of its buttons by verb. */
function read(answer: ClickAnswer | Awaited<ReturnType<typeof renderSettingsNotice>>) {
  const shown = answer && "card" in answer ? answer.card : undefined;
  if (!shown) throw new Error(`no card: ${JSON.stringify(answer)}`);
  const card = "card" in shown ? shown.card : shown;
  const texts: string[] = [];
  const buttons: Record<string, unknown> = {};
  JSON.stringify(card.body, (key, value) => {
    if (key === "text") texts.push(value);
    if (value?.type === "Action.Execute") buttons[value.verb] = value.data;
    return value;
  });
  return { texts: texts.join("\n"), buttons };
}

const click = (turn: SettingsTurn, verb: "confirm" | "discard" | "refresh", data: unknown) =>
  handleSettingsClick(turn, verb, data);

async function render(notice: Notice) {
  const { reader } = turnOf(world, ADA);
  return renderSettingsNotice(world.context, await world.configuration(), notice, reader);
}

describe("the before/after card", () => {
  test("S1 shows what changes, old beside new, and only that", async () => {
    const { notice, data } = await propose(ADA, ON, {
      setting: "durationBeforeEscalation",
      value: "PT4H",
    });
    const { texts, buttons } = read(await render(notice));
    expect(texts).toMatch(/Require approval[\s\S]*no[\s\S]*yes/);
    expect(texts).toMatch(/Escalate after[\s\S]*1 day[\s\S]*4 h/);
    expect(texts).not.toMatch(/Minimum level|Deny after/);
    expect(buttons).toEqual({ confirm: data, discard: data });
  });

  test("S1 says who is meant when two people have one name, and warns when nobody could approve", async () => {
    const remove = { setting: "primaryApprovers", action: "remove", label: "" } as const;
    const { notice } = await propose(ADA, ON, {
      ...remove,
      rule: { kind: "role", name: "Security Administrator" },
    });
    expect(read(await render(notice)).texts).toMatch(
      /Nobody could approve: .* denied after 3 days/,
    );
    const add = { setting: "fallbackApprovers", action: "add", label: "" } as const;
    const second = await propose(ADA, { ...add, rule: { kind: "user", id: SAM.id } });
    expect(read(await render(second.notice)).texts).toContain(
      `Sam Okafor (${SAM.userPrincipalName})`,
    );
  });

  test("S1 no approver hides in a set that is too long for a line", async () => {
    const edits = CROWD.slice(0, 30).map(({ id }) => ({
      ...({ setting: "fallbackApprovers", action: "add", label: "" } as const),
      rule: { kind: "user", id } as const,
    }));
    const { notice } = await propose(ADA, ...edits);
    const { texts } = read(await render(notice));
    for (const person of CROWD.slice(0, 30))
      expect(texts).toContain(`(${person.userPrincipalName})`);
  });

  test("S1 confirm settles it in place, and the next message tells the others who changed what", async () => {
    const { data } = await propose(ADA, ON);
    const { texts, buttons } = read(await click(turnOf(world, ADA, "message"), "confirm", data));
    expect(texts).toMatch(/Confirmed/);
    expect(buttons).toEqual({});
    const told = (await world.configuration()).notices.find((row) => row.recipient === BEN.id);
    const message = told && (await render(told));
    expect(message?.summary).toBe("Ada Byron changed settings");
    expect(read(message).texts).toMatch(/Require approval: \n?no → yes[\s\S]*version 1\b/);
  });

  test("S1 discard and the end of 15 minutes settle it in place", async () => {
    const { data } = await propose(ADA, ON);
    expect(read(await click(turnOf(world, ADA), "discard", data)).texts).toMatch(/Discarded/);
    const late = await propose(ADA, ON);
    world.now += 15 * MINUTE;
    for (const verb of ["refresh", "confirm", "discard"] as const) {
      const { texts, buttons } = read(await click(turnOf(world, ADA), verb, late.data));
      expect(texts).toMatch(/nobody confirmed it in time/);
      expect(buttons).toEqual({});
    }
  });

  test("S1 when somebody was faster the same card says who, shows the new difference and asks again", async () => {
    const slow = await propose(ADA, HIGH);
    await click(turnOf(world, BEN), "confirm", (await propose(BEN, ON)).data);
    const first = read(await click(turnOf(world, ADA, "message"), "confirm", slow.data));
    expect(first.texts).toMatch(/Ben Noor changed these settings after you were shown this card/);
    expect(first.texts).toMatch(/Minimum level[\s\S]*medium[\s\S]*high/);
    expect(first.buttons.confirm).not.toEqual(slow.data);
    const again = read(await click(turnOf(world, ADA, "message"), "confirm", slow.data));
    expect(again).toEqual(first);
    expect((await world.configuration()).settingsVersion).toBe(1);
    const last = read(await click(turnOf(world, ADA, "message"), "confirm", first.buttons.confirm));
    expect(last.texts).toMatch(/Confirmed/);
    expect((await world.configuration()).settingsVersion).toBe(2);
  });
});

describe("a click that counts for nothing", () => {
  test("S1 somebody else's card is answered with a message and noted", async () => {
    const { data } = await propose(ADA, ON);
    const turn = turnOf(world, BEN);
    expect(await click(turn, "confirm", data)).toEqual({
      message: expect.stringContaining("Nothing was changed"),
    });
    expect(await click(turn, "refresh", data)).toHaveProperty("message");
    expect(turn.attempts).toEqual(["notFound", "notFound"]);
  });

  test("S1 an administrator who is none any more, and a directory that is down, change nothing", async () => {
    const { data } = await propose(ADA, ON);
    world.directory.isDown = true;
    expect(await click(turnOf(world, ADA), "confirm", data)).toEqual({
      message: expect.stringMatching(/directory cannot be read.*Nothing was changed/),
    });
    world.directory.isDown = false;
    world.directory.administrators = [BEN];
    expect(await click(turnOf(world, ADA), "confirm", data)).toEqual({
      message: expect.stringMatching(/not an administrator any more. Nothing was changed/),
    });
    expect((await world.configuration()).settingsVersion).toBe(0);
  });

  test.each([
    undefined,
    null,
    "confirm",
    {},
    { s: "idProtection" },
    { s: "other", t: "x".repeat(32) },
    { s: "idProtection", t: "" },
    { s: "idProtection", t: ["x"] },
    { s: "insiderRisk", t: "x".repeat(32) },
    { s: "__proto__", t: "x".repeat(9_999) },
  ])("S1 data like %j is answered with a message", async (data) => {
    for (const verb of ["confirm", "discard", "refresh"] as const) {
      expect(await click(turnOf(world, ADA), verb, data)).toHaveProperty("message");
    }
  });
});

describe("settings", () => {
  test("S1 shows both sources with names, version and who changed them last", async () => {
    await click(turnOf(world, ADA), "confirm", (await propose(ADA, ON)).data);
    const [both] = await handleShowSettings(turnOf(world, ADA));
    const { texts } = read(both as ClickAnswer);
    expect(texts).toMatch(/Security Administrator \(role\)/);
    expect(texts).toMatch(/Compliance Administrator \(role\)/);
    expect(texts).toMatch(/Version[\s\S]*1[\s\S]*Ada Byron/);
    const [one] = await handleShowSettings(turnOf(world, ADA), "insiderRisk");
    expect(read(one as ClickAnswer).texts).not.toMatch(/Security Administrator/);
  });

  test("S1 can be read while the directory cannot", async () => {
    world.directory.isDown = true;
    const [both] = await handleShowSettings(turnOf(world, ADA));
    expect(read(both as ClickAnswer).texts).toMatch(/Security Administrator \(role\)/);
  });
});
