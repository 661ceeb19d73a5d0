import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutcomeUnknownError, StoreUnavailableError } from "../../../src/service/ports/store.js";
import { Database, UnknownOutcome } from "../../../src/store/postgres/database.js";
import { DatabaseHealth } from "../../../src/store/postgres/database-health.js";
import { OutcomeRecovery } from "../../../src/store/postgres/outcome-recovery.js";
import type { PostgresStore } from "../../../src/store/postgres/postgres-store.js";
import { newRequest, personCommit, requestCommit } from "../../builders/commit.js";
import { person, submitted } from "../../builders/request.js";
import { eventually } from "../../connector/eventually.js";
import { openOn } from "./open-store.js";
import { useOwnPostgres } from "./use-postgres.js";

const RECOVERY = { timeoutMs: 30_000 };

const server = useOwnPostgres();

let url: string;
let store: PostgresStore;
beforeEach(async () => {
  url = await server().createDatabase();
  store = await openOn(url);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
});

const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);
const countOf = async (condition: string): Promise<number> => {
  const [row] = await sql(
    `select count(*)::integer as n from pg_stat_activity where datname = current_database() and ${condition}`,
  );
  return Number(row?.n);
};
const SESSIONS = "application_name like 'riskgate % session'";
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("commits that wait for a synchronous standby which is away", { timeout: 120_000 }, () => {
  const standby = async (name: string): Promise<void> => {
    await sql(`alter system set synchronous_standby_names = '${name}'`);
    await sql("select pg_reload_conf()");
    await eventually(async () => {
      const [row] = await sql("show synchronous_standby_names");
      return row?.synchronous_standby_names === name;
    });
  };
  afterEach(() => standby(""));

  it("S D1 are neither said to have happened nor shown, until the standby has them or is needed no more", async () => {
    await store.commit(newRequest("R-1001"));
    await standby("nobody");
    const decided = { ...submitted("R-1001").request, endReason: "decided" };
    const told = await failureOf(store.commit(requestCommit(decided, 1)));
    expect(told).toBeInstanceOf(OutcomeUnknownError);
    // It is looked at again and again what became of it.
    const before = store.roundTrips;
    await eventually(() => store.roundTrips > before + 3, RECOVERY);
    const isWaiting = "wait_event = 'SyncRep' and application_name !~ 'session$'";
    expect(await countOf(isWaiting)).toBeGreaterThan(0);
    await expect(store.load("request", "R-1001")).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(store.problem()).toBeDefined();
    await standby("");
    await eventually(() => store.problem() === undefined, RECOVERY);
    expect(await store.load("request", "R-1001")).toMatchObject({
      version: 2,
      value: { endReason: "decided" },
    });
  });

  it("S hold no more than a few connections of the server: what comes then is refused", async () => {
    const ids = Array.from({ length: 30 }, (_, i) => `R-${2001 + i}`);
    await standby("nobody");
    const told = await Promise.all(ids.map((id) => failureOf(store.commit(newRequest(id)))));
    const unknown = told.filter((error) => error instanceof OutcomeUnknownError);
    expect(unknown.length).toBeGreaterThan(0);
    const refused = await failureOf(store.commit(newRequest("R-3001")));
    expect(refused).toBeInstanceOf(StoreUnavailableError);
    expect(await countOf("application_name like 'riskgate %'")).toBeLessThanOrEqual(25);
    await standby("");
    await eventually(() => store.problem() === undefined, RECOVERY);
    expect(await store.commit(newRequest("R-3001"))).toEqual({ ok: true, version: 1 });
  });
});

it("S commits of a group count as their one session; ten sessions of unknown outcome hold up every further commit", () => {
  const hanging = { read: () => new Promise<never>(() => undefined) };
  const health = new DatabaseHealth(() => undefined);
  const recovery = new OutcomeRecovery(hanging as unknown as Database, health);
  for (let i = 0; i < 32; i += 1) recovery.begin(`request/R-${i}`, "riskgate one");
  for (let i = 0; i < 8; i += 1) recovery.begin(`request/R-${100 + i}`, `riskgate other ${i}`);
  expect(() => recovery.checkRoom()).not.toThrow();
  recovery.begin("request/R-200", "riskgate tenth");
  expect(() => recovery.checkRoom()).toThrow(StoreUnavailableError);
  recovery.stop();
});

describe("a beat that cannot be written", { timeout: 60_000 }, () => {
  it("leaves no connection behind at the server", async () => {
    const held = sql(
      "begin; select from riskgate.liveness for update; select pg_sleep(12); rollback",
    );
    let isHeld = true;
    void held.finally(() => {
      isHeld = false;
    });
    let most = 0;
    await eventually(async () => {
      most = Math.max(most, await countOf(SESSIONS));
      return !isHeld;
    }, RECOVERY);
    expect(most).toBeGreaterThan(0);
    // One that is given up may not have ended yet when the next one begins.
    expect(most).toBeLessThanOrEqual(3);
    await eventually(() => store.problem() === undefined, RECOVERY);
  });
});

it("A5 who stands in for whom is known at once, also where the answer to the change got lost", async () => {
  const [approver, delegate] = [person(1).id, person(2).id];
  expect(await store.appointersOf(delegate)).toEqual([]);
  const { write } = Database.prototype;
  vi.spyOn(Database.prototype, "write").mockImplementationOnce(async function (
    this: Database,
    statement,
  ) {
    await write.call(this, statement);
    throw new UnknownOutcome("riskgate nobody", new Error("the answer got lost"));
  });
  const told = await failureOf(store.commit(personCommit(1, { delegateId: delegate })));
  expect(told).toBeInstanceOf(OutcomeUnknownError);
  await eventually(() => store.problem() === undefined, RECOVERY);
  // The notification is on its way; by itself the list would be read anew after 30 s.
  await eventually(async () => (await store.appointersOf(delegate)).includes(approver), {
    timeoutMs: 10_000,
  });
});
