import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../connector/eventually.js";
import { writeFiguresOfAll } from "../reliability/figures.js";
import { postSubmission } from "./burst.js";
import { CrashWorld } from "./crash-world.js";
import { EndedEarlyError, type RunningProcess } from "./running-process.js";

const PATIENCE = 600_000;
const WAIT = { timeoutMs: 180_000 };
const HOUR = 3_600_000;
const UNHURRIED = { durationBeforeEscalation: "P1D", durationBeforeAutomaticDenial: "P2D" };
const figures = {
  fullDisks: 0,
  readOnlyDisks: 0,
  tornFiles: 0,
  clockJumps: 0,
  daylightSavingChanges: 0,
  secondProcesses: 0,
  submissionsKept: 0,
  decisionsKept: 0,
};

let world: CrashWorld;
beforeEach(async () => {
  world = await CrashWorld.make();
});
afterEach(() => world.end());
writeFiguresOfAll({
  suite: "broken-machine",
  promise:
    "S, N2, T3, T4, U1: a full or read-only disk, a torn file, a clock that jumps or a second process loses and doubles nothing",
  tried:
    "The real program runs while its disk refuses writes, its clock is moved, its files are cut, or another process wants its folder.",
  figures,
});

async function check(from?: number): Promise<void> {
  const kept = await world.settleAndCheck(from);
  figures.submissionsKept += kept.submissions;
  figures.decisionsKept += kept.decisions;
}

async function readiness(bot: RunningProcess): Promise<{ status: number; text: string }> {
  const response = await fetch(`${bot.url}/readyz`);
  return { status: response.status, text: await response.text() };
}

describe("a disk that refuses writes", () => {
  it.each(["ENOSPC", "EROFS"])(
    "S N2 %s: nothing is acknowledged that was not written, /readyz says why, and it goes on by itself",
    async (code) => {
      const bot = await world.start();
      let wasRefused = false;
      await world.work(bot, async () => {
        if (world.acknowledged.decisions.size === 0) return false;
        await bot.tell({ disk: code });
        const answer = await postSubmission(bot.url, world.submission());
        expect(answer.status).not.toBe(202);
        await eventually(async () => (await readiness(bot)).status === 503, WAIT);
        await bot.tell({ disk: null });
        await eventually(async () => (await readiness(bot)).status === 200, WAIT);
        wasRefused = true;
        return true;
      });
      expect(wasRefused).toBe(true);
      if (code === "ENOSPC") figures.fullDisks += 1;
      else figures.readOnlyDisks += 1;
      await check();
    },
    PATIENCE,
  );

  it(
    "S a disk that is full in truth: a folder on a file system of 2 MiB",
    async ({ skip }) => {
      const place = join(world.folder, "small");
      skip(!mountSmallDisk(place), "this user may not mount a file system");
      try {
        const bot = await world.start({}, { DATA_DIR: join(place, "data") });
        try {
          const filler = join(place, "filler");
          fillUp(filler);
          const answer = await postSubmission(bot.url, world.submission());
          expect(answer.status).not.toBe(202);
          await eventually(async () => (await readiness(bot)).status === 503, WAIT);
          truncateSync(filler, 0);
          await eventually(async () => (await readiness(bot)).status === 200, WAIT);
          const again = await postSubmission(bot.url, world.submission());
          expect(again.status).toBe(202);
          figures.fullDisks += 1;
        } finally {
          await bot.kill();
        }
      } finally {
        execFileSync("umount", [place]);
      }
    },
    PATIENCE,
  );
});

/** False where this user may not mount. */
function mountSmallDisk(place: string): boolean {
  mkdirSync(place);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", place], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function fillUp(file: string): void {
  const block = "x".repeat(4_096);
  try {
    for (;;) appendFileSync(file, block);
  } catch {}
}

describe("torn and truncated files", () => {
  async function stopAfterWork(): Promise<void> {
    const bot = await world.start();
    await world.work(bot, () => world.acknowledged.decisions.size > 0);
  }
  const listed = (folder: string) => readdirSync(join(world.dataDir, folder));

  it(
    "S what a crash left of an unfinished entry of the journal is no loss",
    async () => {
      await stopAfterWork();
      const segment = listed("journal").at(-1) ?? "999999.log";
      appendFileSync(join(world.dataDir, "journal", segment), '{"path":"requests/R-1');
      figures.tornFiles += 1;
      await check();
    },
    PATIENCE,
  );

  it(
    "S U1 a torn anchor and a torn summary are made anew",
    async () => {
      await stopAfterWork();
      await world.settleAndCheck();
      for (const name of listed("audit").filter((file) => file.startsWith("anchors-")))
        appendFileSync(join(world.dataDir, "audit", name), '{"at":"2026');
      for (const month of listed("closed"))
        truncateSync(join(world.dataDir, "closed", month, "summaries.jsonl"), 40);
      figures.tornFiles += 2;
      await check();
    },
    PATIENCE,
  );

  it.each(["requests", "people", "store.json"])(
    "S a truncated file of %s stops the start and is named, instead of being forgotten",
    async (where) => {
      await world.end();
      world = await CrashWorld.make({}, UNHURRIED);
      const bot = await world.start();
      await world.staff(bot);
      await world.submit(bot, 2);
      await bot.kill("SIGTERM");
      const name = where.endsWith(".json") ? where : join(where, jsonIn(listed(where)));
      truncateSync(join(world.dataDir, name), 20);
      const refused = await world.start().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(EndedEarlyError);
      expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(name) });
      if (where !== "store.json")
        expect(existsSync(join(world.dataDir, "quarantine", name))).toBe(true);
      figures.tornFiles += 1;
    },
    PATIENCE,
  );
});

function jsonIn(names: readonly string[]): string {
  const name = names.find((one) => one.endsWith(".json"));
  if (name === undefined) throw new Error("There is no such file.");
  return name;
}

describe("the clock", () => {
  it.each([30 * 24 * HOUR, -6 * HOUR])(
    "T3 T4 S a clock that moves by %d ms denies nobody before its time",
    async (shift) => {
      const bot = await world.start();
      await world.work(bot, async () => {
        if (world.acknowledged.submissions.size === 0) return false;
        await bot.tell({ shift });
        await eventually(async () => (await readiness(bot)).text.includes("has jumped"), WAIT);
        await eventually(() => existsSync(join(world.dataDir, "clock-jump.json")), WAIT);
        return true;
      });
      figures.clockJumps += 1;
      // Held through a restart: deadlines of seconds have long passed by both clocks.
      const held = await world.start();
      expect((await readiness(held)).text).toContain("has jumped");
      await held.kill();
      await world.confirmClock();
      await check();
    },
    PATIENCE,
  );

  it.each([
    ["America/New_York", "2026-03-08T06:59:57Z"],
    ["America/New_York", "2026-11-01T05:59:57Z"],
    ["Europe/Berlin", "2026-03-29T00:59:57Z"],
  ])(
    "T1 T3 in %s deadlines that cross the change of daylight saving time at %s keep their length",
    async (zone, instant) => {
      const from = Date.parse(instant);
      const bot = await world.start({ from }, { TZ: zone });
      try {
        await world.staff(bot);
        await world.submit(bot, 2);
        await eventually(
          async () => (await world.states(bot)).every((state) => state === "denied"),
          WAIT,
        );
      } finally {
        await bot.kill();
      }
      figures.daylightSavingChanges += 1;
      await check(from + 10 * 60_000);
      const lengths = await world.stageLengths();
      expect(lengths.length).toBe(2);
      // Less than what a clock that is moved by an hour would make of six seconds.
      for (const length of lengths) {
        expect(length).toBeGreaterThanOrEqual(6_000);
        expect(length).toBeLessThan(HOUR / 2);
      }
    },
    PATIENCE,
  );
});

it(
  "S a second process on the folder is refused, and the first goes on",
  async () => {
    const first = await world.start();
    await world.work(first, async () => {
      const second = await world.start().catch((error: unknown) => error);
      expect(second).toMatchObject({ code: 1, output: expect.stringContaining("is in use") });
      figures.secondProcesses += 1;
      return true;
    });
    await check();
  },
  PATIENCE,
);
