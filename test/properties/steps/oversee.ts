import { ADA, RILEY } from "../../builders/cast.js";
import { demand } from "../rule-broken.js";
import type { World } from "../world.js";
import { chooseRequestId } from "./open-case.js";

/** An administrator escalates, posts cards again or retries what failed; often the same call comes twice (Rule D6). */
export async function overseeSomething(world: World): Promise<void> {
  const { choices, product, context } = world;
  const id = await chooseRequestId(world);
  const request = id && (await context.store.load("request", id))?.value;
  if (!request) return;
  const by = choices.pick([ADA, RILEY]);
  const stage = choices.below(3);
  const asOf = world.now;
  const act = choices.pick([
    () => product.escalateRequest(context, request.id, { by, stage, reason: "no time to wait" }),
    () => product.resendRequest(context, request.id, { by, asOf, reason: "" }),
    async () => ({ ok: (await product.retryDeliveries(context, { byId: by.id, asOf })) > 0 }),
  ]);
  const first = await act();
  world.tell(`${by.displayName} oversees ${request.id}: ${JSON.stringify(first)}`);
  if (!choices.chance(0.5)) return;
  const again = await act();
  demand(!again.ok, "D6", `${request.id} was overseen twice by one call`);
}
