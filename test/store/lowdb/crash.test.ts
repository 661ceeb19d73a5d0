import fc from "fast-check";
import { expect, it } from "vitest";
import { verifyChain } from "../../../src/audit/audit-chain.js";
import { closing, newRequest, requestCommit } from "../../builders/commit.js";
import { UnsyncedFileSystem } from "../unsynced-file-system.js";
import { openOn } from "./open-store.js";

const IDS = ["R-1001", "R-1002", "R-1003"];

/** Commits at random to a few requests until the machine crashes; returns the versions that were acknowledged. */
async function commitUntilCrash(
  files: UnsyncedFileSystem,
  choices: readonly number[],
  crashAfter: number,
) {
  const store = await openOn(files);
  const acknowledged = new Map<string, number>();
  const tried = new Map<string, number>();
  let left = crashAfter;
  let hasCrashed = false;
  files.fault = () => {
    left -= 1;
    if (left < 0) hasCrashed = true;
    return hasCrashed ? "before" : undefined;
  };
  const change = async (id: string, choice: number): Promise<void> => {
    const version = (await store.load("request", id))?.version ?? 0;
    const { value, events } = newRequest(id);
    const commit =
      choice % 3 === 0 && version > 0
        ? closing(value, version)
        : requestCommit(value, version, {}, events);
    tried.set(id, version + 1);
    const result = await store.commit(commit);
    if (result.ok) acknowledged.set(id, result.version);
  };
  // Two at a time, so that folder syncs are shared between writes.
  for (let i = 0; i < choices.length && !hasCrashed; i += 2) {
    const pair = choices
      .slice(i, i + 2)
      .map((choice) => change(IDS[choice % IDS.length] ?? "R-1001", choice >> 2));
    await Promise.allSettled(pair);
  }
  return { acknowledged, tried };
}

it("S no acknowledged commit is lost and none is half there, wherever the machine crashes and whatever survives unsynced", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(11), { minLength: 4, maxLength: 24 }),
      fc.nat(160),
      fc.infiniteStream(fc.boolean()),
      async (choices, crashAfter, survival) => {
        const files = new UnsyncedFileSystem();
        const { acknowledged, tried } = await commitUntilCrash(files, choices, crashAfter);
        const next = files.crash(() => survival.next().value === true);

        const store = await openOn(next);
        for (const id of IDS) {
          const version = (await store.load("request", id))?.version ?? 0;
          expect(version).toBeGreaterThanOrEqual(acknowledged.get(id) ?? 0);
          expect(version).toBeLessThanOrEqual(tried.get(id) ?? 0);
          const events = await store.events("request", id);
          expect(verifyChain(events)).toMatchObject({ ok: true, length: version });
        }
        const total = [...IDS.map((id) => store.load("request", id))];
        const rows = (await Promise.all(total)).reduce(
          (sum, found) => sum + (found?.value.notices.length ?? 0),
          0,
        );
        expect((await store.noticeCounts()).intended).toBe(rows);
        await store.close();
        await (await openOn(next)).close();
      },
    ),
    { numRuns: 300 },
  );
});
