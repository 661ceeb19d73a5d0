import { NOW } from "../builders/request.js";
import { Choices } from "./choices.js";
import { EVERYBODY } from "./company.js";
import type { MemoryDisk } from "./memory-disk.js";
import type { Product } from "./product.js";
import { demand } from "./rule-broken.js";
import { checkStep } from "./rules/check-step.js";
import { checkLiveness } from "./rules/liveness.js";
import { EMPTY, type Snapshot, takeSnapshot } from "./rules/snapshot.js";
import { changeCompany, changeRisk, changeSettings } from "./steps/company.js";
import { clickSomething, redeliverSomething, typeSomething } from "./steps/decide.js";
import { chooseOpenCase } from "./steps/open-case.js";
import { overseeSomething } from "./steps/oversee.js";
import {
  cancelSomething,
  changeDelegation,
  changeInstallation,
  openFromList,
} from "./steps/people.js";
import { doAtOnce, kill, restart } from "./steps/process.js";
import { sendSome, workOff } from "./steps/send.js";
import { submitAgain, submitSomething } from "./steps/submit.js";
import { letTimePass, runClock } from "./steps/time.js";
import { LONGEST_RUN, World } from "./world.js";

const STEPS = {
  submitSomething,
  submitAgain,
  clickSomething,
  typeSomething,
  redeliverSomething,
  doAtOnce,
  letTimePass,
  runClock,
  sendSome,
  cancelSomething,
  changeDelegation,
  changeInstallation,
  openFromList,
  overseeSomething,
  changeRisk,
  changeCompany,
  changeSettings,
  restart,
  kill,
} as const;

/** How often each kind of step is taken. */
export type Weights = Readonly<Record<keyof typeof STEPS, number>>;

/** A usual day, with a fault now and then. */
export const USUAL: Weights = {
  submitSomething: 3,
  submitAgain: 1,
  clickSomething: 7,
  typeSomething: 3,
  redeliverSomething: 3,
  doAtOnce: 5,
  letTimePass: 5,
  runClock: 4,
  sendSome: 6,
  cancelSomething: 1,
  changeDelegation: 2,
  changeInstallation: 1,
  openFromList: 1,
  overseeSomething: 1,
  changeRisk: 2,
  changeCompany: 2,
  changeSettings: 1,
  restart: 0.5,
  kill: 1,
};
/** A day on which the process dies again and again while people decide. */
export const DEADLY: Weights = { ...USUAL, kill: 16, doAtOnce: 10, clickSomething: 10 };

/** Steps that are about a stage which waits: without one they would mostly show that nothing happens. */
const NEEDS_A_CASE: ReadonlySet<keyof typeof STEPS> = new Set([
  "clickSomething",
  "typeSomething",
  "doAtOnce",
  "changeDelegation",
  "changeRisk",
]);
/** Companies to begin with, each with other people who have not installed the bot. */
const DISKS = 16;
const FEWEST_STEPS = 10;
const MOST_STEPS = 22;
/** Most looks at the clock until nothing is left to do. */
const MAX_DRAIN = 300;

export interface RunFailure {
  readonly seed: number;
  readonly error: Error;
  readonly story: readonly string[];
  /** Steps that were taken until then. */
  readonly taken: number;
}

/** One run: the same product, seed and left-out steps give the same run. Undefined when every rule held. */
export async function runWorld(
  product: Product,
  seed: number,
  leftOut: ReadonlySet<number> = new Set(),
  weights = USUAL,
): Promise<RunFailure | undefined> {
  const world = new World(product, seed, await preparedDisk(product, seed % DISKS));
  let taken = 0;
  try {
    let before = await beginRun(world, seed);
    const count = FEWEST_STEPS + world.choices.below(MOST_STEPS - FEWEST_STEPS + 1);
    for (; taken < count; taken += 1) {
      if (leftOut.has(taken)) continue;
      // Each step chooses from a seed of its own, so that leaving one out does not change the others.
      world.choices = new Choices(seed, taken + 1);
      const began = world.now;
      const name = world.choices.weighted(weights);
      if (NEEDS_A_CASE.has(name)) await ensureCase(world);
      await STEPS[name](world).catch((error: unknown) => world.tolerate(error));
      before = await look(world, before, began);
    }
    world.choices = new Choices(seed, 1_000);
    await endRun(world, before, seed);
    await world.stop();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    await world.stop().catch(() => undefined);
    return { seed, error, story: world.story, taken };
  }
}

const prepared = new WeakMap<Product, Map<number, Promise<MemoryDisk>>>();

/** A disk on which most people have installed the bot: made once, every run begins with a copy. */
function preparedDisk(product: Product, number: number): Promise<MemoryDisk> {
  const disks = prepared.get(product) ?? new Map<number, Promise<MemoryDisk>>();
  prepared.set(product, disks);
  const disk = disks.get(number) ?? prepareDisk(product, number);
  disks.set(number, disk);
  return disk;
}

async function prepareDisk(product: Product, number: number): Promise<MemoryDisk> {
  const world = new World(product, number);
  await world.start();
  for (const who of EVERYBODY) if (world.choices.chance(0.85)) await world.install(who);
  await world.stop();
  return world.disk;
}

async function beginRun(world: World, seed: number): Promise<Snapshot> {
  await world.start();
  await submitAndSend(world, seed % 4 !== 0);
  return look(world, EMPTY);
}

async function ensureCase(world: World): Promise<void> {
  if (await chooseOpenCase(world)) return;
  if (world.choices.chance(0.6)) await submitAndSend(world, true);
}

async function submitAndSend(world: World, isSending: boolean): Promise<void> {
  await submitSomething(world).catch((error: unknown) => world.tolerate(error));
  await runClock(world);
  if (isSending) await sendSome(world);
}

/** Lets what runs by itself run, and checks everything. */
async function look(world: World, before: Snapshot, began = world.now): Promise<Snapshot> {
  await new Promise((resolve) => setImmediate(resolve));
  const after = await takeSnapshot(world);
  await checkStep({ world, began, before, after });
  return after;
}

/** Everything outside works again and the clock runs out; then, now and then, it is all there after one more start. */
async function endRun(world: World, last: Snapshot, seed: number): Promise<void> {
  world.company.heal();
  world.tell("all is well, and the clock runs out");
  const began = world.now;
  for (let left = MAX_DRAIN; left > 0; left -= 1) {
    await runClock(world);
    await workOff(world, () => "sent");
    const times = [await world.store.nextDueAt(), await world.store.nextSendAt()];
    const next = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
    if (next === Number.POSITIVE_INFINITY) break;
    world.now = Math.max(world.now, next);
    demand(left > 1 && world.now < NOW + LONGEST_RUN, "L", "there is no end to what is to do");
  }
  const after = await look(world, last, began);
  checkLiveness(world, after);
  if (seed % 4 !== 1) return;
  await world.stop();
  await world.start();
  await look(world, after);
}
