import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Profiler } from "node:inspector";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { decisionBodies, isSettled } from "./clicks.js";
import { keepJson } from "./keep-json.js";
import { postAll } from "./load.js";
import { startBot } from "./processes.js";
import { shareOut } from "./profile-parts.js";
import { inWorkshop, root, type Workshop } from "./workshop.js";

/**
 * Where the main thread of a bot spends its time while 32 clients decide:
 * `node .build/bench/profile.js [--stores embedded,postgres] [--open 100] [--decisions 4000] [--json FILE]`.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    stores: { type: "string", default: "embedded,postgres" },
    decisions: { type: "string", default: "4000" },
    open: { type: "string", default: "100" },
  },
});
const decisions = Number(options.decisions);
/** By then the compiler has done its work. */
const WARM_UP = 6_000;

await inWorkshop(async (workshop) => {
  const stores = [];
  for (const store of options.stores.split(",")) {
    const profile = await profileOf(workshop, store);
    const { parts, functions } = shareOut(profile);
    process.stdout.write(`\n${store}\n`);
    for (const { part, share } of parts)
      process.stdout.write(`${share.toFixed(1).padStart(6)} %  ${part}\n`);
    stores.push({ store, decisions, parts, functions });
  }
  await keepJson(options.json, { stores });
});

async function profileOf(
  { openPlace, main, tenantFile, tenant, cast }: Workshop,
  store: string,
): Promise<Profiler.Profile> {
  const place = await (await openPlace(store)).fill(Number(options.open), WARM_UP + decisions);
  const bot = await startBot(
    main,
    { ...(await place.copy()), TENANT_FILE: tenantFile, SEND_LIMITS: "teams" },
    ["--import", join(root, "bench/record-profile.mjs")],
  );
  try {
    const bodies = decisionBodies(tenant.tenantId, cast, place.cards);
    await postAll(bot.port, bodies.slice(0, WARM_UP), isSettled);
    await place.settle();
    await tell(bot.child, "begin");
    await postAll(bot.port, bodies.slice(WARM_UP), isSettled);
    const { profile } = await tell(bot.child, "end");
    if (!profile) throw new Error("there is no profile");
    return profile;
  } finally {
    await bot.stop();
  }
}

async function tell(
  child: ChildProcess,
  message: "begin" | "end",
): Promise<{ readonly profile?: Profiler.Profile }> {
  const answer = once(child, "message", { signal: AbortSignal.timeout(60_000) });
  child.send(message);
  const [told] = await answer;
  return told;
}
