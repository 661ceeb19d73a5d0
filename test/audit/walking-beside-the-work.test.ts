import { afterEach, beforeEach, expect, it } from "vitest";
import { DAY, HOUR } from "../../src/approval/instant.js";
import { removeOld } from "../../src/service/retention.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { requestCommit } from "../builders/commit.js";
import { eventually } from "../connector/eventually.js";
import { addEnded, addRequest, TrailWorld } from "./sample-trail.js";

let world: TrailWorld;
beforeEach(async () => {
  world = new TrailWorld();
  await world.open();
});
afterEach(() => world.close());

/** Checks the trail; `happen` begins when the first aggregate was checked and the second was not. */
async function checkWhile(happen: () => Promise<unknown>) {
  let happening: Promise<unknown> | undefined;
  const verdict = await walkTrail(
    world.store.auditTrail,
    () => world.now,
    () => {
      happening ??= happen();
    },
  );
  await happening;
  return verdict;
}

it("U1 T4 what fell due long ago and is written while the trail is checked is no tampering", async () => {
  await addRequest(world.store, "R-1001");
  await addRequest(world.store, "R-1002");
  await world.store.auditTrail.anchor();
  const known = await world.store.load("request", "R-1002");
  if (!known) throw new Error("it is there");
  const event = {
    ...{ type: "stageTimedOut", at: world.now - 2 * HOUR, actor: { kind: "clock" as const } },
    details: { requestId: "R-1002" },
  };
  const late = requestCommit(known.value, known.version, {}, [event]);
  expect(await checkWhile(() => world.store.commit(late))).toMatchObject({
    ...{ isIntact: true, problems: [], aggregates: 2 },
  });
  expect(await walkTrail(world.store.auditTrail, () => world.now)).toMatchObject({ events: 7 });
});

it("U1 what retention takes away while the trail is checked is not missed", async () => {
  await addRequest(world.store, "R-1001");
  await addEnded(world.store, "R-1002");
  const isPutAway = () =>
    world.text("closed/2025-03/R-1002.json") !== "" && world.text("requests/R-1002.json") === "";
  await eventually(isPutAway);
  // The index hears of it in a turn of the event loop after the file.
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  world.now += 10 * DAY;
  const verdict = await checkWhile(() => removeOld(world, world.store.trailKeeping, DAY));
  expect(verdict).toMatchObject({ isIntact: true, problems: [], aggregates: 1, removed: 1 });
});
