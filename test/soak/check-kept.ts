import { expect } from "vitest";
import { verifyChain } from "../../src/audit/audit-chain.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import type { Acknowledged } from "../crash/burst.js";

/** Everything that was said yes to is in the store, once, and the audit trail verifies. */
export async function checkKept(
  folder: string,
  tenantId: string,
  { submissions, decisions }: Acknowledged,
): Promise<void> {
  const store = await openEmbeddedStore({ folder, tenantId });
  try {
    for (const id of new Set(submissions.values())) {
      const request = (await store.load("request", id))?.value;
      expect(request, `${id} was acknowledged`).toBeDefined();
      if (!request) continue;
      const events = await store.events("request", id);
      expect(verifyChain(events).ok, `the chain of ${id}`).toBe(true);
      const times = (...types: string[]): number =>
        events.filter((event) => types.includes(event.type)).length;
      const ended = request.stages.filter((stage) => stage.outcome).length;
      expect(times("requestSubmitted"), `${id} was submitted`).toBe(1);
      expect(times("stageDecided", "stageTimedOut"), `stages of ${id}`).toBe(ended);
      expect(times("requestDenied", "requestApproved"), `ends of ${id}`).toBe(1);
      const waiting = request.notices.filter((notice) => notice.state === "pending");
      expect(waiting, `rows of ${id}`).toEqual([]);
    }
    for (const [id, outcome] of decisions) {
      const request = (await store.load("request", id))?.value;
      const results = request?.stages.map((stage) => stage.outcome?.reviewResult);
      expect(results, `${id} was acknowledged`).toContain(outcome);
    }
    const verdict = await walkTrail(store.auditTrail, () => store.now());
    expect(verdict.problems, "the trail and its anchors").toEqual([]);
  } finally {
    await store.close();
  }
}
