import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newPersonRecord } from "../../src/service/register-person.js";
import { transact } from "../../src/service/transact.js";
import { openSettingsWorld, SAM, type SettingsWorld } from "./settings-world.js";

/** More than one of them may try again at most. */
const MANY = 80;

let world: SettingsWorld;
beforeEach(async () => {
  world = await openSettingsWorld();
});
afterEach(() => world.close());

describe("an atomic write", () => {
  it("D1 happens once for each of many that want the same record at the same moment", async () => {
    const { context } = world;
    const first = newPersonRecord("tenant-1", SAM.id, world.now);
    const change = () =>
      transact(context, "person", SAM.id, (record, now) => ({
        value: { ...(record ?? first), seenAt: Math.max(now, (record ?? first).seenAt) + 1 },
        outcome: "done" as const,
      }));
    await change();
    const before = await context.store.load("person", SAM.id);
    const done = await Promise.all(Array.from({ length: MANY }, change));
    expect(done).toEqual(done.map(() => "done"));
    const after = await context.store.load("person", SAM.id);
    expect(after?.version).toBe((before?.version ?? 0) + MANY);
    expect(after?.value.seenAt).toBe((before?.value.seenAt ?? 0) + MANY);
  });
});
