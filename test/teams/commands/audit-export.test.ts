import { afterEach, beforeEach, expect, it } from "vitest";
import { type AuditExport, exportAudit } from "../../../src/service/export-audit.js";
import type { AuditTrail } from "../../../src/service/ports/audit-trail.js";
import { handleAuditExport } from "../../../src/teams/commands/audit-export.js";
import type { Turn } from "../../../src/teams/turn.js";
import { addRequest, TrailWorld } from "../../audit/sample-trail.js";
import { newRequest } from "../../builders/commit.js";

const KWAME = "00000000-0000-4000-8000-000000000099";

let world: TrailWorld;
let files: { name: string; bytes: Buffer }[];
beforeEach(async () => {
  files = [];
  world = new TrailWorld();
  world.now = Date.parse("2026-03-30T09:00:00Z");
  await world.open();
});
afterEach(() => world.close());

function contextWith(auditTrail: AuditTrail = world.store.auditTrail) {
  const people = { hasRole: async () => false };
  return { tenantId: "tenant-1", store: world.store, auditTrail, people } as never;
}

function turnIn(timeZone: string): Turn {
  return {
    context: contextWith(),
    person: { id: KWAME },
    reader: { now: world.now, timeZone, locale: "en-US", mri: "29:kwame" },
    offerFile: (file: (typeof files)[number]) => {
      files.push(file);
      return { text: file.name };
    },
    later: () => undefined,
  } as never;
}

function trailer(): { from: string; to: string } {
  return JSON.parse(files[0]?.bytes.toString().trimEnd().split("\n").at(-1) ?? "{}");
}

it("U1 a day of a period ends at the next midnight, also where it began at one o'clock", async () => {
  await world.store.commit(newRequest("R-1001", {}, world.now));
  // In Lebanon clocks go forward at midnight: the 29th begins at 01:00, which is 22:00 UTC of the day before.
  const days = { from: "2026-03-29", to: "2026-03-30" } as const;
  await handleAuditExport(turnIn("Asia/Beirut"), days);
  expect(trailer()).toMatchObject({
    from: "2026-03-28T22:00:00.000Z",
    to: "2026-03-30T21:00:00.000Z",
  });
  files = [];
  world.now = Date.parse("2026-03-29T09:00:00Z");
  await world.store.commit(newRequest("R-1002", {}, world.now));
  await handleAuditExport(turnIn("Asia/Beirut"), { from: "2026-03-29", to: "2026-03-29" });
  expect(trailer().to).toBe("2026-03-29T21:00:00.000Z");
});

it("U1 a file is named by the days of its reader, not by those of Greenwich", async () => {
  world.now = Date.parse("2026-03-30T23:30:00Z");
  await world.store.commit(newRequest("R-1001", {}, world.now));
  await handleAuditExport(turnIn("Pacific/Auckland"), { from: "2026-03-31" });
  expect(files.map(({ name }) => name)).toEqual([
    "riskgate-audit-2026-03-31-2026-03-31.jsonl",
    "riskgate-audit-2026-03-31-2026-03-31.csv",
  ]);
});

it("U1 exports are written one at a time, only a few wait, and it goes on afterwards", async () => {
  await addRequest(world.store, "R-1001");
  const { auditTrail } = world.store;
  const running = { now: 0, most: 0 };
  const watched: AuditTrail = {
    publicKey: auditTrail.publicKey,
    anchor: () => auditTrail.anchor(),
    anchors: () => auditTrail.anchors(),
    trail: (kind, id) => auditTrail.trail(kind, id),
    sign: (text) => auditTrail.sign(text),
    async *trails() {
      running.now += 1;
      running.most = Math.max(running.most, running.now);
      for await (const kept of auditTrail.trails()) yield kept;
      running.now -= 1;
    },
  };
  const reader = { personId: KWAME, sources: new Set<never>(), hasOwnRequests: false };
  const context = contextWith(watched);
  const all = await Promise.all(
    Array.from({ length: 20 }, () => exportAudit(context, reader).then(({ kind }) => kind)),
  );
  expect(running.most).toBe(1);
  expect(all.filter((kind) => kind === "export")).toHaveLength(5);
  expect(all.filter((kind) => kind === "tooMany")).toHaveLength(15);
  expect(((await exportAudit(context, reader)) as AuditExport).events).toBe(3);
});
