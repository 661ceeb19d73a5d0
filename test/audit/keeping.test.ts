import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY } from "../../src/approval/instant.js";
import { chainEvents } from "../../src/audit/audit-chain.js";
import { auditReaderOf } from "../../src/service/audit-reader.js";
import { erasePerson } from "../../src/service/erase-person.js";
import { indexOf } from "../../src/service/index-entry.js";
import { removeOld, startRetention } from "../../src/service/retention.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { allSummaries } from "../builders/all-summaries.js";
import { closing, newRequest } from "../builders/commit.js";
import { person } from "../builders/request.js";
import { eventually } from "../connector/eventually.js";
import { addEnded, addRequest, TrailWorld } from "./sample-trail.js";

let world: TrailWorld;
beforeEach(async () => {
  world = new TrailWorld();
  await world.open();
});
afterEach(() => world.close());

const check = () => walkTrail(world.store.auditTrail, () => world.now);
const ADA = person(9, "Ada Administrator");
const RILEY = person(1, "Rae Requestor");

async function putAway(id: string): Promise<void> {
  await addEnded(world.store, id);
  await eventually(
    () =>
      world.text(`closed/2025-03/${id}.json`) !== "" && world.text(`requests/${id}.json`) === "",
  );
  // The store knows it a moment later: what comes after the move has to wait for that.
  expect(await world.store.commit(newRequest(id))).toMatchObject({ reason: "conflict" });
}

/** Every file of the folder as one text. */
function everything(): string {
  const walk = (folder: string): string[] =>
    world.files.list(folder).flatMap((name) => {
      const path = `${folder}/${name}`;
      return name.includes(".") ? [world.files.readNow(path) ?? ""] : walk(path);
    });
  return walk("/riskgate").join("\n");
}

describe("retention", () => {
  it("U1 removes what ended long enough ago, and nothing that is open or younger", async () => {
    await putAway("R-1001");
    await addRequest(world.store, "R-1002");
    world.now += 10 * DAY;
    expect(await removeOld(world, world.store.trailKeeping, 11 * DAY)).toBe(0);
    expect(await removeOld(world, world.store.trailKeeping, 9 * DAY)).toBe(1);
    expect(await world.store.load("request", "R-1001")).toBeUndefined();
    expect(await world.store.load("request", "R-1002")).toBeDefined();
    expect((await world.store.requestsAbout(RILEY.id, 9)).map(({ id }) => id)).toEqual(["R-1002"]);
    expect((await allSummaries(world.store)).map(({ id }) => id)).toEqual(["R-1002"]);
    expect(await check()).toMatchObject({ isIntact: true, aggregates: 1, removed: 1 });
  });

  it("U1 the bot removes what is old at its start, and ends at once when it is stopped", async () => {
    await putAway("R-1001");
    world.now += 401 * DAY;
    const lines: string[] = [];
    const log = { info: (_: object, line: string) => void lines.push(line) } as never;
    const { store } = world;
    const retention = startRetention({ store, log }, store.trailKeeping, 400 * DAY);
    await retention.stop();
    expect(lines).toEqual(["requests were removed after their retention"]);
    expect(await store.load("request", "R-1001")).toBeUndefined();
  });

  it("U1 the removal is told from tampering after a restart too, and the number is not given again", async () => {
    await putAway("R-1001");
    world.now += 10 * DAY;
    expect(await removeOld(world, world.store.trailKeeping, DAY)).toBe(1);
    await world.close();
    world.reports.length = 0;
    await world.open();
    expect(await check()).toMatchObject({ isIntact: true, aggregates: 0, removed: 1 });
    expect(world.reports).toEqual([]);
  });

  it("U1 D6 what is committed to a request while its removal is being recorded does not bring it back", async () => {
    await putAway("R-1001");
    await putAway("R-1002");
    world.now += 10 * DAY;
    const { store } = world;
    const known = await store.load("request", "R-1001");
    if (!known) throw new Error("it is there");
    const { index } = closing(known.value, known.version);
    let late: Promise<unknown> | undefined;
    // Somebody clicks the card of a request that ended long ago, while the anchor goes to the disk.
    world.files.fault = (operation, path) => {
      if (operation === "sync" && path.includes("anchors-")) {
        late ??= store.commit({
          ...{ kind: "request", id: "R-1001", expectedVersion: known.version },
          ...{ value: known.value, events: [], index: { ...index, isClosed: false } },
        });
      }
      return undefined;
    };
    expect(await removeOld(world, store.trailKeeping, DAY)).toBe(2);
    world.files.fault = () => undefined;
    expect(await late).toEqual({ ok: false, reason: "conflict" });
    expect(await store.load("request", "R-1001")).toBeUndefined();
    await world.close();
    await world.open();
    expect(await world.store.load("request", "R-1001")).toBeUndefined();
    expect(await check()).toMatchObject({ isIntact: true, aggregates: 0, removed: 2 });
  });

  it("U1 what was changed on the disk is kept as evidence, and the others go", async () => {
    for (const id of ["R-1001", "R-1002"]) await putAway(id);
    await world.store.auditTrail.anchor();
    const path = "closed/2025-03/R-1001.json";
    world.put(path, world.text(path).replace('"type":"requestDenied"', '"type":"requestApproved"'));
    world.now += 10 * DAY;
    expect(await removeOld(world, world.store.trailKeeping, DAY)).toBe(1);
    expect(world.reports.join()).toContain("R-1001 is past its retention but is not as it was");
    expect((await check()).problems[0]?.place).toBe("R-1001, event 2");
  });

  it("U1 a chain that was rewritten with its digest is found after its removal as well", async () => {
    await putAway("R-1001");
    await world.store.auditTrail.anchor();
    const path = "closed/2025-03/R-1001.json";
    const { digest: _, ...record } = JSON.parse(world.text(path));
    const forged = record.events.map((event: object) => ({ ...event, actor: { kind: "system" } }));
    const { events, personal } = chainEvents(undefined, forged);
    world.put(path, JSON.stringify({ ...record, events, personal }));
    world.now += 10 * DAY;
    expect(await removeOld(world, world.store.trailKeeping, DAY)).toBe(1);
    expect((await check()).problems).toMatchObject([
      { what: "R-1001 was removed with another newest event than the one that was anchored" },
    ]);
  });

  it("U1 a removal that was cut off in the middle is finished by the next start", async () => {
    await putAway("R-1001");
    await putAway("R-1002");
    world.now += 10 * DAY;
    let removals = 0;
    world.files.fault = (operation) => {
      if (operation === "remove") removals += 1;
      return removals > 1 ? "before" : undefined;
    };
    await expect(removeOld(world, world.store.trailKeeping, DAY)).rejects.toThrow(/EIO/);
    await world.crash();
    await world.store.auditTrail.anchor();
    expect(await check()).toMatchObject({ isIntact: true, aggregates: 0, removed: 2 });
    expect(world.files.list("/riskgate/closed/2025-03")).toEqual(["summaries.jsonl"]);
  });
});

describe("the erasure of a person", () => {
  // The same words within two minutes would be one request (Rule I2).
  beforeEach(() => {
    world.now += DAY;
  });

  it("U1 takes name and words out of every file, and the chains still verify", async () => {
    await putAway("R-1001");
    await putAway("R-1002");
    expect(everything()).toContain(RILEY.displayName);
    const erasure = await erasePerson(world.store, RILEY.id);
    expect(erasure).toMatchObject({ kind: "erased", aggregates: 2 });
    await eventually(() => world.text("requests/R-1002.json") === "");
    await world.close();
    expect(everything()).not.toContain(RILEY.displayName);
    expect(everything()).not.toContain(RILEY.userPrincipalName);
    await world.open();
    const verdict = await check();
    expect(verdict).toMatchObject({ isIntact: true, problems: [] });
    expect(verdict.erasedTexts).toBeGreaterThan(0);
    const events = await world.store.events("request", "R-1001");
    expect(events.at(-1)).toMatchObject({
      type: "personalTextErased",
      details: { personId: RILEY.id },
    });
    expect((await world.store.load("request", "R-1001"))?.value.requestor).toEqual({
      ...RILEY,
      displayName: "(erased)",
      userPrincipalName: "(erased)",
    });
  });

  it("U1 leaves nothing in the journal, neither of this process nor of one that was killed", async () => {
    const segments = () => world.files.list("/riskgate/journal");
    await world.close();
    await world.open({ bytes: 1 << 20 });
    await addEnded(world.store, "R-1001");
    expect(segments()).toHaveLength(1);
    await world.crash();
    await eventually(() => world.text("closed/2025-03/R-1001.json") !== "");
    await world.close();
    await world.open({ bytes: 1 << 20 });
    await addEnded(world.store, "R-1002");
    expect(await erasePerson(world.store, RILEY.id)).toMatchObject({ aggregates: 2 });
    // An entry about a file that was removed has no text.
    for (const name of segments())
      expect(world.text(`journal/${name}`)).not.toContain(RILEY.displayName);
    await eventually(() => world.text("requests/R-1001.json") === "");
    await world.close();
    expect(everything()).not.toContain(RILEY.displayName);
  });

  it("U1 may be repeated, and finds nobody whom nothing names", async () => {
    await putAway("R-1001");
    await erasePerson(world.store, RILEY.id);
    expect(await erasePerson(world.store, RILEY.id)).toMatchObject({ kind: "erased", texts: 0 });
    expect(await erasePerson(world.store, person(77).id)).toEqual({ kind: "unknown" });
    expect(await check()).toMatchObject({ isIntact: true });
  });

  it("U1 waits for requests about the person that are not over, and changes nothing before", async () => {
    await addRequest(world.store, "R-1001");
    await putAway("R-1002");
    // Nothing is left to be written by itself.
    await world.store.auditTrail.anchor();
    await world.settle();
    const before = everything();
    expect(await erasePerson(world.store, RILEY.id)).toEqual({
      kind: "open",
      requestIds: ["R-1001"],
    });
    expect(everything()).toBe(before);
  });

  it("U1 finds who stands in the trail alone: an administrator who had cards posted again", async () => {
    await putAway("R-1001");
    const { store } = world;
    const known = await store.load("request", "R-1001");
    if (!known) throw new Error("it is there");
    const { value, version } = known;
    const event = {
      ...{ type: "cardsResent", at: world.now, actor: { kind: "person" as const, id: ADA.id } },
      details: { requestId: "R-1001", stage: 0 },
      personal: { askedBy: ADA.displayName, reason: "Nobody had seen them" },
    };
    const index = indexOf("request", value);
    await store.commit({
      ...{ kind: "request", id: "R-1001", expectedVersion: version, value, events: [event], index },
    });
    expect(await erasePerson(store, ADA.id)).toEqual({ kind: "erased", aggregates: 1, texts: 2 });
    await eventually(() => world.text("requests/R-1001.json") === "");
    await world.close();
    expect(everything()).not.toContain(ADA.displayName);
    expect(everything()).not.toContain("Nobody had seen them");
    expect(everything()).toContain(RILEY.displayName);
    await world.open();
    expect(await check()).toMatchObject({ isIntact: true, erasedTexts: 2 });
  });

  it("V4 a role that cannot be read is no role", async () => {
    const people = { hasRole: async () => Promise.reject(new Error("down")) };
    const reader = await auditReaderOf({ people, store: world.store } as never, RILEY.id);
    expect(reader.sources.size).toBe(0);
  });
});
