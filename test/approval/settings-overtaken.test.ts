import { describe, expect, test } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { currentCopy, isUpdateOwed } from "../../src/approval/notice.js";
import { confirmChange } from "../../src/approval/settings-confirm.js";
import type { SettingsWish } from "../../src/approval/settings-wish.js";
import { ADA, COLE } from "../builders/cast.js";
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

describe("a change that somebody else was faster than", () => {
  test("S1 is not applied: the same card shows the new difference", () => {
    const before = overtaken();
    const { configuration, notice } = accepted(confirmChange(before, click, facts, CLICKED));
    expect(configuration.settings).toBe(before.settings);
    expect(configuration.settingsVersion).toBe(1);
    expect(configuration.changes.map(({ state, notice: row }) => [state, row])).toStrictEqual([
      ["overtaken", 1],
      ["confirmed", 2],
      ["open", 1],
    ]);
    expect(configuration.changes.at(-1)).toMatchObject({
      proposedBy: { id: ADA.id },
      proposedAt: CLICKED,
      expiresAt: CLICKED + 15 * MINUTE,
      shownVersion: 1,
      before: { isApprovalRequired: true, minimumRiskLevel: "medium" },
      after: { isApprovalRequired: true, minimumRiskLevel: "high" },
    });
    expect(configuration.changes.at(-1)).not.toHaveProperty("undoes");
    expect(notice).toBe(configuration.notices[0]);
    expect(isUpdateOwed(notice)).toBe(true);
  });

  test("D6 has a new copy in the place of the clicked one, and no older copy confirms", () => {
    const { notice } = accepted(confirmChange(overtaken(), click, facts, CLICKED));
    expect(notice.copies.map(({ token, isQuestioned }) => [token, isQuestioned])).toStrictEqual([
      [click.token, true],
      [facts.newToken, false],
    ]);
    expect(currentCopy(notice)).toStrictEqual({
      generation: 2,
      token: facts.newToken,
      reading: null,
      isQuestioned: false,
      isConfirmation: true,
      conversationId: "chat-ada",
      activityId: "message-1",
    });
  });

  test("D6 stands where the click came from, or else where its copy was posted", () => {
    const at = (messageId: string | undefined) =>
      accepted(confirmChange(overtaken(), { ...click, messageId }, facts, CLICKED)).notice;
    expect(currentCopy(at("message-7"))?.activityId).toBe("message-7");
    expect(currentCopy(at(undefined))?.activityId).toBe("message-1");
    const nowhere = overtaken();
    const bare = {
      ...nowhere,
      notices: nowhere.notices.map((notice) => ({
        ...notice,
        copies: notice.copies.map(({ activityId: _, ...copy }) => copy),
      })),
    };
    const { notice } = accepted(
      confirmChange(bare, { ...click, messageId: undefined }, facts, CLICKED),
    );
    expect(currentCopy(notice)).not.toHaveProperty("activityId");
  });

  test("U1 is audited as overtaken and proposed again", () => {
    const { events } = accepted(confirmChange(overtaken(), click, facts, CLICKED));
    const shared = { source: "idProtection", notice: 1, proposedBy: ADA.id };
    const actor = { kind: "person", id: ADA.id };
    expect(events).toStrictEqual([
      {
        ...{ type: "settingsChangeOvertaken", at: CLICKED, actor },
        details: { ...shared, shownVersion: 0 },
      },
      {
        ...{ type: "settingsChangeProposed", at: CLICKED, actor },
        details: {
          ...{ ...shared, shownVersion: 1 },
          ...{ before: { minimumRiskLevel: "medium" }, after: { minimumRiskLevel: "high" } },
        },
      },
    ]);
  });

  test("S1 is confirmed by a click on the new copy, and the version counts on", () => {
    const { configuration } = accepted(confirmChange(overtaken(), click, facts, CLICKED));
    const again = { ...click, token: facts.newToken };
    const result = accepted(confirmChange(configuration, again, facts, CLICKED + 1));
    expect(result.configuration).toMatchObject({
      settings: { isApprovalRequired: true, minimumRiskLevel: "high" },
      settingsVersion: 2,
    });
  });

  test.each<[string, SettingsWish, SettingsWish]>([
    ["the other one has fulfilled", ON, ON],
    [
      "is not allowed beside the other change",
      [{ setting: "durationBeforeEscalation", value: "P2D" }],
      [{ setting: "durationBeforeAutomaticDenial", value: "PT30H" }],
    ],
  ])("S1 is over when it is what %s", (_, wish, faster) => {
    const before = overtaken(wish, faster);
    const result = accepted(confirmChange(before, click, facts, CLICKED));
    expect(result.configuration.changes.map(({ state }) => state)).toStrictEqual([
      "overtaken",
      "confirmed",
    ]);
    expect(result.events.map(({ type }) => type)).toStrictEqual(["settingsChangeOvertaken"]);
    expect(result.notice.copies).toHaveLength(1);
    expect(result.configuration.settings).toBe(before.settings);
  });

  test("S1 that was an undo still says what it takes back", () => {
    const first = accepted(confirmChange(propose(ON), click, facts, CLICKED)).configuration;
    const token = "token-ada-000000003";
    const undo = propose({ kind: "undo" }, ADA, first, token);
    const his = { ...click, personId: COLE.id, token: "token-cole-00000001" };
    const both = propose(HIGH, COLE, undo, his.token);
    const faster = accepted(confirmChange(both, his, facts, CLICKED)).configuration;
    const again = accepted(confirmChange(faster, { ...click, token }, facts, CLICKED));
    expect(again.configuration.changes.at(-1)).toMatchObject({
      undoes: 1,
      after: { isApprovalRequired: false, minimumRiskLevel: "high" },
    });
  });
});
