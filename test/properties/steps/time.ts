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

/**
 * The clockwork lets everything that is due happen, several aggregates at a time. What fails because the directory cannot
 * be read rests until the next time, as in the product.
 */
export async function runClock(world: World): Promise<void> {
  const { product, context } = world;
  const resting = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const due = await context.store.due(context.store.now(), 50);
    const refs = due.filter((ref) => !resting.has(`${ref.kind}/${ref.id}`));
    if (refs.length === 0) return;
    world.tell(`the clock finds ${refs.map((ref) => ref.id.slice(-6)).join(", ")}`);
    const work = refs.map((ref) =>
      product.handleDue(context, ref).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== "DirectoryUnavailableError") throw error;
        resting.add(`${ref.kind}/${ref.id}`);
      }),
    );
    await Promise.all(work);
  }
  demand(false, "T4", "due work does not end");
}
