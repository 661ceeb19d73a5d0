import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY } from "../../../src/approval/instant.js";
import { moveStore } from "../../../src/move-store.js";
import { indexOf } from "../../../src/service/index-entry.js";
import type { AuditedStore } from "../../../src/service/ports/audit-trail.js";
import { removeOld } from "../../../src/service/retention.js";
import { walkTrail } from "../../../src/service/walk-trail.js";
import { markAsMoved, refuseSecondMove } from "../../../src/store/lowdb/moved-house.js";
import { openEmbeddedStore } from "../../../src/store/lowdb/open-embedded-store.js";
import { databaseOf } from "../../../src/store/postgres/database-url.js";
import { MovingIn } from "../../../src/store/postgres/moving-in.js";
import { addEnded, addRequest } from "../../audit/sample-trail.js";
import { personCommit } from "../../builders/commit.js";
import { NOW, submitted } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { everythingOf } from "./everything-of.js";
import { openOn, TENANT } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();

let url: string;
let folder: string;
let source: AuditedStore;
beforeEach(async () => {
  url = await server().createDatabase();
  folder = mkdtempSync(join(tmpdir(), "riskgate-move-"));
  source = await openSource();
  await fill();
});
afterEach(async () => {
  await source.close();
  rmSync(folder, { recursive: true, force: true });
});

const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);
const openSource = (now = NOW) =>
  openEmbeddedStore({ folder, tenantId: TENANT, clock: () => now, mayHaveMoved: true });
const closeSource = (movedAt: number) =>
  markAsMoved(folder, { movedAt, database: databaseOf(url) });
const keyPem = () => readFileSync(join(folder, "audit/signing-key.pem"), "utf8");

/** Open and closed requests, a person, an outage and numbers that were given out, as the service writes them. */
async function fill(): Promise<void> {
  for (const id of ["R-1001", "R-1002", "R-1003"]) {
    const { request, events } = submitted(id);
    const index = indexOf("request", request);
    // The builder's requests are all the same one: the first holds its names.
    const keys = id === "R-1001" ? index.keys : [];
    const commit = { kind: "request", id, expectedVersion: 0, value: request, events } as const;
    expect(await source.commit({ ...commit, index: { ...index, keys } })).toMatchObject({
      ok: true,
    });
  }
  await addEnded(source, "R-1004");
  await source.commit(personCommit(21));
  await source.recordOutage({ from: NOW - 60_000, to: NOW });
  for (let i = 0; i < 5; i += 1) await source.nextRequestId();
}

/** What a move does until the power is cut. */
async function interrupt(method: "put" | "putLastThings" | "finish", at = 1): Promise<void> {
  const target = await MovingIn.open(url, TENANT);
  let calls = 0;
  const real = (target[method] as (...given: unknown[]) => Promise<unknown>).bind(target);
  Object.assign(target, {
    [method]: async (...given: unknown[]) => {
      calls += 1;
      if (calls === at) throw new Error("the power is cut");
      return real(...given);
    },
  });
  const key = { signingKeyPem: keyPem(), isKeyKeptOutside: false };
  await expect(moveStore(source, target, key, closeSource)).rejects.toThrow("the power is cut");
  await target.close();
  await expect(openOn(url)).rejects.toThrow(
    "A move from a data folder into this database has not ended.",
  );
}

async function move(into = url): Promise<Awaited<ReturnType<typeof moveStore>>> {
  const target = await MovingIn.open(into, TENANT);
  try {
    const key = { signingKeyPem: keyPem(), isKeyKeptOutside: false };
    return await moveStore(source, target, key, closeSource);
  } finally {
    await target.close();
  }
}

describe("moving house", { timeout: 60_000 }, () => {
  it("U1 I2 takes everything along: values, trails, keys, lists, counts, outages and the key", async () => {
    const before = await everythingOf(source);
    expect(await move()).toMatchObject({ aggregates: 5, found: 0 });
    const store = await openOn(url);
    expect(await everythingOf(store)).toEqual(before);
    for (const { key } of indexOf("request", submitted("R-1001").request).keys)
      expect(await store.holderOf(key, NOW)).toEqual(await source.holderOf(key, NOW));
    const places =
      "select distinct tableoid::regclass::text as place from riskgate.audit_event where kind = 'request'";
    expect(await sql(places)).toEqual([{ place: "riskgate.audit_event_2025_03" }]);
    const number = async (from: AuditedStore) => Number((await from.nextRequestId()).slice(2));
    expect(await number(store)).toBeGreaterThanOrEqual(1006);
    await addRequest(store, "R-2001");
    const verdict = await walkTrail(store.auditTrail, () => NOW);
    expect(verdict).toMatchObject({ isIntact: true, aggregates: 6, problems: [] });
    await store.close();
  });

  it("U1 is begun again after an interruption, also when the source went on in between", async () => {
    const target = await MovingIn.open(url, TENANT);
    let puts = 0;
    const put = target.put.bind(target);
    target.put = async (moving, now) => {
      puts += 1;
      if (puts === 4) throw new Error("the power is cut");
      return put(moving, now);
    };
    const key = { signingKeyPem: keyPem(), isKeyKeptOutside: false };
    await expect(moveStore(source, target, key, closeSource)).rejects.toThrow("the power is cut");
    await target.close();
    await expect(openOn(url)).rejects.toThrow(
      "A move from a data folder into this database has not ended.",
    );

    const loaded = await source.load("request", "R-1001");
    if (!loaded) throw new Error("R-1001 is missing");
    await source.commit({
      ...{ kind: "request", id: "R-1001", expectedVersion: 1, value: loaded.value },
      ...{ events: submitted("R-1001").events, index: indexOf("request", loaded.value) },
    });
    expect((await move()).found).toBeGreaterThan(0);
    const before = await everythingOf(source);
    const store = await openOn(url);
    expect(await everythingOf(store)).toEqual(before);
    await store.close();
  });

  it.each([
    ["put", 1],
    ["put", 5],
    ["putLastThings", 1],
    ["finish", 1],
  ] as const)("U1 ends as it should after an interruption at %s %i", async (method, at) => {
    await interrupt(method, at);
    await move();
    const store = await openOn(url);
    expect(await everythingOf(store)).toEqual(await everythingOf(source));
    await store.close();
  });

  it("U1 takes anew what arrived otherwise than it is now", async () => {
    await interrupt("putLastThings");
    await sql(`update riskgate.aggregate set value = value || '{"endReason":"other"}' where id = 'R-1002';
      update riskgate.aggregate set last_hash = 'other' where id = 'R-1003'`);
    expect((await move()).found).toBe(3);
    const store = await openOn(url);
    expect(await everythingOf(store)).toEqual(await everythingOf(source));
    await store.close();
  });

  it("U1 takes a trail along whose key was changed", async () => {
    const first = source.auditTrail.publicKey;
    await source.auditTrail.anchor();
    await source.trailKeeping.changeKey?.();
    expect(source.auditTrail.publicKey).not.toBe(first);
    await move();
    const store = await openOn(url);
    expect(store.auditTrail.firstKey).toBe(first);
    await addRequest(store, "R-2001");
    expect(await walkTrail(store.auditTrail, () => NOW)).toMatchObject({ isIntact: true });
    await store.close();
  });

  it("D1 leaves a folder on which no bot starts any more, before a node can start on the database", async () => {
    const start = () => openEmbeddedStore({ folder, tenantId: TENANT, clock: () => NOW });
    await interrupt("putLastThings");
    await source.close();
    source = await start();
    await interrupt("finish");
    await source.close();
    await expect(start()).rejects.toMatchObject({
      code: "moved",
      message: expect.stringMatching(
        /has moved into a database, \S+, at 20\d\d-.*run migrate-store.js again/,
      ),
    });
    source = await openSource();
    await move();
    await source.close();
    await expect(start()).rejects.toMatchObject({ code: "moved" });
    const moveInto = (database: string) => () => refuseSecondMove(folder, database);
    expect(moveInto(databaseOf(url))).not.toThrow();
    expect(moveInto("db.example/riskgate")).toThrow(
      `has moved into another database already, ${databaseOf(url)}, at 20`,
    );
    writeFileSync(join(folder, "moved.json"), "torn");
    await expect(start()).rejects.toMatchObject({ code: "moved" });
    expect(moveInto(databaseOf(url))).toThrow("has moved into another database already.");
    rmSync(join(folder, "moved.json"));
    source = await start();
    expect(source.problem()).toBeUndefined();
  });

  it("T6 the time of the move counts as an outage", async () => {
    const hour = 3_600_000;
    await move();
    const store = await openOn(url, { clock: () => NOW + hour });
    expect(await store.outages()).toEqual([{ from: NOW - 60_000, to: NOW + hour }]);
    await store.close();
  });

  it("U1 leaves behind what retention removed before the move was repeated", async () => {
    const target = await MovingIn.open(url, TENANT);
    const putLastThings = async () => Promise.reject(new Error("the power is cut"));
    const key = { signingKeyPem: keyPem(), isKeyKeptOutside: false };
    target.putLastThings = putLastThings;
    await expect(moveStore(source, target, key, closeSource)).rejects.toThrow("the power is cut");
    await target.close();
    await source.close();
    const now = NOW + 500 * DAY;
    source = await openSource(now);
    await eventually(
      async () => (await removeOld({ store: source }, source.trailKeeping, DAY)) > 0,
    );
    await move();
    expect(await sql("select id from riskgate.aggregate where id = 'R-1004'")).toEqual([]);
    const store = await openOn(url, { clock: () => now });
    expect(await walkTrail(store.auditTrail, () => now)).toMatchObject({
      ...{ isIntact: true, removed: 1 },
    });
    await store.close();
  });

  it("U1 is not opened for the bot when the trail does not fit where it arrived", async () => {
    const target = await MovingIn.open(url, TENANT);
    const put = target.put.bind(target);
    target.put = async (moving, now) => {
      const [first, ...rest] = moving.kept.events;
      const events = first ? [{ ...first, type: "somethingElse" }, ...rest] : [];
      return put({ ...moving, kept: { ...moving.kept, events } }, now);
    };
    const key = { signingKeyPem: keyPem(), isKeyKeptOutside: false };
    await expect(moveStore(source, target, key, closeSource)).rejects.toThrow(
      "The audit does not fit where it arrived. The database is not opened for the bot.",
    );
    await target.close();
    await expect(openOn(url)).rejects.toThrow("has not ended");
  });

  it("refuses a database that holds a store, or that a node runs on", async () => {
    await move();
    await expect(move()).rejects.toThrow("A data folder has moved into this database already");
    const used = await server().createDatabase();
    const store = await openOn(used);
    await expect(move(used)).rejects.toThrow("A node runs on this database");
    await addRequest(store, "R-1001");
    await store.close();
    await expect(move(used)).rejects.toThrow("The database holds a store already.");
  });

  it("U1 says what to do after an interrupted move of another copy of the folder, and does it then", async () => {
    await source.close();
    const copy = mkdtempSync(join(tmpdir(), "riskgate-move-"));
    cpSync(folder, copy, { recursive: true });
    source = await openSource();
    await addRequest(source, "R-1010");
    await interrupt("finish");
    await source.close();
    rmSync(folder, { recursive: true });
    renameSync(copy, folder);
    source = await openSource();
    await addRequest(source, "R-1011");
    await expect(move()).rejects.toMatchObject({
      message: expect.stringContaining("another copy of this data folder was interrupted"),
      remedy: expect.stringContaining("drop schema riskgate cascade"),
    });
    await sql("drop schema riskgate cascade");
    expect(await move()).toMatchObject({ aggregates: 6, found: 0 });
  });
});
