import { describe, expect, test } from "vitest";
import { MAX_INPUT_LENGTH, prepareText } from "../../../src/teams/grammar/prepare-text.js";
import { BOT, RILEY, SAM } from "./typed.js";

describe("prepareText", () => {
  test("drops every mention of the bot, not only the first", () => {
    const text = "<at>Riskgate</at> help <at>Riskgate</at>";
    expect(prepareText({ text, mentions: [BOT] }).text.trim()).toBe("help");
  });

  test("writes the name of a person and remembers where it stands", () => {
    const text = "risk <at>Riley Chen</at> now";
    expect(prepareText({ text, mentions: [RILEY] })).toEqual({
      text: "risk Riley Chen now",
      mentions: [{ start: 5, end: 15, mention: RILEY }],
    });
  });

  test("takes namesakes in the order of the message", () => {
    const other = { ...SAM, mri: "29:other" };
    const prepared = prepareText({ text: `${SAM.text}, ${SAM.text}`, mentions: [SAM, other] });
    expect(prepared.mentions.map(({ mention }) => mention.mri)).toEqual(["29:sam", "29:other"]);
  });

  test("takes the longest of two mentions at one place", () => {
    const short = { ...SAM, text: "@Sam", name: "Sam" };
    const long = { ...SAM, text: "@Sam Okafor", mri: "29:long" };
    const prepared = prepareText({ text: "risk @Sam Okafor", mentions: [short, long] });
    expect(prepared.mentions.map(({ mention }) => mention.mri)).toEqual(["29:long"]);
  });

  test("does not take a typed tag without an entity for a mention", () => {
    const typed = "&lt;at&gt;Riley Chen&lt;/at&gt; <at>Nobody</at>";
    expect(prepareText({ text: typed, mentions: [RILEY] })).toEqual({
      text: "<at>Riley Chen</at> <at>Nobody</at>",
      mentions: [],
    });
  });

  test("decodes the entities of Teams once, and no others", () => {
    const text = "a&nbsp;b &amp;lt; &lt;i&gt; &quot;c&quot; it&#39;s &copy; &#x41;";
    expect(prepareText({ text, mentions: [] }).text).toBe(
      'a\u00a0b &lt; <i> "c" it\'s &copy; &#x41;',
    );
  });

  test("cuts the input at 8,000 characters and never through one", () => {
    const long = `${"x".repeat(MAX_INPUT_LENGTH - 1)}😀😀`;
    expect(prepareText({ text: long, mentions: [] }).text).toBe("x".repeat(MAX_INPUT_LENGTH - 1));
  });

  test("ignores a mention that has neither text nor a name", () => {
    const empty = { ...SAM, text: "", name: "" };
    const blank = { ...SAM, text: "@x", name: " ", mri: "" };
    expect(prepareText({ text: "risk @x", mentions: [empty, blank] }).mentions).toEqual([]);
  });
});
