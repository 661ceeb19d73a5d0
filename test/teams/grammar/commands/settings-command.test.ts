import { describe, expect, test } from "vitest";
import { answer, RILEY_ARGUMENT, refuse, SAM_ARGUMENT, type } from "../typed.js";

function change(text: string): unknown {
  const result = type(`settings id-protection ${text}`);
  return "changes" in result ? result.changes : result;
}

describe("settings", () => {
  test("shows both cards, or one", () => {
    expect(type("settings")).toEqual({ kind: "showSettings" });
    expect(type("settings Insider-Risk")).toEqual({ kind: "showSettings", source: "insiderRisk" });
  });

  test.each([
    ["id-protection", "idProtection"],
    ["ID Protection", "idProtection"],
    ["idprotection", "idProtection"],
    ["identity protection", "idProtection"],
    ["insider-risk", "insiderRisk"],
    ["insider risk", "insiderRisk"],
    ["insider", "insiderRisk"],
    ["IRM", "insiderRisk"],
  ])("takes %j for %s", (typed, source) => {
    expect(type(`settings ${typed} undo`)).toEqual({ kind: "undoSettings", source });
    expect(type(`settings ${typed} history`)).toEqual({ kind: "settingsHistory", source });
  });

  test.each(["on", "enable", "YES", "true"])("S1 %s switches on", (word) => {
    expect(change(word)).toEqual([{ setting: "isApprovalRequired", value: true }]);
  });

  test.each(["off", "disable", "no", "False"])("S1 %s switches off", (word) => {
    expect(change(word)).toEqual([{ setting: "isApprovalRequired", value: false }]);
  });

  test.each([
    ["level HIGH", { setting: "minimumRiskLevel", value: "high" }],
    ["deadline 4 hours", { setting: "durationBeforeEscalation", value: "PT4H" }],
    ["denial PT90S", { setting: "durationBeforeAutomaticDenial", value: "PT1M30S" }],
    ["justification required", { setting: "isApproverJustificationRequired", value: true }],
    ["justification off", { setting: "isApproverJustificationRequired", value: false }],
    ["unavailable proceed", { setting: "whenRiskUnavailable", value: "proceed" }],
    ["unavailable require-approval", { setting: "whenRiskUnavailable", value: "requireApproval" }],
    ["unavailable requireApproval", { setting: "whenRiskUnavailable", value: "requireApproval" }],
    ["reset", { setting: "reset" }],
  ])("S1 reads %j", (text, expected) => {
    expect(change(text)).toEqual([expected]);
  });

  test.each([
    ["threshold high", "level high"],
    ["Minimum level: high", undefined],
    ["minimum to high", "level high"],
    ["minimumRiskLevel = high", "level high"],
    ["escalation 4h", "deadline 4h"],
    ["escalate after 4 hours", "deadline 4h"],
    ["timeout two days", "denial 2d"],
    ["auto-deny 1 day and 12 hours", "denial P1DT12H"],
    ["turn off", "off"],
    ["switch on", "on"],
    ["set level to high", "level high"],
    ["primary add a@b.example", "approvers add a@b.example"],
    ["backup delete a@b.example", "fallback remove a@b.example"],
    ["reason mandatory", "justification required"],
    ["justification not required", "justification optional"],
    ["unreadable continue", "unavailable proceed"],
    ["defaults", "reset"],
  ])("S1 takes %j for %j, and never guesses", (typed, meant) => {
    if (meant === undefined) expect(change(typed)).toMatchObject({ kind: "problem" });
    else expect(change(typed)).toEqual(change(meant));
  });

  test("S2 a mistyped synonym is answered with the word of the contract", () => {
    expect(refuse("settings irm treshold minor").nearest).toBe("level");
    expect(refuse("settings irm escalaton 4h").nearest).toBe("deadline");
    expect(refuse("settings history").wrong).toBe("The source is missing");
  });

  test("S1 reads several settings and several approvers, separated by commas", () => {
    const text =
      "on, approvers add <at>Riley Chen</at> <at>Sam Okafor</at>, group:“SOC, on call”, " +
      "role:Security Administrator, fallback remove a@b.example, level low";
    const add = { setting: "primaryApprovers", action: "add" };
    expect(change(text)).toEqual([
      { setting: "isApprovalRequired", value: true },
      { ...add, approver: RILEY_ARGUMENT },
      { ...add, approver: SAM_ARGUMENT },
      { ...add, approver: { by: "group", name: "SOC, on call" } },
      { ...add, approver: { by: "role", name: "Security Administrator" } },
      {
        setting: "fallbackApprovers",
        action: "remove",
        approver: { by: "upn", value: "a@b.example" },
      },
      { setting: "minimumRiskLevel", value: "low" },
    ]);
  });

  test.each(['group:"SOC"', "Group: SOC", "group SOC", 'group "SOC"', "GROUP:SOC"])(
    "reads or refuses the approver %j without guessing",
    (text) => {
      const read = change(`approvers add ${text}`);
      const expected = { by: "group", name: "SOC" };
      if (text === "group SOC") expect(read).toMatchObject({ kind: "problem" });
      else expect(read).toMatchObject([{ approver: expected }]);
    },
  );

  test("S2 a level with a typing error is answered with the levels of that source", () => {
    expect(answer("settings insider-risk level moderat")).toContain(
      'did you mean "moderate"? levels: minor, moderate, elevated',
    );
  });

  test("S2 a level of the other source is explained", () => {
    expect(answer("settings id-protection level moderate")).toMatch(
      /^"moderate" is a level of insider-risk, not of id-protection\. Levels: low, medium, high\./,
    );
    expect(refuse("settings irm level").allowed.values).toEqual(["minor", "moderate", "elevated"]);
    expect(refuse("settings irm level none").reason).toBe("invalidValue");
  });

  test("S2 a source that is missing or mistyped is answered with the sources", () => {
    expect(refuse("settings on").wrong).toBe("The source is missing");
    expect(refuse("settings level high")).toMatchObject({
      wrong: "The source is missing",
      allowed: { label: "sources", values: ["id-protection", "insider-risk"] },
      example: "settings id-protection level high",
    });
    expect(refuse("settings id-protecton on").nearest).toBe("id-protection");
    expect(refuse("settings finance").allowed.values).toEqual(["id-protection", "insider-risk"]);
  });

  test.each([
    ["deadlin 4h", "deadline"],
    ["justification requird", "required"],
    ["unavailable procede", "proceed"],
    ["approvers ad a@b.example", "add"],
    ["of", "off"],
  ])("S2 %j is answered with %s", (text, nearest) => {
    expect(refuse(`settings irm ${text}`).nearest).toBe(nearest);
  });

  test.each([
    ...["deadline", "deadline soon", "denial 0d", "deadline 1mo", "unavailable", "justification"],
    ...["approvers", "approvers add", "approvers add SOC", 'approvers add group:""', "fallback x"],
    ...["history now", "undo all", "level high low", "on please", ",", "approvers add group:"],
  ])("S2 refuses %j with an example that is understood", (text) => {
    const problem = refuse(`settings id-protection ${text}`);
    expect(type(problem.example).kind).not.toBe("problem");
  });

  test.each([
    "level high, level low",
    "on, off",
    "reset, on",
    "on, reset",
    "reset, approvers add a@b.c",
  ])("S1 does not guess what %j means", (text) => {
    expect(refuse(`settings id-protection ${text}`).wrong).toContain("does not go together");
  });

  test.each(["on deadline 4h", "level high deadline 4h", "deadline 4h denial 2d"])(
    "S2 asks for the comma in %j",
    (text) => {
      expect(refuse(`settings id-protection ${text}`).wrong).toContain("A comma is missing before");
    },
  );
});

describe("preview settings", () => {
  test("reads the same changes", () => {
    expect(type("preview settings irm level elevated, reset")).toMatchObject({ kind: "problem" });
    expect(type("preview settings irm level elevated, off")).toEqual({
      kind: "previewSettings",
      source: "insiderRisk",
      last: "P90D",
      changes: [
        { setting: "minimumRiskLevel", value: "elevated" },
        { setting: "isApprovalRequired", value: false },
      ],
    });
  });

  test.each([
    ["preview settings irm on last 30d", "P30D"],
    ["preview irm on, last 2 weeks", "P14D"],
    ['preview settings irm approvers add group:"The last one"', "P90D"],
  ])("%j looks back %s", (text, last) => {
    expect(type(text)).toMatchObject({ kind: "previewSettings", source: "insiderRisk", last });
  });

  test.each([
    ...["preview settings irm last 30d", "preview settings irm on last soon"],
    ...["preview", "preview setings irm on", "preview settings", "preview settings irm"],
  ])("S2 refuses %j as a preview", (text) => {
    expect(refuse(text).keyword).toBe("preview");
  });

  test("S2 an example of a refused preview is a preview, and offers no history", () => {
    const problem = refuse("preview settings irm undo");
    expect(type(problem.example).kind).toBe("previewSettings");
    expect(problem.allowed.values).not.toContain("undo");
  });
});
