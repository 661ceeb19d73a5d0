import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaultSettings } from "../../src/approval/control-settings.js";
import { emptyConfiguration } from "../../src/approval/settings-change.js";
import { describeFindings } from "../../src/entra/doctor-report.js";
import { examineApprovers, type NamedApprover } from "../../src/entra/examine-approvers.js";
import { readNamedApprovers } from "../../src/named-approvers.js";
import { indexOf } from "../../src/service/index-entry.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { ALL_PERMISSIONS, useLocalGraph } from "../graph/graph-at-hand.js";
import { addGroup, addUser, assignRole, guid } from "../graph/graph-world.js";

const here = useLocalGraph();
const subject = {
  tenantId: "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c002",
  appId: "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c001",
  root: "https://graph.microsoft.com",
  isManagedIdentity: false,
  countsEligible: false,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "riskgate-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function examine(
  rules: readonly NamedApprover["rule"][],
  permissions = ALL_PERMISSIONS,
  isNeeded = true,
) {
  const graph = here.client(permissions);
  const named = rules.map((rule) => ({ rule, place: "ID Protection, approvers", isNeeded }));
  const findings = await here.clock.until(
    examineApprovers({ graph, countsEligible: false, clock: here.clock }, named),
  );
  const examined = { kind: "examined", granted: undefined, permissions: [] } as const;
  const report = describeFindings(examined, subject, { findings, note: "as the settings" });
  expect(here.graph.seen.filter(({ method }) => method !== "GET")).toEqual([]);
  return { states: findings.map(({ state }) => state), report };
}

const role = (name: string) => ({ kind: "role", name }) as const;
const group = (id: string) => ({ kind: "group", id }) as const;
const user = (id: string) => ({ kind: "user", id }) as const;

test("A3 whom the settings name is found, with how many people can decide", async () => {
  const { world } = here.graph;
  const dana = addUser(world, "Dana Reed");
  const away = addUser(world, "Away", { accountEnabled: false });
  assignRole(world, "Security Administrator", { id: dana.id }, { id: away.id });
  const soc = addGroup(world, "SOC on call", [dana]);
  const rules = [role("Security Administrator"), group(soc.id), user(dana.id)];
  const { states, report } = await examine(rules);
  expect(states).toEqual(["works", "works", "works"]);
  expect(report.isWell).toBe(true);
  expect(report.text).toContain("role Security Administrator, 1 person: ID Protection, approvers");
  expect(report.text).toContain("group SOC on call, 1 person");
  expect(report.text).toContain("user Dana Reed");
});

test("A3 a role, group or person that is not there, or leads to nobody, is named with what to do", async () => {
  const { world } = here.graph;
  const away = addUser(world, "Away", { accountEnabled: false });
  const empty = addGroup(world, "Nobody here", []);
  const rules = [role("Safety Administrator"), group(guid("b", 77)), user(guid("a", 77))];
  const { states, report } = await examine([...rules, group(empty.id), user(away.id)]);
  expect(states).toEqual(["missing", "missing", "missing", "nobody", "nobody"]);
  expect(report.isWell).toBe(false);
  expect(report.text).toMatch(/MISSING +role Safety Administrator/);
  expect(report.text).toMatch(/NOBODY +group Nobody here/);
  expect(report.text).toContain("Name another in the settings");
  expect(report.text).toContain("Named, and nobody there who can decide: 5.");
});

test("A3 a source that is off needs nobody yet", async () => {
  const { report } = await examine([group(guid("b", 77))], ALL_PERMISSIONS, false);
  expect(report.text).toContain("(optional)");
  expect(report.isWell).toBe(true);
});

test("D9 what cannot be read is not taken for there", async () => {
  const soc = addGroup(here.graph.world, "SOC on call", []);
  const others = ALL_PERMISSIONS.filter((name) => !/^(Group|GroupMember|Directory)\./.test(name));
  const { states, report } = await examine([group(soc.id)], others);
  expect(states).toEqual(["unknown"]);
  expect(report.text).toContain("Graph said: 403");
  expect(report.isWell).toBe(false);
});

test("S1 the names come from the settings beside a running bot, or from the defaults where there are none", async () => {
  const first = await readNamedApprovers({ dataDir: folder });
  expect(first.note).toContain("nothing is stored yet");
  expect(first.named.map(({ rule }) => "name" in rule && rule.name)).toEqual([
    ...["Identity Governance Administrator", "Security Administrator"],
    "Compliance Administrator",
  ]);
  expect(first.named.map(({ isNeeded }) => isNeeded)).toEqual([true, false, false]);
  const soc = group(guid("b", 7));
  const store = await openEmbeddedStore({ folder: join(folder, "data"), tenantId: "tenant-1" });
  const settings = {
    ...defaultSettings("idProtection"),
    ...{ isApprovalRequired: true, fallbackApprovers: [soc] },
  };
  const value = emptyConfiguration("idProtection", settings);
  const ref = { kind: "controlConfiguration", id: "idProtection" } as const;
  const index = indexOf("controlConfiguration", value);
  await store.commit({ ...ref, expectedVersion: 0, value, events: [], index });
  await store.close();
  const running = await openEmbeddedStore({ folder: join(folder, "data"), tenantId: "tenant-1" });
  const { named, note } = await readNamedApprovers({ dataDir: join(folder, "data") });
  await running.close();
  expect(note).toBe("as the settings name them");
  expect(named).toContainEqual({ rule: soc, place: "ID Protection, fallback", isNeeded: true });
});

test("S1 settings that cannot be read are not taken for the defaults in silence", async () => {
  mkdirSync(join(folder, "control-configurations"));
  writeFileSync(join(folder, "control-configurations", "idProtection.json"), "{");
  const { note } = await readNamedApprovers({ dataDir: folder });
  expect(note).toMatch(/^the settings cannot be read, so the defaults: /);
});
