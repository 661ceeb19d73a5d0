import { describe, expect, it } from "vitest";
import { openPostgresStore } from "../../src/store/postgres/open-postgres-store.js";
import { writeFiguresOfAll } from "../reliability/figures.js";
import { usePostgres } from "../store/postgres/use-postgres.js";
import { checkAcknowledged } from "./check-promises.js";
import { CrashWorld, type KeepingPlace } from "./crash-world.js";
import { DATABASE_POINTS, DATABASE_START_POINTS, GROUP_POINTS } from "./faults/database-points.mjs";
import { SEND_POINTS } from "./faults/fail-points.mjs";

/** Of the points every so manieth is tried; each waits for what Teams may have got. 1 for all of them. */
const EVERY = Number(process.env.CRASH_EVERY ?? 4);
const PATIENCE = 600_000;
/** Faster, and the node that sends would not hear from the database in time. */
const SPEED = 4;
const figures = { failPoints: 0, submissionsKept: 0, decisionsKept: 0, cardsChecked: 0 };

const server = usePostgres();

writeFiguresOfAll({
  suite: "crash-matrix-database",
  promise:
    "S, L, N2, U1: nothing acknowledged is lost, nothing happens twice, the ledger adds up and the audit verifies, on PostgreSQL",
  tried:
    "The real program ends itself with SIGKILL at a named point of its work with the database, is started again, and everything it had said yes to is looked up.",
  figures,
});

async function newDatabase(): Promise<KeepingPlace> {
  const url = await server().createDatabase();
  const name = new URL(url).pathname.slice(1);
  return {
    speed: SPEED,
    env: { DATABASE_URL: url },
    // Time is the database's: its clock has to run as fast as that of the process.
    prepareLast: async () => {
      const now = new Date().toISOString();
      await server().query(
        name,
        `create function public.clock_timestamp() returns timestamptz language sql volatile
          as $$ select timestamptz '${now}' + (pg_catalog.clock_timestamp() - timestamptz '${now}') * ${SPEED} $$;
        alter database ${name} set search_path = public, pg_catalog`,
      );
    },
    check: async (tenantId, acknowledged) => {
      const store = await openPostgresStore({ url, tenantId });
      try {
        await checkAcknowledged(store, acknowledged);
      } finally {
        await store.close();
      }
    },
  };
}

async function inWorld(act: (world: CrashWorld) => Promise<void>): Promise<void> {
  const world = await CrashWorld.make({}, undefined, await newDatabase());
  try {
    await act(world);
    const kept = await world.settleAndCheck();
    figures.failPoints += 1;
    figures.submissionsKept += kept.submissions;
    figures.decisionsKept += kept.decisions;
    figures.cardsChecked += kept.cards;
  } finally {
    await world.end();
  }
}

const NETWORK_POINTS = SEND_POINTS.filter(({ op }) => op === "send" || op === "answer");
const isTried = (_: unknown, at: number): boolean => at % EVERY === 0;
const atWork = [...DATABASE_POINTS, ...NETWORK_POINTS].filter(isTried);
const inGroups = GROUP_POINTS.filter(isTried);
const atStart = DATABASE_START_POINTS.filter(isTried);

describe.concurrent("killed at work on a database", () => {
  it.each(atWork.map(({ name }) => name))(
    "S L N2 D1 T4 U1 killed %s, nothing is lost and nothing happens twice",
    async (name) => inWorld((world) => world.crash({ failAt: name, after: 2 })),
    PATIENCE,
  );
});

describe.concurrent("killed within a group of commits", () => {
  it.each(inGroups.map(({ name }) => name))(
    "S L N2 D1 T4 U1 killed %s, nothing is lost and nothing happens twice",
    async (name) => inWorld((world) => world.crash({ failAt: name }, {}, "many")),
    PATIENCE,
  );
});

describe.concurrent("killed at the first start on a database", () => {
  it.each(atStart.map(({ name }) => name))(
    "S U1 killed %s, the next start begins",
    async (name) =>
      inWorld(async (world) => {
        await world.crash({ failAt: name });
        const bot = await world.start();
        await world.work(bot, () => world.acknowledged.submissions.size > 0);
      }),
    PATIENCE,
  );
});

it("tries the database at every step of a commit", () => {
  expect([DATABASE_POINTS.length, GROUP_POINTS.length]).toEqual([15, 6]);
});
