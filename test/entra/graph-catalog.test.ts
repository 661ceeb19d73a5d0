import type { AccessPackage } from "@microsoft/microsoft-graph-types";
import { expect, test } from "vitest";
import { CATALOG_AGE, createGraphCatalog } from "../../src/entra/graph-catalog.js";
import { ALL_PERMISSIONS, useLocalGraph } from "../graph/graph-at-hand.js";
import { guid } from "../graph/graph-world.js";

const here = useLocalGraph();
const USER = guid("a", 1);
const GROUP = guid("b", 1);

/** Approvers come with a type annotation that Microsoft's types leave out. */
const set = (kind: string, more: object) => ({
  "@odata.type": `#microsoft.graph.${kind}`,
  ...more,
});

function payroll(more: AccessPackage = {}): AccessPackage {
  return {
    id: guid("f", 1),
    displayName: "Payroll",
    description: "Salaries",
    isHidden: false,
    assignmentPolicies: [
      {
        id: guid("f", 11),
        displayName: "Employees",
        requestorSettings: { enableOnBehalfRequestorsToAddAccess: true },
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true,
          isRequestorJustificationRequired: true,
          stages: [
            {
              durationBeforeAutomaticDenial: "P14D",
              durationBeforeEscalation: "P2D",
              isEscalationEnabled: true,
              isApproverJustificationRequired: true,
              primaryApprovers: [
                set("requestorManager", { managerLevel: 1 }),
                set("singleUser", { userId: USER.toUpperCase() }),
                set("internalSponsors", {}),
              ],
              escalationApprovers: [set("groupMembers", { groupId: GROUP })],
            },
          ],
        },
      },
    ],
    ...more,
  };
}

const catalog = () => createGraphCatalog(here.client(), here.clock);

test("P1 a package comes with its policies and their stages in the words of the bot", async () => {
  here.graph.world.accessPackages.push(payroll());
  const found = await catalog().packageById(guid("f", 1).toUpperCase());
  expect(found).toEqual({
    id: guid("f", 1),
    displayName: "Payroll",
    description: "Salaries",
    assignmentPolicies: [
      {
        id: guid("f", 11),
        displayName: "Employees",
        isRequestorJustificationRequired: true,
        allowOnBehalf: true,
        stages: [
          {
            primaryApprovers: [
              { kind: "manager", level: 1 },
              { kind: "user", id: USER },
            ],
            fallbackApprovers: [{ kind: "group", id: GROUP }],
            durationBeforeEscalation: "P2D",
            durationBeforeAutomaticDenial: "P14D",
            isApproverJustificationRequired: true,
          },
        ],
      },
    ],
  });
});

test("A3 a stage that does not escalate has nobody to escalate to, and a policy without approval no stages", async () => {
  const stage = { durationBeforeAutomaticDenial: "P4D", isEscalationEnabled: false };
  const approval = { isApprovalRequiredForAdd: true, stages: [stage] };
  const none = { isApprovalRequiredForAdd: false, stages: [stage] };
  here.graph.world.accessPackages.push(
    payroll({
      assignmentPolicies: [
        { id: guid("f", 11), requestApprovalSettings: approval },
        { id: guid("f", 12), requestApprovalSettings: none },
      ],
    }),
  );
  const found = await catalog().packageById(guid("f", 1));
  expect(found?.assignmentPolicies.map(({ stages }) => stages)).toEqual([
    [
      {
        primaryApprovers: [],
        fallbackApprovers: [],
        durationBeforeEscalation: "P2D",
        durationBeforeAutomaticDenial: "P4D",
        isApproverJustificationRequired: false,
      },
    ],
    [],
  ]);
});

test.each(["PT0S", "P0D", "P1M", "soon", null])(
  "I5 P1 a stage that does not escalate and says %s for the time of it leaves the package readable",
  async (durationBeforeEscalation) => {
    const durationBeforeAutomaticDenial = "P4D";
    const stage = {
      ...{ durationBeforeAutomaticDenial, durationBeforeEscalation },
      ...{ isEscalationEnabled: false, escalationApprovers: [] },
    };
    const requestApprovalSettings = { isApprovalRequiredForAdd: true, stages: [stage] };
    here.graph.world.accessPackages.push(
      payroll({ assignmentPolicies: [{ id: guid("f", 11), requestApprovalSettings }] }),
    );
    const [offered] = await catalog().packages();
    const found = await catalog().packageById(guid("f", 1));
    expect(offered).toEqual(found);
    expect(found?.assignmentPolicies[0]?.stages).toMatchObject([
      { durationBeforeEscalation: "P2D", durationBeforeAutomaticDenial, fallbackApprovers: [] },
    ]);
  },
);

test("P1 a stage without a usable time for its denial has Entra's longest", async () => {
  const stage = { durationBeforeAutomaticDenial: "PT0S", durationBeforeEscalation: "PT0S" };
  const requestApprovalSettings = { isApprovalRequiredForAdd: true, stages: [stage] };
  here.graph.world.accessPackages.push(
    payroll({ assignmentPolicies: [{ id: guid("f", 11), requestApprovalSettings }] }),
  );
  const found = await catalog().packageById(guid("f", 1));
  expect(found?.assignmentPolicies[0]?.stages).toMatchObject([
    { durationBeforeEscalation: "P7D", durationBeforeAutomaticDenial: "P14D" },
  ]);
});

test("I1 a package that nobody knows is unknown; only an id reaches the address", async () => {
  const port = catalog();
  await expect(port.packageById(guid("f", 9))).resolves.toBeUndefined();
  await expect(port.packageById("Payroll")).resolves.toBeUndefined();
  expect(here.graph.seen).toHaveLength(1);
});

test("every page is offered, without what is hidden or cannot be requested", async () => {
  here.graph.pageSize = 2;
  const { accessPackages } = here.graph.world;
  for (let i = 1; i <= 5; i += 1)
    accessPackages.push(payroll({ id: guid("f", i), displayName: `P${i}` }));
  accessPackages.push(payroll({ id: guid("f", 6), isHidden: true }));
  accessPackages.push(payroll({ id: guid("f", 7), assignmentPolicies: [] }));
  const offered = await catalog().packages();
  expect(offered.map(({ displayName }) => displayName)).toEqual(["P1", "P2", "P3", "P4", "P5"]);
});

test("a changed policy counts after a minute, and a catalog that cannot be read is no empty catalog", async () => {
  here.graph.world.accessPackages.push(payroll());
  const port = catalog();
  await port.packageById(guid("f", 1));
  here.graph.world.accessPackages[0] = payroll({ displayName: "Pay" });
  here.clock.advance(CATALOG_AGE - 1);
  await expect(port.packageById(guid("f", 1))).resolves.toMatchObject({ displayName: "Payroll" });
  here.clock.advance(1);
  await expect(port.packageById(guid("f", 1))).resolves.toMatchObject({ displayName: "Pay" });
  const others = ALL_PERMISSIONS.filter((name) => !name.startsWith("EntitlementManagement"));
  const blind = createGraphCatalog(here.client(others), here.clock);
  await expect(blind.packages()).rejects.toMatchObject({ status: 403 });
  await expect(blind.packageById(guid("f", 1))).rejects.toMatchObject({ status: 403 });
});
