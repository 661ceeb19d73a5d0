import { expect, test } from "vitest";
import type { ControlSettings, RiskApproverRule } from "../../src/approval/control-settings.js";
import { defaultSettings } from "../../src/approval/control-settings.js";
import type { Context } from "../../src/service/context.js";
import { readApprovers } from "../../src/service/read-approvers.js";
import { labelRules } from "../../src/service/settings-labels.js";
import { describeDifference } from "../../src/teams/commands/settings-rows.js";

const group = (number: number) => ({
  kind: "group" as const,
  id: `00000000-0000-4000-9000-00000000000${number}`,
});

/** A directory whose groups have these names, whatever anybody called them. */
function contextWith(names: Readonly<Record<string, string>>): Context {
  const people = {
    label: async (rule: RiskApproverRule) => names["id" in rule ? rule.id : ""] ?? "",
    findByName: async () => [],
  };
  return { people } as unknown as Context;
}

const settings = (...primaryApprovers: RiskApproverRule[]): ControlSettings => ({
  ...defaultSettings("idProtection"),
  primaryApprovers,
});

test("S1 a group of the same name in the place of another shows as a change, and each by its id", async () => {
  const context = contextWith({ [group(1).id]: "SOC", [group(2).id]: "soc" });
  const [row] = await describeDifference(context, settings(group(1)), settings(group(2)));
  expect(row).toMatchObject({
    before: `SOC (group ${group(1).id})`,
    after: `soc (group ${group(2).id})`,
  });
});

test("S1 two groups of one name come back from a form as two", async () => {
  const context = contextWith({ [group(1).id]: "SOC", [group(2).id]: "SOC" });
  const rules = [group(1), group(2)];
  const labels = await labelRules(context, rules);
  const known = rules.map((rule, i) => ({ rule, label: labels[i] ?? "" }));
  const read = await readApprovers(context.people, labels.join("\n"), known, new Set());
  expect(read).toMatchObject({ rules, uncertain: [] });
});

test("S1 the name of a group can neither hide that it is one nor pass for two approvers", async () => {
  const context = contextWith({
    [group(1).id]: `Security Administrator (role)${"\u2003".repeat(70)}`,
    [group(2).id]: "Security Administrator (role); Sam Okafor (sam@contoso.example)",
    [group(3).id]: `Sam Okafor (sam@contoso.example) ${"of the whole company ".repeat(9)}`,
  });
  const labels = await labelRules(context, [group(1), group(2), group(3)]);
  for (const label of labels) {
    expect(label).toMatch(/ \(group\)$/);
    expect(label.length).toBeLessThanOrEqual(64);
    expect(label).not.toMatch(/[;\n]/);
  }
  const [row] = await describeDifference(context, settings(), settings(group(2)));
  expect(row?.after).toBe(labels[1]);
});
