import { expect, test } from "vitest";
import { RIGHTS_AGE } from "../../src/entra/directory-limits.js";
import { createGraphPeople } from "../../src/entra/graph-people.js";
import { DirectoryUnavailableError, type People } from "../../src/service/ports/people.js";
import { ALL_PERMISSIONS, useLocalGraph } from "../graph/graph-at-hand.js";
import { addGroup, addUser, assignRole, guid, roleIdOf } from "../graph/graph-world.js";

const here = useLocalGraph();
const ROLE = "Security Administrator";

function people(countsEligible = false, permissions = ALL_PERMISSIONS): People {
  return createGraphPeople({
    graph: here.client(permissions),
    countsEligible,
    clock: here.clock,
  });
}

const names = (list: readonly { readonly displayName: string }[]) =>
  list.map(({ displayName }) => displayName).sort();
const byRole = { kind: "role", name: ROLE } as const;
const byGroup = (id: string) => ({ kind: "group", id }) as const;
const requestorId = guid("a", 999);

test("A1 a person is found by object id and by user principal name, with the account state", async () => {
  const dana = addUser(here.graph.world, "Dana Reed", { accountEnabled: false });
  const port = people();
  const expected = {
    id: dana.id,
    displayName: "Dana Reed",
    userPrincipalName: "dana.reed@contoso.example",
    accountEnabled: false,
  };
  await expect(port.byId(dana.id.toUpperCase())).resolves.toEqual(expected);
  await expect(port.byUserPrincipalName(" Dana.Reed@contoso.example ")).resolves.toEqual(expected);
  await expect(port.byId(guid("a", 77))).resolves.toBeUndefined();
  await expect(port.byUserPrincipalName("nobody@contoso.example")).resolves.toBeUndefined();
});

test("A1 only an object id or a user principal name reaches the address of a person", async () => {
  const port = people();
  for (const odd of ["", "..", "me", "delta", "x/memberOf", "a b@c"]) {
    await expect(port.byId(odd)).resolves.toBeUndefined();
    await expect(port.byUserPrincipalName(odd)).resolves.toBeUndefined();
  }
  expect(here.graph.seen).toEqual([]);
});

test("A1 a group means everybody below it, however nested, each once, and no devices", async () => {
  const { world } = here.graph;
  const [a, b, c] = ["Ada", "Ben", "Cho"].map((name) => addUser(world, name));
  if (!a || !b || !c) throw new Error("three people");
  const inner = addGroup(world, "Inner", [b, c]);
  const outer = addGroup(world, "SOC on call", [a, b, inner, { id: guid("d", 1) }]);
  inner.memberIds.push(outer.id);
  world.devices.add(guid("d", 1));
  const rule = byGroup(outer.id);
  const found = await people().resolve(rule, requestorId);
  expect(names(found)).toEqual(["Ada", "Ben", "Cho"]);
  expect(found[0]?.namedBy).toEqual([{ rule, label: "SOC on call" }]);
});

test("A1 a big group is read to its last page", async () => {
  const { world } = here.graph;
  const everybody = Array.from({ length: 250 }, (_, i) => addUser(world, `Person ${i}`));
  here.graph.pageSize = 100;
  const group = addGroup(world, "Everybody", everybody);
  expect(await people().resolve(byGroup(group.id), requestorId)).toHaveLength(250);
  expect(here.graph.seenAt(/transitiveMembers/)).toHaveLength(3);
});

test("A1 a group whose second page cannot be read is unreadable as a whole", async () => {
  const { world } = here.graph;
  const group = addGroup(
    world,
    "Everybody",
    Array.from({ length: 5 }, (_, i) => addUser(world, `Person ${i}`)),
  );
  here.graph.pageSize = 3;
  const port = people();
  here.graph.trouble(/transitiveMembers/, {});
  here.graph.trouble(/transitiveMembers/, { status: 403, times: 9 });
  await expect(port.resolve(byGroup(group.id), requestorId)).rejects.toThrow(
    DirectoryUnavailableError,
  );
});

test("A1 holders of a role are those it is assigned to and members of its groups, in the whole directory only", async () => {
  const { world } = here.graph;
  const [direct, member, partly, eligible] = ["Ada", "Ben", "Cho", "Dee"].map((name) =>
    addUser(world, name),
  );
  if (!direct || !member || !partly || !eligible) throw new Error("four people");
  assignRole(world, ROLE, direct, addGroup(world, "Role group", [member]), { id: guid("e", 1) });
  const roleDefinitionId = roleIdOf(world, ROLE);
  world.roleAssignments.push({
    roleDefinitionId,
    principalId: partly.id,
    directoryScopeId: "/administrativeUnits/1",
  });
  world.roleEligibilities.push({
    roleDefinitionId,
    principalId: eligible.id,
    directoryScopeId: "/",
  });
  expect(names(await people().resolve(byRole, requestorId))).toEqual(["Ada", "Ben"]);
  expect(here.graph.seenAt(/EligibilitySchedule/)).toEqual([]);
  expect(names(await people(true).resolve(byRole, requestorId))).toEqual(["Ada", "Ben", "Dee"]);
});

test("A1 D9 somebody deleted whose assignment is left, without its object, takes the role from nobody else", async () => {
  const { world } = here.graph;
  const [ada, ben] = [addUser(world, "Ada"), addUser(world, "Ben")];
  const roleDefinitionId = roleIdOf(world, ROLE);
  const assignment = (principalId: string) => {
    return { id: "x", roleDefinitionId, principalId, directoryScopeId: "/" };
  };
  const principal = { "@odata.type": "#microsoft.graph.user", id: ada.id };
  const value = [
    { ...assignment(ada.id), principal },
    { ...assignment(guid("a", 77)), principal: null },
    assignment(guid("a", 78)),
    assignment(ben.id),
  ];
  here.graph.trouble(/roleAssignments/, { status: 200, text: JSON.stringify({ value }), times: 2 });
  expect(names(await people().roleHolders(ROLE))).toEqual(["Ada", "Ben"]);
  const blind = people(
    false,
    ALL_PERMISSIONS.filter((name) => name !== "User.Read.All"),
  );
  await expect(blind.roleHolders(ROLE)).rejects.toThrow(DirectoryUnavailableError);
});

test("A1 many holders of a role are read some at a time", async () => {
  const { world } = here.graph;
  const holders = Array.from({ length: 40 }, (_, i) => addUser(world, `Person ${i}`));
  assignRole(world, ROLE, ...holders);
  expect(await people().roleHolders(ROLE)).toHaveLength(40);
  expect(here.graph.seenAt(/v1.0.users/)).toHaveLength(3);
});

test("D9 a disabled holder of a role holds it no longer; a role is found in any case", async () => {
  const { world } = here.graph;
  const off = addUser(world, "Ada", { accountEnabled: false });
  const on = addUser(world, "Ben");
  assignRole(world, ROLE, off, on);
  const port = people();
  expect(names(await port.roleHolders("security administrator"))).toEqual(["Ben"]);
  await expect(port.hasRole(off.id, ROLE)).resolves.toBe(false);
  await expect(port.hasRole(on.id.toUpperCase(), ROLE)).resolves.toBe(true);
  await expect(port.roleByName(" security administrator")).resolves.toEqual({ displayName: ROLE });
  await expect(port.roleByName("Chief Baker")).resolves.toBeUndefined();
});

test("A1 the manager and the manager's manager are found; nobody above is nobody", async () => {
  const { world } = here.graph;
  const top = addUser(world, "Top");
  const middle = addUser(world, "Middle", { managerId: top.id });
  const worker = addUser(world, "Worker", { managerId: middle.id });
  const port = people();
  const above = (level: 1 | 2, id: string) => port.resolve({ kind: "manager", level }, id);
  expect(names(await above(1, worker.id))).toEqual(["Middle"]);
  expect(names(await above(2, worker.id))).toEqual(["Top"]);
  expect(await above(2, middle.id)).toEqual([]);
});

test("A2 a group and a person that are gone name nobody", async () => {
  const port = people();
  expect(await port.resolve(byGroup(guid("b", 99)), requestorId)).toEqual([]);
  expect(await port.resolve({ kind: "user", id: guid("a", 98) }, requestorId)).toEqual([]);
  await expect(port.label(byGroup(guid("b", 99)))).resolves.toBe(guid("b", 99));
});

test("D9 a right that was taken away counts for 5 seconds more at most", async () => {
  const { world } = here.graph;
  const ada = addUser(world, "Ada");
  const group = addGroup(world, "SOC on call", [ada]);
  const port = people();
  await port.resolve(byGroup(group.id), requestorId);
  await port.byId(ada.id);
  group.memberIds = [];
  ada.accountEnabled = false;
  here.clock.advance(RIGHTS_AGE - 1);
  const before = here.graph.seen.length;
  expect(await port.resolve(byGroup(group.id), requestorId)).toHaveLength(1);
  expect(here.graph.seen).toHaveLength(before);
  here.clock.advance(1);
  expect(await port.resolve(byGroup(group.id), requestorId)).toEqual([]);
  await expect(port.byId(ada.id)).resolves.toMatchObject({ accountEnabled: false });
});

test("many who ask for the same at once cost one read, and a failure is not remembered", async () => {
  const ada = addUser(here.graph.world, "Ada");
  const port = people();
  here.graph.trouble(/users/, { status: 403 });
  await expect(port.byId(ada.id)).rejects.toThrow(DirectoryUnavailableError);
  await Promise.all(Array.from({ length: 50 }, () => port.byId(ada.id)));
  expect(here.graph.seen).toHaveLength(2);
});

test("a name that is typed finds people, groups and roles, whole names first, and no disabled person", async () => {
  const { world } = here.graph;
  addUser(world, "Samuel Okafor");
  addUser(world, "Sam");
  addUser(world, "Dana Sampson");
  addUser(world, "Sam Gone", { accountEnabled: false });
  addGroup(world, "Samples", []);
  roleIdOf(world, "Sample Administrator");
  const found = await people().findByName('sam"', 10);
  expect(found[0]).toMatchObject({ kind: "user", displayName: "Sam" });
  expect(names(found)).toEqual(
    ["Dana Sampson", "Sam", "Sample Administrator", "Samples", "Samuel Okafor"].sort(),
  );
  expect(await people().findByName('"', 10)).toEqual([]);
});

test("two people of one name are both found, however many others the search finds first", async () => {
  const { world } = here.graph;
  for (let i = 0; i < 30; i += 1) addUser(world, `Sam Okafor ${i}`);
  addUser(world, "Sam Okafor", { id: guid("a", 501), userPrincipalName: "sam1@contoso.example" });
  addUser(world, "Sam Okafor", { id: guid("a", 502), userPrincipalName: "sam2@contoso.example" });
  const found = await people().findByName("Sam Okafor", 11);
  expect(found.filter(({ displayName }) => displayName === "Sam Okafor")).toHaveLength(2);
});

test("a group is meant by its whole name, and by none that two groups have", async () => {
  const { world } = here.graph;
  const group = addGroup(world, "O'Neil's team", []);
  addGroup(world, "Twins", []);
  addGroup(world, "Twins", []);
  const port = people();
  await expect(port.groupByName("o'neil's team")).resolves.toMatchObject({ id: group.id });
  await expect(port.groupByName("Twins")).resolves.toBeUndefined();
  await expect(port.groupByName("nothing")).resolves.toBeUndefined();
});

test.each([
  ["User.Read.All", "group", "reads a group whose people come without their state"],
  ["User.Read.All", "user", "reads a person"],
  ["GroupMember.Read.All", "group", "reads a group"],
  ["RoleManagement.Read.Directory", "role", "reads a role"],
])("D2 without %s a %s is unreadable, never empty (%s)", async (missing, kind) => {
  const { world } = here.graph;
  const ada = addUser(world, "Ada");
  const group = addGroup(world, "SOC on call", [ada]);
  assignRole(world, ROLE, ada);
  const port = people(
    false,
    ALL_PERMISSIONS.filter((permission) => permission !== missing),
  );
  const rules = { group: byGroup(group.id), role: byRole, user: { kind: "user", id: ada.id } };
  const rule = rules[kind as keyof typeof rules] as Parameters<People["resolve"]>[0];
  await expect(port.resolve(rule, requestorId)).rejects.toThrow(DirectoryUnavailableError);
});

test("D9 a person without an account state is unreadable, not enabled", async () => {
  const { id, displayName, userPrincipalName } = addUser(here.graph.world, "Ada");
  const person = { id, displayName, userPrincipalName, accountEnabled: null };
  here.graph.trouble(/users/, { status: 200, text: JSON.stringify(person) });
  await expect(people().byId(id)).rejects.toThrow(DirectoryUnavailableError);
});

test("D9 a directory that does not answer is given up within the time of a click", async () => {
  const ada = addUser(here.graph.world, "Ada");
  here.graph.trouble(/users/, { hang: true });
  const reading = people().byId(ada.id);
  await expect.poll(() => here.graph.seen.length).toBe(1);
  here.clock.advance(3_000);
  await expect(reading).rejects.toThrow(DirectoryUnavailableError);
});
