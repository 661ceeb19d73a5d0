import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { newRequest, personCommit, requestCommit } from "../../builders/commit.js";
import { NOW, person, submitted } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { openOn } from "./open-store.js";
import { TcpProxy } from "./tcp-proxy.js";
import { usePostgres } from "./use-postgres.js";

const LATER = { timeoutMs: 20_000 };

const server = usePostgres();

let url: string;
let now: number;
let proxy: TcpProxy;
const stores: PostgresStore[] = [];
beforeEach(async () => {
  now = NOW;
  url = await server().createDatabase();
  proxy = await TcpProxy.start(server);
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await proxy.stop();
});

async function startNode(at = url): Promise<PostgresStore> {
  const store = await openOn(at, { clock: () => now });
  stores.push(store);
  return store;
}
const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);
const sends = async (store: PostgresStore) => (await store.sendable(NOW, 9)).length > 0;

describe("several nodes on one database", { timeout: 60_000 }, () => {
  it("D1 the first stored decision wins, whichever node it comes to", async () => {
    const nodes = [await startNode(), await startNode(), await startNode()] as const;
    await nodes[0].commit(newRequest("R-1001"));
    const { request } = submitted("R-1001");
    const results = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const node = nodes[i % 3] ?? nodes[0];
        await node.load("request", "R-1001");
        return node.commit(requestCommit({ ...request, endReason: `rival ${i}` }, 1));
      }),
    );
    expect(results.filter(({ ok }) => ok)).toEqual([{ ok: true, version: 2 }]);
    const values = await Promise.all(nodes.map((node) => node.load("request", "R-1001")));
    expect(new Set(values.map((value) => JSON.stringify(value))).size).toBe(1);
  });

  it("request numbers of all nodes are different", async () => {
    const nodes = [await startNode(), await startNode()];
    const ids = await Promise.all(
      Array.from({ length: 100 }, (_, i) => nodes[i % 2]?.nextRequestId()),
    );
    expect(new Set(ids).size).toBe(100);
  });

  it("T4 what is due goes to one node at a time, and to another when the first is gone", async () => {
    const [one, two] = [await startNode(), await startNode()];
    for (let i = 0; i < 8; i += 1)
      await one.commit(newRequest(`R-${1001 + i}`, { nextDueAt: NOW + i }));
    now = NOW + 10;
    const first = await one.due(now, 5);
    const second = await two.due(now, 5);
    expect(first).toHaveLength(5);
    expect(second).toHaveLength(3);
    expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(8);
    expect(await one.due(now, 5)).toEqual(first);
    // The second looks again when the claims of the first end, at the latest.
    expect(await two.nextDueAt()).toBeLessThanOrEqual(now + 3_000);
    now += 3_000;
    expect(await two.due(now, 9)).toHaveLength(8);
    expect(await one.due(now, 9)).toEqual([]);
    // A commit ends the claim with what it was for.
    await two.commit(requestCommit(submitted("R-1001").request, 1, { nextDueAt: now }));
    expect(await one.due(now, 9)).toEqual([{ kind: "request", id: "R-1001" }]);
  });

  it("T4 what a node has taken is free as soon as it stops in order", async () => {
    const [one, two] = [await startNode(), await startNode()];
    await one.commit(newRequest("R-1001", { nextDueAt: NOW }));
    expect(await one.due(NOW, 9)).toHaveLength(1);
    expect(await two.due(NOW, 9)).toEqual([]);
    await one.close();
    expect(await two.due(NOW, 9)).toEqual([{ kind: "request", id: "R-1001" }]);
  });

  it("a commit on one node wakes the others", async () => {
    const [one, two] = [await startNode(), await startNode()];
    let calls = 0;
    two.onEarlier(() => {
      calls += 1;
    });
    await one.commit(newRequest("R-1001", { nextDueAt: NOW }));
    await eventually(() => calls > 0);
  });

  it("A5 a delegation that was made on one node is known to the others", async () => {
    const [one, two] = [await startNode(), await startNode()];
    const delegate = person(20).id;
    expect(await two.appointersOf(delegate)).toEqual([]);
    await one.commit(personCommit(21, { delegateId: delegate }));
    expect(await one.appointersOf(delegate)).toEqual([person(21).id]);
    await eventually(async () => (await two.appointersOf(delegate)).length === 1);
    await one.commit(personCommit(21, {}, 1));
    await eventually(async () => (await two.appointersOf(delegate)).length === 0);
  });

  it("N2 one node sends, and within 5 s another one when its session ends", async () => {
    const [one, two] = [await startNode(), await startNode()];
    await one.commit(newRequest("R-1001"));
    expect([await sends(one), await sends(two)]).toEqual([true, false]);
    const woken = new Promise<void>((resolve) => {
      two.onEarlier(() => resolve());
    });
    const closed = one.close();
    await eventually(() => sends(two), { timeoutMs: 5_000 });
    await woken;
    await closed;
  });

  it("N2 one node sends again, whatever happens to their sessions", async () => {
    const nodes = [await startNode(), await startNode(), await startNode()];
    await nodes[0]?.commit(newRequest("R-1001"));
    for (let round = 0; round < 6; round += 1) {
      await eventually(async () => {
        const senders = await Promise.all(nodes.map(sends));
        return senders.filter(Boolean).length === 1;
      }, LATER);
      await sql(`select pg_terminate_backend(l.pid) from pg_locks l
        where l.locktype = 'advisory' and l.pid <> pg_backend_pid()
          and l.database = (select oid from pg_database where datname = current_database())`);
    }
  });

  it("N2 a node that hears nothing from the database stops to send by itself", async () => {
    const [one, two] = [await startNode(proxy.url(url)), await startNode()];
    await one.commit(newRequest("R-1001"));
    expect(await sends(one)).toBe(true);
    proxy.holdAnswers();
    await eventually(async () => (await one.sendable(NOW, 9).catch(() => [])).length === 0, LATER);
    proxy.heal();
    await eventually(async () => (await sends(one)) || (await sends(two)), LATER);
  });

  it("N2 a sender that falls silent without an end of its connection is followed within 5 s", async () => {
    const [one, two] = [await startNode(proxy.url(url)), await startNode()];
    await two.commit(newRequest("R-1001"));
    expect([await sends(one), await sends(two)]).toEqual([true, false]);
    proxy.vanish();
    await eventually(() => sends(two), { timeoutMs: 5_000 });
    expect(await one.sendable(NOW, 9).catch(() => [])).toEqual([]);
  });

  it("N2 a sender that is alive is never ended by those who stand behind it", async () => {
    const nodes = [await startNode(), await startNode(), await startNode()];
    const session =
      "select pid from pg_stat_activity where application_name like 'riskgate % session' order by pid";
    const before = await sql(session);
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(await sql(session)).toEqual(before);
    await nodes[0]?.commit(newRequest("R-1001"));
    expect(await Promise.all(nodes.map(sends))).toEqual([true, false, false]);
  });

  it("U1 T6 one node does the upkeep for all: anchors are one chain", async () => {
    const [one, two] = [await startNode(), await startNode()];
    await Promise.all([one.commit(newRequest("R-1001")), two.commit(newRequest("R-1002"))]);
    await Promise.all([one.auditTrail.anchor(), two.auditTrail.anchor()]);
    expect(two.auditTrail.publicKey).toBe(one.auditTrail.publicKey);
    expect(await two.trailKeeping.removeEndedBefore(NOW * 2, 9)).toBe(0);
    const lines: string[] = [];
    for await (const line of two.auditTrail.anchors()) lines.push(line);
    expect(lines.join("")).toContain("request/R-1001");
    expect(lines.join("")).toContain("request/R-1002");
  });
});
