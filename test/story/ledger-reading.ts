import { expect } from "vitest";
import { countNotices } from "../../src/approval/notice.js";
import type { RunningBot } from "./running-bot.js";

/** Rule N2, in every request and in what `/metrics` says of all: intended = delivered + failed + withdrawn + pending. */
export async function expectLedgerAddsUp(bot: RunningBot): Promise<void> {
  const { store } = bot.riskgate.context;
  for await (const { id } of await store.requestSummaries()) {
    const { notices } = await bot.request(id);
    expect(notices.map((notice) => notice.number)).toEqual(notices.map((_, i) => i + 1));
    const { intended, ...states } = countNotices(notices);
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(intended);
    for (const notice of notices) {
      expect(notice.shownRevision).toBeLessThanOrEqual(notice.revision);
      expect(notice.state === "failed" && notice.sendingSince !== undefined).toBe(false);
    }
  }
  const { intended, ...states } = await store.noticeCounts();
  expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(intended);
}
