import { HOUR, MINUTE, SECOND } from "../../../src/approval/instant.js";
import type { World } from "../world.js";
import { chooseClick, chooseRedelivery, chooseWords, decideAs } from "./decide.js";
import { cancelSomething, changeDelegation } from "./people.js";
import { sendSome } from "./send.js";
import { submitSomething } from "./submit.js";
import { runClock } from "./time.js";

/** Two to four things at the same time; the seed says how their steps mix. */
export async function doAtOnce(world: World): Promise<void> {
  const { choices } = world;
  const acts: (() => Promise<void>)[] = [];
  for (let left = 2 + choices.below(3); left > 0; left -= 1) acts.push(await chooseAct(world));
  world.tell(`${acts.length} at once`);
  const results = await Promise.allSettled(acts.map((act) => act()));
  for (const result of results) if (result.status === "rejected") world.tolerate(result.reason);
}

async function chooseAct(world: World): Promise<() => Promise<void>> {
  const { choices } = world;
  const name = choices.weighted({
    click: 8,
    type: 3,
    again: 2,
    clock: 2,
    cancel: 1,
    send: 1,
    ask: 1,
  });
  const clicked = name === "click" ? await chooseClick(world) : undefined;
  const repeated = name === "again" ? chooseRedelivery(world) : undefined;
  const typed = name === "type" ? await chooseWords(world) : undefined;
  const decision = clicked ?? repeated ?? typed;
  if (decision) return () => decideAs(world, decision);
  if (name === "cancel") return () => cancelSomething(world);
  if (name === "send") return () => sendSome(world);
  if (name === "ask") return () => submitSomething(world);
  return () => runClock(world);
}

/** An orderly stop, a while of nothing, a start. */
export async function restart(world: World): Promise<void> {
  await world.stop();
  await standStill(world);
}

/** `kill -9` or a power cut in the middle of things. What was not answered by then may have happened or not. */
export async function kill(world: World): Promise<void> {
  const { choices } = world;
  const acts: (() => Promise<void>)[] = [];
  const isDelegating = choices.chance(0.2);
  if (isDelegating) acts.push(() => changeDelegation(world));
  for (let left = choices.below(4); left > 0; left -= 1) acts.push(await chooseAct(world));
  const isPowerCut = choices.chance(0.6);
  let bury: (() => Promise<void>) | undefined;
  const strike = (): void => {
    if (bury) return;
    bury = world.kill(isPowerCut);
    world.tell(
      `${isPowerCut ? "the power is cut" : "kill -9"} with ${acts.length} things going on`,
    );
  };
  world.disk.interruptAfter(choices.below(30), strike);
  const results = await Promise.allSettled(acts.map((act) => act()));
  strike();
  await bury?.().catch(() => undefined);
  for (const result of results) {
    if (result.status === "rejected" && isRuleBroken(result.reason)) throw result.reason;
  }
  await standStill(world);
}

async function standStill(world: World): Promise<void> {
  world.now += world.choices.below(
    world.choices.pick([SECOND, 10 * SECOND, 20 * MINUTE, 3 * HOUR]),
  );
  world.tell("the process starts");
  await world.start();
}

function isRuleBroken(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "RuleBrokenError";
}
