import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkText, clampText, visibleText } from "../../src/approval/text.js";

/** Each draws nothing; a required justification made of them only is blank. */
const invisible: Readonly<Record<string, string>> = {
  "spaces and line ends": " \t\r\n\n",
  "a no-break space": "\u00a0",
  "an ideographic space": "\u3000",
  "zero-width characters": "\u200b\u200c\u200d\ufeff\u2060",
  "bidirectional marks": "\u200e\u200f\u202a\u202e\u2066\u2069\u061c",
  "Hangul fillers": "\u115f\u1160\u3164\uffa0",
  "tag characters": "\u{e0041}\u{e007f}",
  "variation selectors": "\ufe0f\u{e0100}",
  "a blank Braille pattern": "\u2800",
  "Mongolian and Khmer separators": "\u180e\u17b4\u17b5",
  "invisible operators and a soft hyphen": "\u2061\u2064\u00ad\u034f",
  "musical and shorthand format characters": "\u{1d173}\u{1d17a}\u{1bca0}\u{1bca3}",
  "control characters": "\u0000\u0007\u001b\u007f\u0085\u2028\u2029",
  "half a character": "\ud83d",
  "half characters around an invisible one": "\udb40\u200b\udc41",
};

describe("a required justification", () => {
  test.each(Object.entries(invisible))("D4 I4 is blank when it is only %s", (_, text) => {
    expect(visibleText(text)).toBe("");
    expect(checkText(text, true)).toEqual({ ok: false, code: "justificationRequired" });
    expect(checkText(text, false)).toEqual({ ok: true, text: "" });
  });

  test("D4 is given by one visible character among invisible ones", () => {
    expect(checkText("\u200b\u202e x \u3164", true)).toEqual({ ok: true, text: "x" });
  });

  test("D4 I4 may have exactly 2,000 characters, not one more", () => {
    expect(checkText("x".repeat(2_000), true).ok).toBe(true);
    expect(checkText("x".repeat(2_001), true)).toEqual({ ok: false, code: "textTooLong" });
    expect(checkText(`${"x".repeat(2_000)}\u200b\n`, true).ok).toBe(true);
  });

  test("D4 is not cleaned without bound", () => {
    expect(checkText("\u200b".repeat(1_000_000), false)).toEqual({
      ok: false,
      code: "textTooLong",
    });
  });
});

test("D4 cleaning a text twice changes nothing more, and never makes it longer", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (a, b) => {
      for (const text of [a, b, a + b]) {
        const once = visibleText(text);
        expect(visibleText(once)).toBe(once);
        expect(once.length).toBeLessThanOrEqual(text.length);
      }
    }),
  );
});

test("I4 a text is clamped without splitting a character", () => {
  expect(clampText("short", 10)).toBe("short");
  expect(clampText("0123456789", 5)).toBe("0123…");
  expect(clampText("abc😀defgh", 5)).toBe("abc…");
  expect(clampText("ab😀cdefgh", 5).length).toBeLessThanOrEqual(5);
});
