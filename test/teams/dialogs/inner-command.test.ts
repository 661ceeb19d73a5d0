import { describe, expect, it } from "vitest";
import { readInnerCommand } from "../../../src/teams/dialogs/inner-command.js";

describe("a command in the middle of the conversation", () => {
  it.each([
    "Approve the invoices of May",
    "Request from my manager",
    "Audit of 2026",
    "Status reports",
    "Hello, I work in sales",
    "Help the new team",
    "Delegate of the board",
  ])("%j is a reason, where any text is an answer", (text) => {
    expect(readInnerCommand(text, ["approver", "administrator"], true)).toBeUndefined();
  });

  it.each([
    "status",
    "status R-1042",
    "request by text",
    "request",
    'request "Wiki" because I read',
    "approvals",
    "approve R-1042 because I know her",
  ])("%j is a command there too", (text) =>
    expect(readInnerCommand(text, ["approver"], true)).toBe("other"),
  );

  it.each(["approve", "status what", "request"])(
    "%j is one where only certain words are answers",
    (text) => expect(readInnerCommand(text, ["approver"], false)).toBe("other"),
  );

  it("knows the calls for help", () => {
    expect(["help", "HELP!", "/help", "?"].map((text) => readInnerCommand(text, [], true))).toEqual(
      ["help", "help", "help", "help"],
    );
    expect(readInnerCommand("hello", [], false)).toBe("help");
  });

  it("V1 a command of somebody else is no command", () => {
    for (const isFreeText of [true, false]) {
      for (const text of ["settings", "risk riley@contoso.example", "audit verify", "deliveries"]) {
        expect(readInnerCommand(text, ["approver"], isFreeText)).toBeUndefined();
        expect(readInnerCommand(text, ["administrator"], isFreeText)).toBe("other");
      }
    }
  });
});
