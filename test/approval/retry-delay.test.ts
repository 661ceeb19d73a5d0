import { describe, expect, test } from "vitest";
import { jitteredRetryDelay, retryDelay } from "../../src/approval/retry-delay.js";

const TRIES = [0, 1, 2, 3, 9];

describe("the wait before the next try of a row", () => {
  test.each(TRIES)(
    "N2 after %i tries is the step's wait, longer by less than a quarter",
    (tries) => {
      for (let row = 0; row < 1_000; row += 1) {
        const wait = jitteredRetryDelay(tries, `R-${row}/approvalCard/0`);
        expect(wait).toBeGreaterThanOrEqual(retryDelay(tries));
        expect(wait).toBeLessThan(retryDelay(tries) * 1.25);
      }
    },
  );

  test("N2 of rows that failed together is not the same, so that they do not come back together", () => {
    const tenths = new Array<number>(10).fill(0);
    for (let row = 0; row < 1_000; row += 1) {
      const longer = jitteredRetryDelay(2, `R-${row}/approvalCard/0`) / retryDelay(2) - 1;
      const tenth = Math.floor(longer * 40);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const rows of tenths) expect(rows).toBeGreaterThan(60);
  });

  test("N2 of one row and try is always the same", () => {
    const row = "R-1042/approvalCard/0";
    expect(TRIES.map((tries) => jitteredRetryDelay(tries, row))).toEqual(
      TRIES.map((tries) => jitteredRetryDelay(tries, row)),
    );
  });
});
