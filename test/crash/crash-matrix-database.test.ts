import { describe, expect, it } from "vitest";
import { openPostgresStore } from "../../src/store/postgres/open-postgres-store.js";
import { writeFiguresOfAll } from "../reliability/figures.js";
import { usePostgres } from "../store/postgres/use-postgres.js";
import { checkAcknowledged } from "./check-promises.js";
import { CrashWorld, type KeepingPlace } from "./crash-world.js";
import { DATABASE_POINTS, DATABASE_START_POINTS, GROUP_POINTS } from "./faults/database-points.mjs";
import { SEND_POINTS } from "./faults/fail-points.mjs";

/**
 * Each point waits for what Teams may have got, so that only the chosen ones are tried unless this is said: 1 for all of
 * them, a larger number for every so manieth of the chosen ones.
 */
const EVERY = process.env.CRASH_EVERY ? Number(process.env.CRASH_EVERY) : undefined;
const PATIENCE = 600_000;
/** Faster, and the node that sends would not hear from the database in time. */
const SPEED = 4;
const figures = { failPoints: 0, submissionsKept: 0, decisionsKept: 0, cardsChecked: 0 };

const server = usePostgres();

writeFiguresOfAll({
  suite: EVERY === 1 ? "crash-matrix-database-long" : "crash-matrix-database",
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

const MOMENTS = ["before", "while the database does", "after the database did"];
/** What nobody may get wrong is cut at every moment, what is like it at one. Most telling first: a decision that nobody heard of. */
const CHOSEN = [
  "database: after the database did a decision",
  "database: while the database does a decision",
  "database: before a decision",
  "database: after the database did a commit",
  "database: while the database does a commit",
  "database: before a commit",
  "after a send, before it is recorded",
  "database: after the database did the record of a send",
];
const CHOSEN_IN_GROUPS = [
  "database: after the database did a group with a decision",
  "database: while the database does a group of commits",
];
const CHOSEN_AT_START = ["database: while the schema is made", "database: after it has an owner"];
const NETWORK_POINTS = SEND_POINTS.filter(({ op }) => op === "send" || op === "answer");
const ALL = namesOf([...DATABASE_POINTS, ...NETWORK_POINTS]);
const ALL_GROUPS = namesOf(GROUP_POINTS);
const ALL_AT_START = namesOf(DATABASE_START_POINTS);
const atWork = EVERY === 1 ? ALL : thinned(CHOSEN);
const inGroups = EVERY === 1 ? ALL_GROUPS : thinned(CHOSEN_IN_GROUPS);
const atStart = EVERY === 1 ? ALL_AT_START : thinned(CHOSEN_AT_START);

function namesOf(points: readonly { readonly name: string }[]): string[] {
  return points.map(({ name }) => name);
}

function thinned(names: readonly string[]): readonly string[] {
  return names.filter((_, place) => place % (EVERY ?? 1) === 0);
}

/** So often the point is passed before. An anchor is written once a second: a burst may be over after the first. */
function passedBefore(name: string): number {
  return name.endsWith("an anchor") ? 0 : 2;
}

describe.concurrent("killed at work on a database", () => {
  it.each(atWork)(
    "S L N2 D1 T4 U1 killed %s, nothing is lost and nothing happens twice",
    async (name) => inWorld((world) => world.crash({ failAt: name, after: passedBefore(name) })),
    PATIENCE,
  );
});

describe.concurrent("killed within a group of commits", () => {
  it.each(inGroups)(
    "S L N2 D1 T4 U1 killed %s, nothing is lost and nothing happens twice",
    async (name) => inWorld((world) => world.crash({ failAt: name }, {}, "many")),
    PATIENCE,
  );
});

describe.concurrent("killed at the first start on a database", () => {
  it.each(atStart)(
    "S U1 killed %s, the next start begins",
    async (name) =>
      inWorld(async (world) => {
        await world.crashAtStart({ failAt: name });
        const bot = await world.start();
        await world.work(bot, () => world.acknowledged.submissions.size > 0);
      }),
    PATIENCE,
  );
});

it("tries the database at every step of a commit", () => {
  expect([DATABASE_POINTS.length, GROUP_POINTS.length]).toEqual([15, 6]);
});

it("D1 S chooses points that there are, and of a commit and of a decision each moment", () => {
  const moments = MOMENTS.flatMap((moment) =>
    ["a commit", "a decision"].map((what) => `database: ${moment} ${what}`),
  );
  expect(ALL).toEqual(expect.arrayContaining(CHOSEN));
  expect(CHOSEN).toEqual(expect.arrayContaining(moments));
  expect(ALL_GROUPS).toEqual(expect.arrayContaining(CHOSEN_IN_GROUPS));
  expect(ALL_AT_START).toEqual(expect.arrayContaining(CHOSEN_AT_START));
});
