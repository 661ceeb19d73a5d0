import { afterEach, beforeEach, expect, test } from "vitest";
import { approverKey } from "../../src/approval/approver.js";
import type { NamedMatch, People } from "../../src/service/ports/people.js";
import { rankMatches } from "../../src/service/rank-matches.js";
import { MOST_LINES, MOST_MATCHES, readApprovers } from "../../src/service/read-approvers.js";
import {
  CROWD,
  GONE,
  INGRID,
  openSettingsWorld,
  SAM,
  type SettingsWorld,
  SOC,
} from "./settings-world.js";

let world: SettingsWorld;
beforeEach(async () => {
  world = await openSettingsWorld();
});
afterEach(() => world.close());

const known = [
  {
    label: "Old guard (group)",
    rule: { kind: "group", id: "00000000-0000-4000-9000-0000000000ff" },
  },
] as const;
const read = (text: string, chosen: readonly string[] = []) =>
  readApprovers(world.context.people, text, known, new Set(chosen));
const keys = async (text: string) => (await read(text)).rules.map(approverKey);

test("S1 names, addresses, ids, groups and roles are read as people write them", async () => {
  expect(
    await keys(
      `sam okafor\n${INGRID.userPrincipalName.toUpperCase()}; ${SAM.id}\ngroup: "soc on call"\nSOC on call (group)\nrole:security administrator\n${INGRID.displayName} (${INGRID.userPrincipalName})`,
    ),
  ).toEqual([
    `user:${SAM.id}`,
    `user:${INGRID.id}`,
    `user:${SAM.id}`,
    `group:${SOC}`,
    `group:${SOC}`,
    "role:security administrator",
    `user:${INGRID.id}`,
  ]);
});

test("S1 several names on one line are read one by one only when the line is no name itself", async () => {
  expect(await keys("Sam Okafor, Ingrid Berg")).toEqual([`user:${SAM.id}`, `user:${INGRID.id}`]);
});

test("S1 a line that the form showed needs no directory that still knows it", async () => {
  expect(await keys("Old guard (group)")).toEqual([approverKey(known[0].rule)]);
});

test("S1 a part of a name is offered, even if it fits one only, and a choice decides among what is offered", async () => {
  const offered = await read("sam");
  expect(offered.rules).toEqual([]);
  expect(offered.uncertain).toMatchObject([
    { typed: "sam", matches: [{ kind: "user", id: SAM.id }], isCut: false },
  ]);
  expect((await read("sam", [`user:${SAM.id}`])).rules).toEqual([{ kind: "user", id: SAM.id }]);
  expect((await read("sam", [`user:${INGRID.id}`])).rules).toEqual([]);
});

test("S1 at most ten are offered, and nobody who is disabled", async () => {
  const [first] = CROWD;
  const [many] = (await read(first?.displayName.slice(0, 3) ?? "")).uncertain;
  expect(many?.matches.length).toBeLessThanOrEqual(MOST_MATCHES);
  expect((await read(GONE.displayName)).uncertain).toMatchObject([{ matches: [] }]);
});

test("S1 a name that begins like a kind is a name first: User Administrator is that role, not a user called so", async () => {
  const { people } = world.context;
  const everybody: NamedMatch[] = [
    { kind: "role", displayName: "User Administrator" },
    { kind: "user", id: SAM.id, displayName: "Administrator", userPrincipalName: "root@x.example" },
    { kind: "group", id: SOC, displayName: "User Support" },
    { kind: "user", id: INGRID.id, displayName: "Adm", userPrincipalName: "adm@x.example" },
  ];
  const withThem: People = new Proxy(people, {
    get: (target, method: keyof People) =>
      method === "findByName"
        ? async (typed: string, limit: number) => rankMatches(everybody, typed, limit)
        : target[method],
  });
  const readThere = (text: string) => readApprovers(withThem, text, known, new Set());
  expect((await readThere("user administrator")).rules).toEqual([
    { kind: "role", name: "User Administrator" },
  ]);
  expect((await readThere("User Support; User Support (group)")).rules.map(approverKey)).toEqual([
    `group:${SOC}`,
    `group:${SOC}`,
  ]);
  expect((await readThere("user: Administrator")).rules).toEqual([{ kind: "user", id: SAM.id }]);
  expect((await readThere("person Administrator")).rules).toEqual([{ kind: "user", id: SAM.id }]);
  expect((await readThere("user adm")).uncertain).toMatchObject([
    { matches: [{ displayName: "User Administrator" }] },
  ]);
});

test("S2 A1 somebody whose account is off is no approver, by address or by id", async () => {
  for (const typed of [GONE.userPrincipalName, GONE.id, `Gil (${GONE.userPrincipalName})`]) {
    expect(await read(typed), typed).toEqual({
      rules: [],
      uncertain: [{ typed, matches: [], isCut: false, isDisabled: true }],
      isTooLong: false,
    });
  }
});

test.each([
  "nobody known",
  "group: nobody",
  "role: emperor",
  "x@contoso.example",
  "group: 99999999-0000-4000-8000-000000000000",
])("S2 %j is nobody, and nothing is guessed", async (typed) => {
  expect(await read(typed)).toEqual({
    rules: [],
    uncertain: [{ typed, matches: [], isCut: false }],
    isTooLong: false,
  });
});

test("S2 more lines than are looked up are refused as a whole: none of them is left out unsaid", async () => {
  const most = Array.from({ length: MOST_LINES }, (_, n) => `nobody ${n}`);
  expect(await read(most.join("\n"))).toMatchObject({ isTooLong: false });
  const sent = await read([SAM.userPrincipalName, ...most].join("\n"));
  expect(sent).toEqual({ rules: [], uncertain: [], isTooLong: true });
});
