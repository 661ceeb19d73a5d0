import { beforeEach, describe, expect, it } from "vitest";
import { generateSigningKey } from "../../../src/audit/signing-key.js";
import { walkTrail } from "../../../src/service/walk-trail.js";
import { migrateSchema } from "../../../src/store/postgres/migrate-schema.js";
import { SCHEMA_1 } from "../../../src/store/postgres/schema-1.js";
import { SCHEMA_2 } from "../../../src/store/postgres/schema-2.js";
import { StartRefusedError } from "../../../src/store/start-refused-error.js";
import { addRequest } from "../../audit/sample-trail.js";
import { NOW } from "../../builders/request.js";
import { openOn, TENANT } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();

let url: string;
beforeEach(async () => {
  url = await server().createDatabase();
});
const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);

async function refusalOf(start: Promise<unknown>): Promise<StartRefusedError> {
  const error: unknown = await start.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof StartRefusedError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

describe("the start on a database", () => {
  it("makes the schema once, however many nodes start at the same time", async () => {
    const stores = await Promise.all([openOn(url), openOn(url), openOn(url)]);
    expect(await sql("select version from riskgate.schema_version order by version")).toEqual([
      { version: 1 },
      { version: 2 },
    ]);
    expect(new Set(stores.map(({ auditTrail }) => auditTrail.publicKey)).size).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("migrates forward step by step, and takes a step back that fails", async () => {
    const first =
      "create table riskgate.store (is_only boolean primary key default true, tenant_id text)";
    await migrateSchema(url, TENANT, { migrations: [first] });
    const bad = migrateSchema(url, TENANT, {
      migrations: [first, "create table riskgate.two (n integer); select 1/0"],
    });
    expect((await refusalOf(bad)).code).toBe("inaccessible");
    expect(await sql("select to_regclass('riskgate.two') as name")).toEqual([{ name: null }]);
    await migrateSchema(url, TENANT, {
      migrations: [first, "create table riskgate.two (n integer)"],
    });
    expect(await sql("select max(version) as version from riskgate.schema_version")).toEqual([
      { version: 2 },
    ]);
  });

  it("refuses a schema newer than the code, and says which start is right", async () => {
    await (await openOn(url)).close();
    await sql("insert into riskgate.schema_version (version) values (7)");
    const refusal = await refusalOf(openOn(url));
    expect(refusal.code).toBe("newerSchema");
    expect(refusal.message).toBe(
      "The database has schema 7, and this version knows schemas up to 2. Start the version that wrote it, or a newer one.",
    );
  });

  it("S2 makes nothing for a tool: not in an empty database, and no newer schema under the nodes", async () => {
    const next = "create table riskgate.two (n integer)";
    const empty = await refusalOf(openOn(url, { tenantId: undefined, isCandidate: false }));
    expect(empty.message).toBe(
      "The database holds no store. Check its address, or start the bot on it first.",
    );
    expect(await sql("select to_regnamespace('riskgate') as name")).toEqual([{ name: null }]);
    await (await openOn(url)).close();
    const older = await refusalOf(
      migrateSchema(url, undefined, { migrations: [SCHEMA_1, SCHEMA_2, next] }),
    );
    expect(older.code).toBe("olderSchema");
    expect(older.message).toBe(
      "The database has schema 2, and this version works on schema 3. " +
        "Use the version that runs on it, or start the bot in this version first.",
    );
    await refusalOf(migrateSchema(url, "tenant-2", { migrations: [SCHEMA_1, SCHEMA_2, next] }));
    expect(await sql("select to_regclass('riskgate.two') as name")).toEqual([{ name: null }]);
    await (await openOn(url, { tenantId: undefined, isCandidate: false })).close();
  });

  it("refuses the database of another tenant", async () => {
    await (await openOn(url)).close();
    expect((await refusalOf(openOn(url, { tenantId: "tenant-2" }))).code).toBe("otherTenant");
  });

  it("refuses a server that is not there and never tells the password", async () => {
    const refusal = await refusalOf(openOn("postgres://somebody:hidden@127.0.0.1:1/none"));
    expect(refusal.code).toBe("inaccessible");
    expect(refusal.message).not.toContain("hidden");
    expect(refusal.message).toContain("Check DATABASE_URL");
  });

  it("refuses a server that takes no writes, and says that it is one", async () => {
    await (await openOn(url)).close();
    const name = new URL(url).pathname.slice(1);
    await sql(`alter database ${name} set default_transaction_read_only = on`);
    const refusal = await refusalOf(openOn(url));
    expect(refusal.message).toContain("the database answered 25006");
    expect(refusal.message).toContain("not to a standby");
  });

  it.each([
    ["application_name", "?application_name=mine"],
    ["statement_timeout", "?statement_timeout=0"],
    ["lock_timeout", "?sslmode=disable&lock_timeout=9"],
    ["statement_timeout", "?options=-c%20search_path%3Dx%20-c%20statement_timeout%3D0"],
  ])("refuses an address that sets %s, by %s", async (name, search) => {
    const refusal = await refusalOf(openOn(`${url}${search}`));
    expect(refusal.message).toBe(
      `The address of the database sets ${name}, which the bot sets itself. Leave it out, as in ` +
        "postgres://riskgate@db.example/riskgate?sslmode=verify-full; other options are allowed.",
    );
  });

  it.each([
    // By password or without one, as the server asks.
    ["28", "Check the user and the password", (at: URL) => (at.username = "nobody")],
    ["3D000", "Make the database", (at: URL) => (at.pathname = "/nothing")],
  ])("says that the server answered %s", async (code, remedy, change) => {
    const address = new URL(url);
    change(address);
    const { message } = await refusalOf(openOn(address.href));
    expect(message).toContain(`does not let this process in: the database answered ${code}`);
    expect(message).toContain(remedy);
  });

  it.each(["", "riskgate", "mysql://a@b/c"])("refuses %j as an address", async (address) => {
    expect((await refusalOf(openOn(address))).message).toBe(
      "The address of the database cannot be used. It has to be that of a PostgreSQL database, such as postgres://riskgate@db.example/riskgate.",
    );
  });

  it("takes an address with other options", async () => {
    await (await openOn(`${url}?options=-c%20synchronous_commit%3Doff`)).close();
  });

  it("U1 keeps the private key out of the database where a key of one's own is given", async () => {
    const signingKeyPem = generateSigningKey();
    const store = await openOn(url, { signingKeyPem });
    await addRequest(store, "R-1001");
    expect((await walkTrail(store.auditTrail, () => NOW)).isIntact).toBe(true);
    await store.close();
    expect(await sql("select private_pem from riskgate.signing_key")).toEqual([
      { private_pem: null },
    ]);
    expect((await refusalOf(openOn(url))).message).toContain("AUDIT_SIGNING_KEY_FILE is not set");
    const other = openOn(url, { signingKeyPem: generateSigningKey() });
    expect((await refusalOf(other)).code).toBe("signingKey");
    const junk = openOn(url, { signingKeyPem: "no key" });
    expect((await refusalOf(junk)).message).toContain("is not a private Ed25519 key in PEM");
    await (await openOn(url, { signingKeyPem })).close();
  });

  it("U1 refuses to anchor anew where the key is gone", async () => {
    const store = await openOn(url);
    await addRequest(store, "R-1001");
    await store.close();
    await sql("delete from riskgate.signing_key");
    expect((await refusalOf(openOn(url))).code).toBe("signingKey");
  });

  it("T6 remembers how long no node was alive", async () => {
    await (await openOn(url, { clock: () => NOW })).close();
    const store = await openOn(url, { clock: () => NOW + 60_000 });
    expect(await store.outages()).toEqual([{ from: NOW, to: NOW + 60_000 }]);
    const second = await openOn(url, { clock: () => NOW + 61_000 });
    expect(await second.outages()).toEqual([{ from: NOW, to: NOW + 60_000 }]);
    await store.close();
    await second.close();
  });

  it("T4 decides by the time of the database, whatever the clock of this machine says", async () => {
    const store = await openOn(url);
    await store.close();
    const { openPostgresStore } = await import(
      "../../../src/store/postgres/open-postgres-store.js"
    );
    const real = Date.now;
    Date.now = () => real() - 3_600_000;
    try {
      const opened = await openPostgresStore({ url, tenantId: TENANT });
      const [row] = await sql(
        "select (extract(epoch from clock_timestamp()) * 1000)::float8 as time",
      );
      expect(Math.abs(Number(row?.time) - opened.now())).toBeLessThan(60_000);
      await opened.close();
    } finally {
      Date.now = real;
    }
  });
});
