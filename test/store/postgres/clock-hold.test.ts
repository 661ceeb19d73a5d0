import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY, HOUR } from "../../../src/approval/instant.js";
import { openPostgresStore } from "../../../src/store/postgres/open-postgres-store.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { eventually } from "../../connector/eventually.js";
import { TENANT } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();

let url: string;
const nodes: PostgresStore[] = [];
beforeEach(async () => {
  url = await server().createDatabase();
  const name = new URL(url).pathname.slice(1);
  await setClock("0 s");
  await sql(`alter database ${name} set search_path = public, pg_catalog`);
});
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});

const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);
/** Sets the clock of this one database. */
const setClock = (ahead: string) =>
  sql(`create or replace function public.clock_timestamp() returns timestamptz language sql volatile
    as $$ select pg_catalog.clock_timestamp() + interval '${ahead}' $$`);
async function startNode(): Promise<PostgresStore> {
  const node = await openPostgresStore({ url, tenantId: TENANT });
  nodes.push(node);
  return node;
}
const held = () => nodes.map((node) => node.holds.clock.jump() !== undefined);
/** And each has told the others of it, or has heard of it: no administrator is faster. */
async function isHeldByAll(): Promise<void> {
  await eventually(() => held().every(Boolean));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}

describe("a clock of the database that jumps", { timeout: 60_000 }, () => {
  it("T4 T6 holds every node, also one that starts now, until it is confirmed on one", async () => {
    const [one] = [await startNode(), await startNode()];
    const before = one.now();
    await setClock("1 day");
    await isHeldByAll();
    expect(one.now() - before).toBeLessThan(HOUR);
    const third = await startNode();
    expect(third.holds.clock.jump()).toBeDefined();
    expect(third.now() - before).toBeLessThan(HOUR);
    expect(await third.outages()).toEqual([]);

    await third.holds.clock.confirm();
    await eventually(() => !held().some(Boolean));
    for (const node of nodes) expect(node.now() - before).toBeGreaterThanOrEqual(DAY);
    const [outage] = await one.outages();
    expect((outage?.to ?? 0) - (outage?.from ?? 0)).toBeGreaterThan(DAY - HOUR);
  });

  it("T4 holds over a restart of all nodes", async () => {
    const one = await startNode();
    await setClock("1 day");
    await isHeldByAll();
    const before = one.now();
    await nodes.splice(0)[0]?.close();
    const again = await startNode();
    expect(again.holds.clock.jump()).toBeDefined();
    expect(again.now() - before).toBeLessThan(HOUR);
  });
});
