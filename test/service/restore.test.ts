import { expect, test } from "vitest";
import { readRestore } from "../../src/service/restore.js";

test("V4 what waits of the reader's own requests is not counted among what a restored copy has not sent", async () => {
  const context = {
    holds: { restore: { restored: () => ({ takenAt: 1 }) } },
    store: {
      now: () => 2,
      requestSummaries: async () => [],
      noticeCounts: async (without?: string) => ({ pending: without === "ada" ? 1 : 4 }),
    },
  };
  expect(await readRestore(context as never, "ada")).toMatchObject({ pendingNotices: 1 });
  expect(await readRestore(context as never, "ben")).toMatchObject({ pendingNotices: 4 });
});
