import { randomFillSync } from "node:crypto";

/** Bytes drawn at once: asking the generator costs far more than what it gives. */
const DRAWN = 4_096;

/**
 * Makes unguessable tokens of so many random bytes each, in base64url: no byte is used twice, and what was used does not
 * stay in memory.
 */
export function createTokens(bytes: number): () => string {
  const pool = Buffer.alloc(DRAWN - (DRAWN % bytes));
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      randomFillSync(pool);
      at = 0;
    }
    const token = pool.toString("base64url", at, at + bytes);
    pool.fill(0, at, at + bytes);
    at += bytes;
    return token;
  };
}
