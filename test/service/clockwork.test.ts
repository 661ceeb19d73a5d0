import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DAY } from "../../src/approval/instant.js";
import { type Clockwork, startClockwork } from "../../src/service/clockwork.js";
import type { Context } from "../../src/service/context.js";
import { indexOf } from "../../src/service/index-entry.js";
import type { Store } from "../../src/service/ports/store.js";
import { MORGAN, SAM } from "../builders/cast.js";
import { requestCommit } from "../builders/commit.js";
import { UNWATCHED } from "../builders/figures.js";
import { atRiskStage, NOW } from "../builders/request.js";
import { eventually } from "../connector/eventually.js";
import { openOn } from "../store/lowdb/open-store.js";
import { UnsyncedFileSystem } from "../store/unsynced-file-system.js";

const COUNT = 300;
const IDS = Array.from({ length: COUNT }, (_, i) => `R-${1_001 + i}`);
const PATIENCE = { timeoutMs: 20_000 };

let now: number;
let store: Store;
let clockwork: Clockwork | undefined;

beforeEach(async () => {
  now = NOW;
  store = await openOn(new UnsyncedFileSystem(), { clock: () => now });
  for (const id of IDS) {
    const { request } = atRiskStage(id, [SAM]);
    // They are all of one person for one package, which no store would take.
    const index = { ...indexOf("request", request), keys: [] };
    expect(await store.commit({ ...requestCommit(request, 0), index })).toMatchObject({ ok: true });
  }
});
afterEach(async () => {
  await clockwork?.stop();
  clockwork = undefined;
  await store.close();
});

function start(): void {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  clockwork = startClockwork({
    tenantId: "tenant-1",
    store,
    people: {
      byId: async () => ({ ...MORGAN, accountEnabled: true }),
      roleHolders: async () => [],
      resolve: async () => [],
    },
    figures: UNWATCHED,
    log: { ...log, child: () => log },
    newToken: () => "token-1",
  } as unknown as Context);
}

async function ended(): Promise<number> {
  const requests = await Promise.all(IDS.map((id) => store.load("request", id)));
  return requests.filter((found) => found?.value.state === "denied").length;
}

it("T1 T3 L all that is due happens, some at a time, and the store is asked once for many", async () => {
  now = NOW + 400 * DAY;
  const asked = vi.spyOn(store, "due");
  const { commit } = store;
  let atOnce = 0;
  let mostAtOnce = 0;
  vi.spyOn(store, "commit").mockImplementation(async (change) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    return commit.call(store, change).finally(() => {
      atOnce -= 1;
    });
  });
  start();
  await eventually(async () => (await ended()) === COUNT, PATIENCE);
  await eventually(async () => ((await store.nextDueAt()) ?? now + 1) > now, PATIENCE);
  expect(mostAtOnce).toBeGreaterThan(1);
  expect(mostAtOnce).toBeLessThanOrEqual(64);
  expect(asked.mock.calls.length).toBeLessThan(COUNT / 4);
});

it("S nothing is begun any more once it is to stop", async () => {
  now = NOW + 400 * DAY;
  start();
  await clockwork?.stop();
  const before = await ended();
  expect(before).toBeLessThan(COUNT);
  const commits = vi.spyOn(store, "commit");
  await new Promise((resolve) => setImmediate(resolve));
  expect(commits).not.toHaveBeenCalled();
});
