import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreUnavailableError } from "../../../src/service/ports/store.js";
import { pause, resume } from "../../../src/service/sending.js";
import { PauseGate } from "../../../src/teams/sender/pause-gate.js";
import { ADA, openSettingsWorld, type SettingsWorld } from "../../service/settings-world.js";

const REQUEST = { kind: "request", id: "R-1001" } as const;
const NEWS = { kind: "sending", id: "teams" } as const;

let world: SettingsWorld;
let gate: PauseGate;
beforeEach(async () => {
  world = await openSettingsWorld();
  gate = new PauseGate(world.context);
});
afterEach(() => world.close());

describe("the gate before every post", () => {
  it("N2 holds from the moment on at which the pause was confirmed, whatever was read just before", async () => {
    expect(await gate.holds(REQUEST)).toBe(false);
    expect(await gate.isPaused()).toBe(false);
    expect((await pause(world.context, ADA, "a wrong name")).ok).toBe(true);
    expect(await gate.holds(REQUEST)).toBe(true);
    expect(await gate.isPaused()).toBe(true);
    expect((await resume(world.context, ADA)).ok).toBe(true);
    expect(await gate.holds(REQUEST)).toBe(false);
  });

  it("N2 lets the news of the pause through", async () => {
    await pause(world.context, ADA, "a wrong name");
    expect(await gate.holds(NEWS)).toBe(false);
  });

  it("N2 lets nothing through while nobody can tell whether sending is paused", async () => {
    expect(await gate.holds(REQUEST)).toBe(false);
    const { store } = world.context;
    store.load = () => Promise.reject(new StoreUnavailableError("away"));
    await expect(gate.holds(REQUEST)).rejects.toThrow("away");
  });
});
