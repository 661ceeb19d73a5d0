import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeAnchor, parseAnchor } from "../../src/audit/anchor.js";
import { chainEvents } from "../../src/audit/audit-chain.js";
import { canonicalJson } from "../../src/audit/canonical-json.js";
import { generateSigningKey, readSigner } from "../../src/audit/signing-key.js";
import { requestTimeline } from "../../src/service/request-timeline.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { closing, newRequest } from "../builders/commit.js";
import { NOW } from "../builders/request.js";
import {
  chooseSeed,
  MUTATION_PATIENCE,
  mutate,
  mutationCount,
  randomSource,
} from "./random-source.js";
import { addRequest, TrailWorld } from "./sample-trail.js";

const FILE = "requests/R-1001.json";
let world: TrailWorld;
beforeEach(async () => {
  world = new TrailWorld();
  await world.open();
  await addRequest(world.store, "R-1001");
  await addRequest(world.store, "R-1002");
  await world.store.auditTrail.anchor();
  await world.settle();
});
afterEach(() => world.close());

const check = () => walkTrail(world.store.auditTrail, () => world.now);
async function places(): Promise<string[]> {
  return (await check()).problems.map(({ place, what }) => `${place}: ${what}`);
}

/** The events and the texts of a file, without the state beside them. */
function auditPart(text: string): [from: number, to: number] {
  return [text.indexOf('"events":['), text.length];
}

describe("a stored trail", () => {
  it("U1 is intact as it was written, and the verification says what it checked", async () => {
    expect(await check()).toMatchObject({
      ...{ isIntact: true, aggregates: 2, events: 6, texts: 24, unanchored: 0, problems: [] },
      lastAnchor: { sequence: 1 },
    });
  });

  it(
    "U1 no random change of the events and texts of a file goes unseen",
    async () => {
      const seed = chooseSeed();
      console.info(`seed ${seed}`);
      const random = randomSource(seed);
      const text = world.text(FILE);
      const [from] = auditPart(text);
      for (let i = mutationCount(5_000, 150); i > 0; i -= 1) {
        const part = mutate(Buffer.from(text.slice(from)), random);
        world.put(FILE, text.slice(0, from) + part.toString());
        const verdict = await check();
        if (verdict.isIntact) throw new Error(`change ${i} of seed ${seed} was not seen`);
        expect(verdict.problems.some(({ place }) => place.startsWith("R-1001"))).toBe(true);
      }
      world.put(FILE, text);
      expect((await check()).isIntact).toBe(true);
    },
    MUTATION_PATIENCE,
  );

  it(
    "U1 a change is found without the digest of the file too, by chain, texts and anchors",
    async () => {
      const seed = chooseSeed();
      const random = randomSource(seed + 1);
      const text = world.text(FILE).replace(/,"digest":"[0-9a-f]{64}"/, "");
      const [from] = auditPart(text);
      const meaning = trailIn(text);
      world.put(FILE, text);
      expect((await check()).isIntact).toBe(true);
      for (let i = mutationCount(5_000, 150); i > 0; i -= 1) {
        const changed =
          text.slice(0, from) + mutate(Buffer.from(text.slice(from)), random).toString();
        world.put(FILE, changed);
        // White space between two events is no part of what they say.
        if ((await check()).isIntact && trailIn(changed) !== meaning)
          throw new Error(`change ${i} of seed ${seed} was not seen`);
      }
    },
    MUTATION_PATIENCE,
  );

  it(
    "U1 no random change of the anchor log goes unseen",
    async () => {
      await addRequest(world.store, "R-1003");
      await world.store.auditTrail.anchor();
      await addRequest(world.store, "R-1004");
      await world.store.auditTrail.anchor();
      world.now += 60_000;
      const seed = chooseSeed();
      const random = randomSource(seed);
      const file = world.anchorFile;
      const text = world.text(file);
      for (let i = mutationCount(5_000, 150); i > 0; i -= 1) {
        const changed = mutate(Buffer.from(text), random).toString();
        world.put(file, changed);
        const verdict = await check();
        if (verdict.isIntact) throw new Error(`change ${i} of seed ${seed} was not seen`);
      }
    },
    MUTATION_PATIENCE,
  );

  it("U1 a changed event, a changed text and an event taken out are named with their place", async () => {
    const text = world.text(FILE);
    world.put(FILE, text.replace('"type":"requestSubmitted"', '"type":"requestForgotten"'));
    expect(await places()).toEqual(["R-1001, event 1: its hash does not fit its content"]);
    const [from] = auditPart(text);
    const personal = text.indexOf('"personal":{', from);
    world.put(
      FILE,
      text.slice(0, personal) + text.slice(personal).replace('"text":"', '"text":"x'),
    );
    expect((await places())[0]).toMatch(/^R-1001, event 1: the text ".*" is not the one/);
    const lines = text.split("\n");
    const second = lines.findIndex((line) => line.includes('"sequence":2'));
    world.put(FILE, lines.filter((_, i) => i !== second).join("\n"));
    expect((await places())[0]).toBe("R-1001, event 2: event 3 stands in its place");
  });

  it("U1 a text that is taken away without a record of its erasure is named", async () => {
    const text = world.text(FILE);
    const at = text.lastIndexOf('"personal":{');
    world.put(FILE, `${text.slice(0, at)}"personal":{\n\n}}\n`);
    expect((await places())[0]).toMatch(/^R-1001, event 1: the text ".*" is gone without a record/);
  });

  it("U1 a text that no event knows is named, whatever it is called", async () => {
    const { digest: _, ...record } = JSON.parse(world.text(FILE));
    const { personal } = record;
    const forged = { salt: "00", text: "never written" };
    for (const added of [
      { ...personal, 1: { ...personal[1], constructor: forged } },
      { ...personal, 1: { ...personal[1], toString: forged } },
      { ...personal, "01": { justification: forged } },
      { ...personal, "1e0": { justification: forged } },
      { ...personal, "1.0": { justification: forged } },
    ]) {
      world.put(FILE, JSON.stringify({ ...record, personal: added }));
      expect((await places())[0], JSON.stringify(added)).toMatch(/^R-1001, event 1: .*text/);
    }
  });

  it("U1 a whole chain that is rewritten with fitting hashes is not the one that was anchored", async () => {
    const text = world.text(FILE);
    const record = JSON.parse(text);
    const { events, personal } = chainEvents(
      undefined,
      record.events.map((event: { type: string; details: object; actor: object }) => ({
        ...event,
        at: NOW,
        details: { ...event.details, forged: true },
        personal: { justification: "other" },
      })),
    );
    const { digest: _, ...rest } = record;
    world.put(FILE, JSON.stringify({ ...rest, events, personal }));
    expect(await places()).toEqual(["R-1001, event 3: it is not the event that was anchored"]);
  });

  it("U1 cutting the last events off is found, and so is adding some", async () => {
    const record = JSON.parse(world.text(FILE));
    const { digest: _, ...rest } = record;
    const cut = { ...rest, events: record.events.slice(0, 2), personal: pick(record.personal, 2) };
    world.put(FILE, JSON.stringify(cut));
    expect(await places()).toEqual(["R-1001, event 3: it was anchored and is gone"]);
    const { events } = chainEvents(record.events[2], [
      { type: "forged", at: NOW - 60_000, actor: { kind: "system" }, details: {} },
    ]);
    world.put(FILE, JSON.stringify({ ...rest, events: [...record.events, ...events] }));
    expect(await places()).toEqual(["R-1001, event 4: no anchor has it, although it is not new"]);
  });

  it("U1 an event that is added with a date in the future is found at once, not on that day", async () => {
    const record = JSON.parse(world.text(FILE));
    const { digest: _, ...rest } = record;
    const { events } = chainEvents(record.events[2], [
      { type: "forged", at: NOW + 365 * 86_400_000, actor: { kind: "system" }, details: {} },
    ]);
    world.put(FILE, JSON.stringify({ ...rest, events: [...record.events, ...events] }));
    expect(await places()).toEqual(["R-1001, event 4: no anchor has it, although it is not new"]);
  });

  it("U1 an event that was added without an anchor is found in the trail of its request too, however new", async () => {
    const { store } = world;
    const people = { byId: async () => undefined };
    const context = { store, auditTrail: store.auditTrail, people };
    const reader = { personId: "somebody", sources: new Set<never>(), hasOwnRequests: false };
    const problems = async () =>
      (await requestTimeline(context as never, reader, "R-1001"))?.problems;
    expect(await problems()).toEqual([]);
    const record = JSON.parse(world.text(FILE));
    const { digest: _, ...rest } = record;
    const { events } = chainEvents(record.events[2], [
      { type: "forged", at: world.now, actor: { kind: "system" }, details: {} },
    ]);
    world.put(FILE, JSON.stringify({ ...rest, events: [...record.events, ...events] }));
    expect(await problems()).toEqual([
      "R-1001, event 4: no anchor has it, although it is not new.",
    ]);
  });

  it("U1 an event younger than its anchor is an unanchored tail, and is called so", async () => {
    const { auditTrail } = world.store;
    await addRequest(world.store, "R-1003");
    const beforeItsAnchor = {
      publicKey: auditTrail.publicKey,
      anchor: async () => undefined,
      anchors: () => auditTrail.anchors(),
      trails: () => auditTrail.trails(),
      trail: auditTrail.trail,
      sign: auditTrail.sign,
    };
    const verdict = await walkTrail(beforeItsAnchor, () => world.now);
    expect(verdict).toMatchObject({ isIntact: true, unanchored: 3 });
  });

  it("U1 anchors that are rewritten with another key are not believed", async () => {
    const forger = readSigner(generateSigningKey());
    const anchor = parseAnchor(world.text(world.anchorFile).trimEnd());
    const { line } = makeAnchor(undefined, anchor.at, { heads: anchor.heads ?? [] }, forger);
    world.put(world.anchorFile, `${line}\n`);
    expect(await places()).toEqual(["anchor 1: its signature is not this key's"]);
    expect(canonicalJson(JSON.parse(line))).toBe(line);
  });

  it("U1 a removed aggregate and one put back from a backup are found", async () => {
    const before = world.text("requests/R-1002.json");
    const { value } = newRequest("R-1002");
    await world.store.commit(closing(value, 3, { isClosed: false }));
    await world.close();
    world.put("requests/R-1002.json", before);
    await world.files.remove("/riskgate/requests/R-1001.json");
    await world.open();
    expect((await places()).sort()).toEqual([
      "R-1001: it was anchored and is gone without a record of its removal",
      "R-1002, event 4: it was anchored and is gone",
    ]);
    expect(world.reports.join("\n")).toMatch(/request\/R-1001 was anchored and is not there/);
    expect(world.reports.join("\n")).toMatch(/request\/R-1002 is older than its anchor/);
  });
});

function pick(personal: Record<string, unknown>, upTo: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(personal).filter(([sequence]) => Number(sequence) <= upTo),
  );
}

function trailIn(text: string): string {
  const { events, personal } = JSON.parse(text) as { events: unknown; personal: unknown };
  return JSON.stringify([events, personal]);
}
