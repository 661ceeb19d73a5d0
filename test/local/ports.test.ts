import { describe, expect, it } from "vitest";
import type { AccessRequest, CallOut } from "../../src/approval/request.js";
import { createLocalCatalog } from "../../src/local/local-catalog.js";
import { createLocalFulfilment } from "../../src/local/local-fulfilment.js";
import { createLocalPeople } from "../../src/local/local-people.js";
import { createLocalRiskSignals } from "../../src/local/local-risk-signals.js";
import { loadDemoTenant } from "./load-demo-tenant.js";

const tenant = await loadDemoTenant();
const idOf = (name: string) => tenant.users.find((user) => user.displayName === name)?.id ?? "";
const never = new AbortController().signal;

describe("people of the tenant file", () => {
  const people = createLocalPeople(tenant);
  const namesOf = (found: readonly { displayName: string }[]) => found.map((p) => p.displayName);

  it("are found by id and by user principal name, in any case", async () => {
    const riley = {
      id: idOf("Riley Chen"),
      displayName: "Riley Chen",
      userPrincipalName: "riley@contoso.example",
      accountEnabled: true,
    };
    expect(await people.byId(idOf("Riley Chen").toUpperCase())).toEqual(riley);
    expect(await people.byUserPrincipalName(" Riley@Contoso.example")).toEqual(riley);
    expect(await people.byId("0b1f6a52-3f0c-4e5b-9c57-000000000001")).toBeUndefined();
    expect(await people.byUserPrincipalName("nobody@contoso.example")).toBeUndefined();
  });

  it("A1 are resolved from users, groups, roles and the manager, with the rule that named them", async () => {
    const group = await people.groupByName("duty managers");
    const riley = idOf("Riley Chen");
    expect(namesOf(await people.resolve({ kind: "user", id: riley }, riley))).toEqual([
      "Riley Chen",
    ]);
    expect(namesOf(await people.resolve({ kind: "group", id: group?.id ?? "" }, riley))).toEqual([
      "Morgan Diaz",
      "Omar Haddad",
    ]);
    expect(namesOf(await people.resolve({ kind: "manager", level: 2 }, riley))).toEqual([
      "Priya Raman",
    ]);
    const rule = { kind: "manager", level: 1 } as const;
    expect(await people.resolve(rule, riley)).toMatchObject([
      { displayName: "Morgan Diaz", namedBy: [{ rule, label: "manager" }] },
    ]);
  });

  it("A1 come with disabled accounts marked, for the stage to take them out", async () => {
    const found = await people.resolve({ kind: "role", name: "Security Administrator" }, "");
    expect(found.find((p) => p.displayName === "Dana Whitfield")?.accountEnabled).toBe(false);
    expect(namesOf(await people.roleHolders("security administrator"))).toEqual([
      "Sam Okafor",
      "Ada Novak",
    ]);
  });

  it("are nobody for a manager, a group or a role that is not there", async () => {
    expect(await people.resolve({ kind: "manager", level: 1 }, idOf("Priya Raman"))).toEqual([]);
    expect(await people.resolve({ kind: "manager", level: 2 }, idOf("Morgan Diaz"))).toEqual([]);
    expect(await people.resolve({ kind: "group", id: idOf("Riley Chen") }, "")).toEqual([]);
    expect(await people.roleHolders("Global Administrator")).toEqual([]);
    expect(await people.groupByName("nobody")).toBeUndefined();
  });

  it("have roles and labels as the directory writes them", async () => {
    expect(await people.hasRole(idOf("Ada Novak"), "identity governance administrator")).toBe(true);
    expect(await people.hasRole(idOf("Sam Okafor"), "Identity Governance Administrator")).toBe(
      false,
    );
    expect(await people.label({ kind: "role", name: "security reader" })).toBe("Security Reader");
    expect(await people.label({ kind: "user", id: idOf("Leo Marchetti") })).toBe("Leo Marchetti");
    expect(await people.roleByName("reports reader")).toEqual({ displayName: "Reports Reader" });
  });
});

describe("risk levels of the tenant file", () => {
  it("E3 answer not listed for a person whom the source does not name", async () => {
    const signals = createLocalRiskSignals(tenant, () => 0);
    expect(await signals.read("idProtection", idOf("Sam Okafor"), never)).toEqual({
      kind: "notListed",
    });
    expect(await signals.read("insiderRisk", idOf("Riley Chen"), never)).toEqual({
      kind: "notListed",
    });
  });

  it("E4 come in the source's own words, with state, detail and date", async () => {
    const signals = createLocalRiskSignals(tenant, () => 0);
    expect(await signals.read("idProtection", idOf("Riley Chen"), never)).toEqual({
      kind: "listed",
      level: "high",
      riskState: "atRisk",
      riskDetail: expect.any(String),
      lastUpdated: Date.parse("2026-11-20T08:14:00Z"),
    });
    expect(await signals.read("insiderRisk", idOf("Tomás Herrera"), never)).toEqual({
      kind: "listed",
      level: "elevated",
    });
  });

  it("can be set and cleared while the bot runs, one source at a time", async () => {
    const signals = createLocalRiskSignals(tenant, () => 1_234);
    const sam = idOf("Sam Okafor");
    signals.set("insiderRisk", sam.toUpperCase(), "minor");
    expect(await signals.read("insiderRisk", sam, never)).toEqual({
      kind: "listed",
      level: "minor",
      lastUpdated: 1_234,
    });
    expect(await signals.read("idProtection", sam, never)).toEqual({ kind: "notListed" });
    signals.set("insiderRisk", sam, "none");
    expect(await signals.read("insiderRisk", sam, never)).toEqual({ kind: "notListed" });
  });
});

describe("access packages of the tenant file", () => {
  it("are listed, and found by id in any case", async () => {
    const catalog = createLocalCatalog(tenant);
    const [first] = await catalog.packages();
    expect(await catalog.packageById(first?.id.toUpperCase() ?? "")).toBe(first);
    expect(await catalog.packageById(idOf("Riley Chen"))).toBeUndefined();
  });
});

describe("fulfilment in local mode", () => {
  const callOut: CallOut = {
    requestType: "UserAdd",
    customExtensionStageInstanceId: "stage-instance",
    callbackUriPath: "/path",
    stage: "AssignmentRequestCreated",
  };
  async function handOver(
    state: AccessRequest["state"],
    extra?: CallOut,
  ): Promise<[object, string][]> {
    const lines: [object, string][] = [];
    const fulfilment = createLocalFulfilment({
      info: (fields, message) => lines.push([fields, message]),
    });
    const request = {
      id: "R-1042",
      state,
      origin: {
        kind: "api",
        caller: "c",
        key: "entra-id",
        contentDigest: "",
        ...(extra && { callOut: extra }),
      },
      target: {
        id: "target-id",
        displayName: "Riley Chen",
        userPrincipalName: "riley@contoso.example",
      },
      accessPackage: { id: "package-id", displayName: "Finance Data", description: "" },
      justification: "secret words",
    };
    await fulfilment.handOver(request as unknown as AccessRequest, 0);
    return lines;
  }

  it("F1 logs what was given, without names or texts of people", async () => {
    const lines = await handOver("approved");
    expect(lines).toEqual([
      [
        {
          requestId: "R-1042",
          state: "approved",
          targetId: "target-id",
          accessPackageId: "package-id",
        },
        "would give access",
      ],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/Riley|secret/);
  });

  it("F1 logs the body with which an approved call-out would be resumed", async () => {
    expect(await handOver("approved", callOut)).toEqual([
      [
        {
          requestId: "R-1042",
          state: "approved",
          assignmentRequestId: "entra-id",
          resume: {
            source: "riskgate",
            type: "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated",
            data: {
              "@odata.type": "microsoft.graph.accessPackageAssignmentRequestCallbackData",
              stage: "assignmentRequestCreated",
              customExtensionStageInstanceId: "stage-instance",
              customExtensionStageInstanceDetail: "Request R-1042: may go on.",
            },
          },
        },
        "would resume in Entra",
      ],
    ]);
  });

  it.each([
    ["denied", "Denied"],
    ["canceled", "Canceled"],
  ] as const)("F1 refuses with the state of a %s call-out", async (ended, state) => {
    const [line] = await handOver(ended, callOut);
    expect(line?.[0]).toMatchObject({ resume: { data: { state } } });
  });
});
