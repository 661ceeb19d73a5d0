import { afterEach, expect, test } from "vitest";
import {
  createGraphRiskSignals,
  DIRECT_PATIENCE,
  type GraphRiskSignals,
} from "../../src/entra/graph-risk-signals.js";
import { SNAPSHOT_BELIEVED, SNAPSHOT_INTERVAL } from "../../src/entra/risk-snapshot.js";
import { ALL_PERMISSIONS, useLocalGraph } from "../graph/graph-at-hand.js";
import { addRisk, addUser, guid, type WorldUser } from "../graph/graph-world.js";

const here = useLocalGraph();
const never = () => new AbortController().signal;
const opened: GraphRiskSignals[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((signals) => signals.stop()));
});

function open(
  isKnown: (id: string) => Promise<boolean> = async (id) => here.graph.world.users.has(id),
  permissions = ALL_PERMISSIONS,
): GraphRiskSignals {
  const signals = createGraphRiskSignals({
    graph: here.client(permissions),
    log: { warn: () => undefined },
    now: () => here.clock.now(),
    isKnown,
    clock: here.clock,
  });
  opened.push(signals);
  return signals;
}

/** Signals whose copy of the list was read long enough ago for the next request to ID Protection. */
async function openWithList(): Promise<GraphRiskSignals> {
  const signals = open();
  await here.clock.until(signals.firstTry);
  here.clock.advance(2_000);
  return signals;
}

const ask = (signals: GraphRiskSignals, user: Pick<WorldUser, "id">) =>
  signals.read("idProtection", user.id.toUpperCase(), never());
/** Time goes by meanwhile, as far as anybody waits. */
const read = (signals: GraphRiskSignals, user: Pick<WorldUser, "id">) =>
  here.clock.until(ask(signals, user));
const listed = { kind: "listed", level: "medium", riskState: "atRisk", riskDetail: "none" };

test("E1 a person is asked about directly, and the words of Graph are handed on", async () => {
  const dana = addUser(here.graph.world, "Dana Reed");
  addRisk(here.graph.world, dana, "medium");
  const answer = await read(await openWithList(), dana);
  expect(answer).toEqual({ ...listed, lastUpdated: Date.parse("2026-02-02T08:00:00.123Z") });
  expect(here.graph.seenAt(/riskyUsers\/./)).toHaveLength(1);
});

test("E3 a person whom the directory knows and Graph does not list has no risk; one whom nobody knows is unavailable", async () => {
  const dana = addUser(here.graph.world, "Dana Reed");
  const signals = await openWithList();
  await expect(read(signals, dana)).resolves.toEqual({ kind: "notListed" });
  here.clock.advance(1_000);
  const stranger = read(signals, { id: guid("a", 99) });
  await expect(stranger).resolves.toEqual({ kind: "failed", reason: "refused" });
});

test("E3 nobody is without risk while the directory cannot be read", async () => {
  const signals = open(() => Promise.reject(new Error("down")));
  await here.clock.until(signals.firstTry);
  here.clock.advance(2_000);
  const answer = read(signals, { id: guid("a", 1) });
  await expect(answer).resolves.toEqual({ kind: "failed", reason: "noAnswer" });
});

test.each([
  ["hidden", "atRisk"],
  ["unknownFutureValue", "atRisk"],
  ["somethingNew", "somethingElse"],
])("E3 level %s with state %s is handed on as it is", async (level, riskState) => {
  const dana = addUser(here.graph.world, "Dana Reed");
  addRisk(here.graph.world, dana, level as "hidden", { riskState: riskState as "atRisk" });
  const signals = await openWithList();
  await expect(read(signals, dana)).resolves.toMatchObject({ kind: "listed", level, riskState });
});

test.each([403, 401])("E3 %i is a refusal, whatever a copy of the list says", async (status) => {
  const dana = addUser(here.graph.world, "Dana Reed");
  const signals = await openWithList();
  here.graph.trouble(/riskyUsers\/./, { status });
  await expect(read(signals, dana)).resolves.toEqual({ kind: "failed", reason: "refused" });
});

test("E3 without its permission the source refuses", async () => {
  const dana = addUser(here.graph.world, "Dana Reed");
  const others = ALL_PERMISSIONS.filter((name) => name !== "IdentityRiskyUser.Read.All");
  const signals = open(async () => true, others);
  await here.clock.until(signals.firstTry);
  here.clock.advance(2_000);
  await expect(read(signals, dana)).resolves.toEqual({ kind: "failed", reason: "refused" });
});

test("D7 a read that takes longer than 800 ms gives way to the copy of the list, with its age", async () => {
  const dana = addUser(here.graph.world, "Dana Reed");
  addRisk(here.graph.world, dana, "medium");
  const asOf = here.clock.now();
  const signals = await openWithList();
  here.graph.trouble(/riskyUsers\/./, { hang: true });
  const reading = ask(signals, dana);
  await expect.poll(() => here.graph.seenAt(/riskyUsers\/./).length).toBe(1);
  here.clock.advance(DIRECT_PATIENCE - 1);
  here.clock.advance(1);
  await expect(reading).resolves.toMatchObject({ ...listed, asOf });
});

test.each([429, 500, 503])("D7 %i gives way to the copy of the list", async (status) => {
  const dana = addUser(here.graph.world, "Dana Reed");
  const asOf = here.clock.now();
  const signals = await openWithList();
  here.graph.trouble(/riskyUsers\/./, { status, times: 9 });
  const answer = await read(signals, dana);
  expect(answer).toEqual({ kind: "notListed", asOf });
});

test("E3 the 404 of something on the way makes nobody a person without risk", async () => {
  const dana = addUser(here.graph.world, "Dana Reed");
  addRisk(here.graph.world, dana, "medium");
  const asOf = here.clock.now();
  const signals = await openWithList();
  here.graph.trouble(/riskyUsers\/./, { status: 404, text: "<html>no route</html>", times: 9 });
  await expect(read(signals, dana)).resolves.toMatchObject({ ...listed, asOf });
});

test("E3 a copy of the list that is older than two minutes stands in for nobody", async () => {
  const dana = addUser(here.graph.world, "Dana Reed");
  const signals = await openWithList();
  here.graph.trouble(/riskyUsers/, { status: 403, times: 999 });
  await here.clock.until(
    (async () => {
      while (here.graph.seenAt(/riskyUsers$/).length * SNAPSHOT_INTERVAL <= SNAPSHOT_BELIEVED) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })(),
  );
  here.clock.advance(SNAPSHOT_INTERVAL);
  here.graph.calmDown();
  here.graph.trouble(/riskyUsers\/./, { status: 500, times: 9 });
  const answer = await read(signals, dana);
  expect(answer).toEqual({ kind: "failed", reason: "noAnswer" });
});

test("half a list is no list: nobody is missing from it because a page failed", async () => {
  const people = [1, 2, 3].map((i) => addUser(here.graph.world, `Person ${i}`));
  for (const person of people) addRisk(here.graph.world, person, "high");
  here.graph.pageSize = 2;
  here.graph.trouble(/riskyUsers$/, {});
  here.graph.trouble(/riskyUsers$/, { status: 403 });
  const signals = open();
  await here.clock.until(signals.firstTry);
  here.clock.advance(2_000);
  here.graph.trouble(/riskyUsers\/./, { status: 500, times: 9 });
  const answer = await read(signals, people[2] ?? { id: "" });
  expect(answer).toEqual({ kind: "failed", reason: "noAnswer" });
});

test("D7 what was read of a person lately is not undone by an older copy of the list", async () => {
  const dana = addUser(here.graph.world, "Dana Reed");
  const signals = await openWithList();
  addRisk(here.graph.world, dana, "high");
  const asOf = here.clock.now();
  await read(signals, dana);
  here.clock.advance(1_000);
  here.graph.trouble(/riskyUsers\/./, { status: 500, times: 9 });
  const answer = await read(signals, dana);
  expect(answer).toMatchObject({ kind: "listed", level: "high", asOf });
});

test("E1 in a crowd most are answered from the copy at once, and ID Protection's limit is kept", async () => {
  const crowd = Array.from({ length: 40 }, (_, i) => addUser(here.graph.world, `Person ${i}`));
  for (const person of crowd.slice(0, 5)) addRisk(here.graph.world, person, "low");
  const signals = await openWithList();
  const answers = await here.clock.until(Promise.all(crowd.map((person) => ask(signals, person))));
  expect(answers.filter(({ kind }) => kind === "listed")).toHaveLength(5);
  expect(here.graph.seenAt(/riskyUsers\/./).length).toBeLessThanOrEqual(2);
  expect(here.graph.seen.filter(({ status }) => status === 429)).toEqual([]);
});

test("E3 insider risk cannot be asked for: it has to be reported", async () => {
  const signals = await openWithList();
  expect(signals.reportedOnly).toEqual(["insiderRisk"]);
  const answer = signals.read("insiderRisk", guid("a", 1), never());
  await expect(answer).resolves.toEqual({ kind: "failed", reason: "refused" });
});
