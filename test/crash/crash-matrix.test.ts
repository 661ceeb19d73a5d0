import { describe, expect, it } from "vitest";
import { writeFiguresOfAll } from "../reliability/figures.js";
import { CrashWorld } from "./crash-world.js";
import {
  CHECKPOINT_POINTS,
  COMMIT_POINTS,
  FAIL_POINTS,
  type FailPoint,
  FIRST_START_POINTS,
  PUT_AWAY_POINTS,
  RETENTION_POINTS,
  SEND_POINTS,
  START_POINTS,
} from "./faults/fail-points.mjs";

/** Kills at each point of the work, those among the commits and sends each further into it than the one before. */
const DEPTH = Number(process.env.CRASH_DEPTH ?? 1);
/** Of each group of points every so manieth is tried: 1, all of them, unless said. */
const EVERY = Number(process.env.CRASH_EVERY ?? 1);
const PATIENCE = 600_000 * DEPTH;
const DAY = 86_400_000;
const figures = { failPoints: 0, kills: 0, submissionsKept: 0, decisionsKept: 0, cardsChecked: 0 };

writeFiguresOfAll({
  suite: DEPTH > 1 ? "crash-matrix-long" : "crash-matrix",
  promise:
    "S, L, N2, U1: nothing acknowledged is lost, nothing happens twice, the ledger adds up and the audit verifies",
  tried:
    "The real program ends itself with SIGKILL at a named point of its work, is started again, and everything it had said yes to is looked up.",
  figures,
});

function namesOf(...groups: (readonly FailPoint[])[]): string[] {
  return groups.flat().map(({ name }) => name);
}

function triedOf(...groups: (readonly FailPoint[])[]): string[] {
  return namesOf(...groups).filter((_, place) => place % EVERY === 0);
}

async function note(world: CrashWorld, kills: number, from?: number, env = {}): Promise<void> {
  const kept = await world.settleAndCheck(from, env);
  figures.failPoints += 1;
  figures.kills += kills;
  figures.submissionsKept += kept.submissions;
  figures.decisionsKept += kept.decisions;
  figures.cardsChecked += kept.cards;
}

async function inWorld(
  env: Readonly<Record<string, string>>,
  act: (world: CrashWorld) => Promise<void>,
): Promise<void> {
  const world = await CrashWorld.make(env);
  try {
    await act(world);
  } finally {
    await world.end();
  }
}

describe.concurrent("killed at work", () => {
  const inTheMiddle = triedOf(COMMIT_POINTS, SEND_POINTS).map((name) => [name, 2] as const);
  const atOnce = triedOf(CHECKPOINT_POINTS, PUT_AWAY_POINTS).map((name) => [name, 0] as const);
  it.each([...inTheMiddle, ...atOnce])(
    "S L N2 D1 T4 U1 killed %s, nothing is lost and nothing happens twice",
    async (name, first) =>
      inWorld({}, async (world) => {
        for (let kill = 0; kill < DEPTH; kill += 1)
          await world.crash({ failAt: name, after: first * (1 + kill) });
        await note(world, DEPTH);
      }),
    PATIENCE,
  );
});

describe.concurrent("killed at the first start", () => {
  it.each(triedOf(FIRST_START_POINTS))(
    "S U1 killed at the %s, the next start begins",
    async (name) =>
      inWorld({}, async (world) => {
        await world.crashAtStart({ failAt: name });
        const bot = await world.start();
        await world.work(bot, () => world.acknowledged.submissions.size > 0);
        await note(world, 1);
      }),
    PATIENCE,
  );
});

describe.concurrent("killed at the start after a kill", () => {
  it.each(triedOf(START_POINTS))(
    "S L N2 T4 T6 U1 killed at the %s, the start after it finishes the work",
    async (name) =>
      inWorld({}, async (world) => {
        await world.crash({ failAt: "after a decision, before its answer" });
        await world.crashAtStart({ failAt: name, from: Date.now() + 5_000 });
        await note(world, 2, Date.now() + 10_000);
      }),
    PATIENCE,
  );
});

describe.concurrent("killed while requests are removed after their retention", () => {
  it.each(triedOf(RETENTION_POINTS))(
    "S U1 killed %s, the audit tells the removal from tampering and the next start finishes it",
    async (name) =>
      inWorld({}, async (world) => {
        const first = await world.start();
        await world.work(first, () => world.acknowledged.decisions.size > 1);
        await world.settleAndCheck();
        world.acknowledged.submissions.clear();
        world.acknowledged.bodies.clear();
        world.acknowledged.decisions.clear();
        const later = Date.now() + 3 * DAY;
        await world.crash({ failAt: name, from: later }, { RETENTION: "1" });
        await note(world, 1, later + 10_000, { RETENTION: "1" });
      }),
    PATIENCE,
  );
});

it("names every fail point once", () => {
  const names = namesOf(FAIL_POINTS);
  expect(new Set(names).size).toBe(names.length);
});
