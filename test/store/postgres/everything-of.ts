import { DAY } from "../../../src/approval/instant.js";
import type { AuditedStore } from "../../../src/service/ports/audit-trail.js";
import { allSummaries } from "../../builders/all-summaries.js";
import { NOW } from "../../builders/request.js";
import { loadPlain } from "../contract/load-plain.js";

/** What a store answers to everything that it may be asked. */
export async function everythingOf(store: AuditedStore) {
  const trails: unknown[] = [];
  for await (const { damage, ...kept } of store.auditTrail.trails()) {
    const loaded = await loadPlain(store, kept.ref.kind, kept.ref.id);
    trails.push({
      ...kept,
      damage,
      loaded,
      events: await store.events(kept.ref.kind, kept.ref.id),
    });
  }
  const byName = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return JSON.parse(
    JSON.stringify({
      trails: trails.sort(byName),
      summaries: await allSummaries(store),
      due: await store.due(NOW + 99 * DAY, 99),
      sendable: await store.sendable(NOW + 99 * DAY, 99),
      undelivered: await store.undelivered(99),
      counts: await store.noticeCounts(),
      outages: await store.outages(),
      publicKey: store.auditTrail.publicKey,
    }),
  );
}
