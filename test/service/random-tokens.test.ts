import { expect, test } from "vitest";
import { createTokens } from "../../src/service/random-tokens.js";

test.each([9, 18])(
  "tokens of %i bytes are all different, also over the end of what is drawn",
  (bytes) => {
    const newToken = createTokens(bytes);
    const tokens = Array.from({ length: 10_000 }, newToken);
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(bytes);
  },
);

test("every bit of a token is as often set as not", () => {
  const newToken = createTokens(18);
  const set = new Array<number>(18 * 8).fill(0);
  for (let n = 0; n < 4_000; n += 1) {
    const bytes = Buffer.from(newToken(), "base64url");
    for (let bit = 0; bit < set.length; bit += 1)
      set[bit] = (set[bit] ?? 0) + (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1);
  }
  // Nine standard deviations: once in 10^18 runs.
  for (const count of set) expect(Math.abs(count - 2_000)).toBeLessThan(285);
});
