import { expect, test } from "vitest";
import { createGraphPeople } from "../../src/entra/graph-people.js";
import { createGraphRiskSignals } from "../../src/entra/graph-risk-signals.js";
import { useLocalGraph } from "../graph/graph-at-hand.js";
import { addGroup, addRisk, addUser, assignRole, guid } from "../graph/graph-world.js";

const here = useLocalGraph();
const ROLE = "Security Administrator";

test("E1 of 10,000 people, 500 of them risky, a crowd is judged rightly within every limit", async () => {
  const { world } = here.graph;
  const everybody = Array.from({ length: 10_000 }, (_, i) => addUser(world, `Person ${i}`));
  const isRisky = (index: number) => index % 20 === 0;
  for (const [index, user] of everybody.entries()) if (isRisky(index)) addRisk(world, user, "high");
  const graph = here.client();
  const people = createGraphPeople({ graph, countsEligible: false, clock: here.clock });
  const signals = createGraphRiskSignals({
    graph,
    log: { warn: () => undefined },
    now: () => here.clock.now(),
    isKnown: async (id) => (await people.byId(id)) !== undefined,
    clock: here.clock,
  });
  try {
    await here.clock.until(signals.firstTry);
    expect(here.graph.seenAt(/riskyUsers$/)).toHaveLength(1);
    const crowd = everybody.slice(0, 400);
    const never = () => new AbortController().signal;
    const answers = await here.clock.until(
      Promise.all(crowd.map(({ id }) => signals.read("idProtection", id, never()))),
    );
    const wrong = answers.filter(({ kind }, index) => (kind === "listed") !== isRisky(index));
    expect(wrong).toEqual([]);
    expect(here.graph.seen.filter(({ status }) => status === 429)).toEqual([]);
    expect(here.graph.seenAt(/riskyUsers\/./).length).toBeLessThanOrEqual(2);
  } finally {
    await signals.stop();
  }
}, 120_000);

test("A1 10,000 members of a group are resolved with eleven reads, however many stages ask for them", async () => {
  const { world } = here.graph;
  const everybody = Array.from({ length: 10_000 }, (_, i) => addUser(world, `Person ${i}`));
  const group = addGroup(world, "Everybody", everybody);
  assignRole(world, ROLE, group);
  const people = createGraphPeople({
    graph: here.client(),
    countsEligible: false,
    clock: here.clock,
  });
  const rule = { kind: "role", name: ROLE } as const;
  const stages = Array.from({ length: 100 }, () => people.resolve(rule, guid("a", 1)));
  for (const found of await Promise.all(stages)) expect(found).toHaveLength(10_000);
  expect(here.graph.seenAt(/transitiveMembers/)).toHaveLength(11);
  expect(here.graph.seen.length).toBeLessThanOrEqual(13);
}, 120_000);
