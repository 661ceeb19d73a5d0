import { HOUR, MINUTE, SECOND } from "../../../src/approval/instant.js";
import { demand } from "../rule-broken.js";
import type { World } from "../world.js";

/** Most rounds of due work at one instant: more means that it never ends. */
const MAX_ROUNDS = 40;

/** Time goes by, often just to the moment that something falls due, or a hair beside it. */
export async function letTimePass(world: World): Promise<void> {
  const { choices, store } = world;
  const due = await store.nextDueAt();
  const send = await store.nextSendAt();
  const target = choices.chance(0.75) ? due : send;
  const isNear = target !== undefined && choices.chance(0.7);
  const span = choices.pick([SECOND, 30 * SECOND, 2 * MINUTE, 6 * MINUTE, 20 * MINUTE, 2 * HOUR]);
  const to = isNear ? target + choices.pick([-1, 0, 0, 1, 500]) : world.now + choices.below(span);
  world.now = Math.max(world.now, to);
  world.tell("time has gone by");
}

/** The clockwork lets everything that is due happen, several aggregates at a time. */
export async function runClock(world: World): Promise<void> {
  const { product, context } = world;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const refs = await context.store.due(context.store.now(), 50);
    if (refs.length === 0) return;
    world.tell(`the clock finds ${refs.map((ref) => ref.id.slice(-6)).join(", ")}`);
    await Promise.all(refs.map((ref) => product.handleDue(context, ref)));
  }
  demand(false, "T4", "due work does not end");
}
