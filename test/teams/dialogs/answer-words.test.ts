import { describe, expect, it } from "vitest";
import {
  isLeaving,
  isSkipping,
  readConfirmation,
} from "../../../src/teams/dialogs/answer-words.js";

describe("the words of an answer", () => {
  it.each([
    "cancel",
    " Cancel! ",
    "/cancel",
    "STOP",
    "quit.",
    "never mind",
    "exit",
    "ca\u200bncel",
  ])("%j leaves", (text) => expect(isLeaving(text)).toBe(true));

  it.each(["cancel R-1042", "stop the audit", "cancellation", "", "cancel ".repeat(1_000)])(
    "%.30j does not leave",
    (text) => expect(isLeaving(text)).toBe(false),
  );

  it.each(["yes", "Y", "Yes, please.", "yep", "OK!", "go ahead", "👍", "👍🏽", "“yes”", "Ｙｅｓ"])(
    "%j is a yes",
    (text) => expect(readConfirmation(text)).toBe("yes"),
  );

  it.each(["no", "N", "No, thanks", "nope", "don't", "Don’t send it", "👎"])("%j is a no", (text) =>
    expect(readConfirmation(text)).toBe("no"),
  );

  it.each(["", "yes but not now", "yes or no", "not yes", "yesterday", "noyes", "1", "maybe"])(
    "%j is neither",
    (text) => expect(readConfirmation(text)).toBeUndefined(),
  );

  it("knows a skip from a reason", () => {
    expect(["skip", "Skip.", "/skip", "skip it"].map(isSkipping)).toEqual([true, true, true, true]);
    expect(isSkipping("skip level meeting")).toBe(false);
  });
});
