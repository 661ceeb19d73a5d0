import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeAnchor } from "../../src/audit/anchor.js";
import { AnchorBook } from "../../src/audit/anchor-book.js";
import { generateSigningKey, readSigner } from "../../src/audit/signing-key.js";
import { TrailProblems } from "../../src/audit/trail-problem.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { StartRefusedError } from "../../src/store/start-refused-error.js";
import { newRequest, requestCommit } from "../builders/commit.js";
import { eventually } from "../connector/eventually.js";
import { addRequest, TrailWorld } from "./sample-trail.js";

const check = (world: TrailWorld) => walkTrail(world.store.auditTrail, () => world.now);

async function opened(): Promise<TrailWorld> {
  const world = new TrailWorld();
  await world.open();
  return world;
}

describe("the anchor log", () => {
  it("U1 has the head of a commit within about a second, with one sync for many", async () => {
    const world = await opened();
    for (const id of ["R-1001", "R-1002", "R-1003"]) await addRequest(world.store, id);
    await eventually(() => world.text(world.anchorFile) !== "", { timeoutMs: 2_000 });
    const lines = world.text(world.anchorFile).trimEnd().split("\n");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "").heads).toHaveLength(3);
    await world.close();
  });

  it("U1 says at an orderly end that nothing is missing, and the next start goes on from there", async () => {
    const world = await opened();
    await addRequest(world.store, "R-1001");
    await world.close();
    expect(world.text(world.anchorFile)).toContain('"isClosing":true');
    await world.open();
    await addRequest(world.store, "R-1002");
    expect(await check(world)).toMatchObject({ isIntact: true, anchors: 2, recovered: 0 });
    await world.close();
  });

  it("U1 a torn last line is taken away at the start, and what it said is anchored anew", async () => {
    const world = await opened();
    await addRequest(world.store, "R-1001");
    await world.store.auditTrail.anchor();
    await addRequest(world.store, "R-1002");
    await world.store.auditTrail.anchor();
    const text = world.text(world.anchorFile);
    const file = world.anchorFile;
    world.files = world.files.crash();
    world.put(file, text.slice(0, -40));
    await world.open();
    expect(await check(world)).toMatchObject({ isIntact: true, anchors: 2, recovered: 1 });
    expect(world.reports.join()).toContain("was torn and was taken away");
    await world.close();
  });

  it("U1 a damaged anchor stays as evidence, and the start goes on after the newest one that can be read", async () => {
    const world = await opened();
    for (const id of ["R-1001", "R-1002", "R-1003"]) {
      await addRequest(world.store, id);
      await world.store.auditTrail.anchor();
    }
    const [first = "", second = "", third = ""] = world.text(world.anchorFile).split("\n");
    const file = world.anchorFile;
    const damaged = second.replace(/"at":"\d{4}/, '"at":":025');
    expect(damaged).not.toBe(second);
    world.files = world.files.crash();
    world.put(file, [first, damaged, third.slice(0, -40)].join("\n"));
    await world.open();
    await addRequest(world.store, "R-1004");
    const verdict = await check(world);
    expect(verdict.isIntact).toBe(false);
    expect(verdict.problems[0]?.place).toContain("anchor 2");
    expect(world.text(file)).toContain(damaged);
    await world.close();
  });

  it("U1 what a start finds and what is committed right after it stand in one anchor, in their order", async () => {
    const world = await opened();
    await addRequest(world.store, "R-1001");
    await world.store.auditTrail.anchor();
    const { value, events } = newRequest("R-1001");
    await world.store.commit(requestCommit(value, 3, {}, events));
    await world.crash();
    // The comparison has found the event; its anchor is not written yet.
    await eventually(() => world.store.auditTrail.anchor().then(() => true));
    await world.crash();
    await world.store.commit(requestCommit(value, 4, {}, events));
    expect(await check(world)).toMatchObject({ isIntact: true, events: 5 });
    await world.close();
  });

  it("U1 a head that a start has found is older than one of the same line, in whatever list", () => {
    const problems = new TrailProblems();
    const signer = readSigner(generateSigningKey());
    const book = new AnchorBook(signer.publicKey, problems);
    const content = {
      heads: [["request/R-1001", 5, 5, "b"] as const],
      recovered: [["request/R-1001", 4, 4, "a"] as const],
    };
    book.add(`${makeAnchor(undefined, "2026-11-23T13:00:00.000Z", content, signer).line}\n`);
    expect(problems.named).toEqual([]);
    expect(book.get("request/R-1001")?.heads).toEqual([
      [4, "a"],
      [5, "b"],
    ]);
  });

  it("U1 after a power cut at any moment the trail verifies, and every stored event gets its anchor", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(120),
        fc.infiniteStream(fc.boolean()),
        async (crashAfter, survival) => {
          const world = await opened();
          let left = crashAfter;
          world.files.fault = () => {
            left -= 1;
            return left < 0 ? "before" : undefined;
          };
          for (const id of ["R-1001", "R-1002", "R-1003"]) {
            await addRequest(world.store, id).catch(() => undefined);
            await world.store.auditTrail.anchor().catch(() => undefined);
          }
          await world.crash(() => survival.next().value === true);
          const verdict = await check(world);
          expect(verdict.problems).toEqual([]);
          expect(verdict.unanchored).toBe(0);
          await world.close();
        },
      ),
      { numRuns: 100 },
    );
  });

  it("U1 a write that fails is repeated, and leaves no half line behind", async () => {
    const world = await opened();
    await addRequest(world.store, "R-1001");
    await world.store.auditTrail.anchor();
    for (const operation of ["write", "sync"] as const) {
      await addRequest(world.store, `R-${operation.length}`);
      let isFaulty = true;
      world.files.fault = (asked, path) =>
        isFaulty && asked === operation && path.includes("anchors-") ? "after" : undefined;
      await expect(world.store.auditTrail.anchor()).rejects.toThrow(/EIO/);
      isFaulty = false;
      await world.store.auditTrail.anchor();
    }
    expect(await check(world)).toMatchObject({ isIntact: true, anchors: 3, aggregates: 3 });
    await world.close();
  });

  it("U1 a commit whose outcome was not known at the end is anchored by the next start", async () => {
    const world = await opened();
    await addRequest(world.store, "R-1001");
    const { value, events } = newRequest("R-1001");
    let isDown = true;
    world.files.fault = (operation, path) => {
      if (!isDown) return undefined;
      // The journal cannot be brought to its files either, so that the next start finds it.
      if (operation === "rename" && path.includes("/requests")) return "before";
      return operation === "sync" && path.endsWith(".log") ? "after" : undefined;
    };
    const commit = world.store.commit(requestCommit(value, 3, {}, events));
    await expect(commit).rejects.toThrow(/not known/);
    await world.close();
    expect(world.text(world.anchorFile)).not.toContain("isClosing");
    isDown = false;
    await world.open();
    expect(await check(world)).toMatchObject({ isIntact: true, events: 4, recovered: 1 });
    await world.close();
  });

  it("U1 what was changed after an orderly end gets no anchor, however well it fits", async () => {
    const world = await opened();
    await addRequest(world.store, "R-1001");
    await world.close();
    const anchors = world.text(world.anchorFile);
    const file = world.anchorFile;
    await world.open();
    await addRequest(world.store, "R-1002");
    await world.close();
    world.put(file, anchors);
    await world.open();
    world.now += 60_000;
    const { problems } = await check(world);
    expect(problems.map(({ place }) => place)).toContain("R-1002, event 1");
    expect(world.reports.join()).toContain("request/R-1002 was changed while the bot was stopped");
    await world.close();
  });

  it("U1 a lost key stops the start as long as there are anchors of it", async () => {
    const world = await opened();
    await addRequest(world.store, "R-1001");
    await world.close();
    await world.files.remove("/riskgate/audit/signing-key.pem");
    await expect(world.open()).rejects.toThrow(StartRefusedError);
    await expect(world.open()).rejects.toThrow(/Restore it from a backup/);
  });
});
