import { expect, test } from "vitest";
import { refuse } from "../../src/approval/refusal.js";

test("S2 a refusal names the input that was wrong, and no input where none was", () => {
  expect(refuse("textTooLong", "justification")).toStrictEqual({
    ok: false,
    code: "textTooLong",
    field: "justification",
  });
  expect(refuse("tooLate")).toStrictEqual({ ok: false, code: "tooLate" });
});
