import { describe, expect, test } from "vitest";
import type { Mention } from "../../../src/teams/grammar/command-input.js";
import { prepareText } from "../../../src/teams/grammar/prepare-text.js";
import { tokenize } from "../../../src/teams/grammar/tokenize.js";
import { RILEY, SAM } from "./typed.js";

function split(text: string, mentions: readonly Mention[] = []): string[] {
  return tokenize(prepareText({ text, mentions })).map(({ kind, value }) => `${kind} ${value}`);
}

describe("tokenize", () => {
  test.each(['"', "“|”", "„|“", "”", "«|»", "»|«", "'", "‘|’", "‚|‘", "‹|›"])(
    "takes %s for quotation marks",
    (marks) => {
      const [open = "", close = open] = marks.split("|");
      const name = `${open}Finance  Data${close}`;
      expect(split(`request ${name} x`)).toEqual(["word request", "quoted Finance Data", "word x"]);
    },
  );

  test("keeps an apostrophe inside a word", () => {
    expect(split("'Riley's Data' can't 'tis O’Brien")).toEqual([
      "quoted Riley's Data",
      "word can't",
      "word 'tis",
      "word O’Brien",
    ]);
  });

  test("ends a quoted name without a space after it", () => {
    expect(split('"Finance Data"because')).toEqual(["quoted Finance Data", "word because"]);
  });

  test("splits a label from the quoted name after its colon", () => {
    expect(split("group:“SOC on call”, role:x")).toEqual([
      "word group:",
      "quoted SOC on call",
      "comma ,",
      "word role:x",
    ]);
  });

  test("treats non-breaking spaces and line ends as spaces", () => {
    expect(split("settings&nbsp;\u00a0id-protection\r\n\ton ")).toEqual([
      "word settings",
      "word id-protection",
      "word on",
    ]);
  });

  test("drops invisible characters from words", () => {
    expect(split("\u200bre\u200dquest \ufeff \u202eR-1042\u0000")).toEqual([
      "word request",
      "word R-1042",
    ]);
  });

  test("says where a double quotation mark is never closed", () => {
    expect(split('request "Finance Data because')).toEqual([
      "word request",
      "unclosed Finance Data because",
    ]);
  });

  test("joins the split mention of one person and keeps two persons apart", () => {
    const first = { ...RILEY, text: "<at>Riley</at>", name: "Riley" };
    const second = { ...RILEY, text: "<at>Chen</at>", name: "Chen" };
    const text = `${first.text}&nbsp;${second.text} ${SAM.text}`;
    expect(split(text, [first, second, SAM])).toEqual(["mention Riley", "mention Sam Okafor"]);
  });

  test("takes a mention inside quotes for a part of the name", () => {
    expect(split(`"Data of ${SAM.text}" ${RILEY.text}`, [SAM, RILEY])).toEqual([
      "quoted Data of Sam Okafor",
      "mention Riley Chen",
    ]);
  });

  test("finds a mention that touches a word", () => {
    expect(split(`to${SAM.text}`, [SAM])).toEqual(["word to", "mention Sam Okafor"]);
  });
});
