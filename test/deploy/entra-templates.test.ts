import { readFileSync } from "node:fs";
import { join } from "node:path";
import type {
  AccessPackageAssignmentRequestWorkflowExtension,
  AccessPackageCustomExtensionStage,
} from "@microsoft/microsoft-graph-types";
import { expect, test } from "vitest";
import { parse } from "yaml";
import parametersFile from "../../infra/azure.parameters.json" with { type: "json" };
import roles from "../../infra/entra/api-app-roles.json" with { type: "json" };
import extension from "../../infra/entra/custom-extension.json" with { type: "json" };
import logicApp from "../../infra/entra/logic-app.json" with { type: "json" };
import policy from "../../infra/entra/policy-stage.json" with { type: "json" };
import { readPackageValues, sampleValues } from "../../scripts/app-package.mjs";
import { parseDuration } from "../../src/approval/instant.js";
import { MAX_DEADLINE } from "../../src/approval/limits.js";
import { parseSubmission } from "../../src/http/parse-submission.js";
import { projectRoot } from "../house/source-files.js";
import { callOut } from "../http/submission-examples.js";
import { readBicep } from "./bicep-file.js";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const [workflow] = logicApp.resources;
const definition = workflow?.properties.definition;

test("the custom extension has the fields of Graph's published types, waits 14 days, and is of the allowed patience", () => {
  const { "@odata.type": type, ...fields } = extension;
  const body: AccessPackageAssignmentRequestWorkflowExtension = fields;
  expect(type).toBe("#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension");
  expect(parseDuration(body.callbackConfiguration?.timeoutDuration ?? "")).toBe(MAX_DEADLINE);
  const { timeoutInMilliseconds, maximumRetries } = extension.clientConfiguration;
  expect(timeoutInMilliseconds).toBeLessThanOrEqual(2_000);
  expect(maximumRetries).toBeLessThanOrEqual(1);
});

test("V1 nobody learns from the names in Entra that there is a risk review", () => {
  expect(`${extension.displayName} ${extension.description}`).not.toMatch(
    /risk|insider|protection/i,
  );
});

test("the policy calls the extension when a request is made", () => {
  const [stage] = policy.customExtensionStageSettings;
  const wanted: AccessPackageCustomExtensionStage = "assignmentRequestCreated";
  expect(stage?.stage).toBe(wanted);
  expect(stage?.customExtension.id).toBe("${CUSTOM_EXTENSION_ID}");
});

test("the Logic App that the extension names is the one of the template, under its own name", () => {
  expect(extension.endpointConfiguration.logicAppWorkflowName).toBe(
    logicApp.parameters.name.defaultValue,
  );
  expect(workflow?.name).toBe("[parameters('name')]");
});

test("the Logic App takes calls of Entra alone, with proof of possession and without a signature in the address", () => {
  const { sasAuthenticationPolicy, openAuthenticationPolicies } =
    workflow?.properties.accessControl.triggers ?? {};
  expect(sasAuthenticationPolicy?.state).toBe("Disabled");
  const policyOfEntra = openAuthenticationPolicies?.policies.entitlementManagement;
  expect(policyOfEntra?.type).toBe("AADPOP");
  expect(policyOfEntra?.claims.map(({ name }) => name)).toEqual(["iss", "appid", "m", "u", "p"]);
});

test("the Logic App hands on what came, with a token of its identity, tries again, and keeps nothing readable of it", () => {
  const action = definition?.actions.If_it_is_a_request_of_this_catalog.actions.Hand_it_to_Riskgate;
  expect(action?.inputs).toMatchObject({
    method: "POST",
    body: "@triggerBody()",
    authentication: { type: "ManagedServiceIdentity" },
    retryPolicy: { type: "exponential" },
  });
  expect(action?.inputs.uri).toContain("/api/access-requests");
  expect(action?.operationOptions).toBe("DisableAsyncPattern");
  for (const part of [action, definition?.triggers.manual])
    expect(part?.runtimeConfiguration.secureData.properties).toEqual(["inputs", "outputs"]);
});

test("every parameter of the Logic App's template is used and explained, and no other is named", () => {
  const text = JSON.stringify([logicApp.resources, logicApp.outputs]);
  const named = new Set([...text.matchAll(/parameters\('(\w+)'\)/g)].map(([, name]) => name));
  expect([...named].sort()).toEqual(Object.keys(logicApp.parameters).sort());
  for (const { metadata } of Object.values(logicApp.parameters))
    expect(metadata.description.length).toBeGreaterThan(6);
});

test("I5 what Entra posts through the Logic App is what the route reads", () => {
  expect(parseSubmission({ ...callOut })).toMatchObject({ ok: true });
});

test("the app roles are those that the bot asks for", () => {
  const environment = read("src/config/outside-trust.ts");
  for (const { value, allowedMemberTypes } of roles) {
    expect(environment).toContain(`"${value}"`);
    expect(allowedMemberTypes).toEqual(["Application"]);
  }
  expect(new Set(roles.map(({ id }) => id)).size).toBe(roles.length);
});

test("the steps of the Agents Toolkit name files that are there and variables that the samples have", () => {
  const text = read("m365agents.yml");
  const steps = Object.values(parse(text) as Record<string, unknown>).flatMap((part) =>
    Array.isArray(part) ? (part as { uses: string; with: object }[]) : [],
  );
  expect(steps.map(({ uses }) => uses)).toContain("arm/deploy");
  for (const [, path = ""] of text.matchAll(/: \.\/((?:infra|appPackage)\/[\w.]+)$/gm))
    if (!path.startsWith("appPackage/build")) expect(() => read(path), path).not.toThrow();
  const samples = `${read("env/.env.example")}${read("env/.env.example.user")}`;
  const known = new Set([...samples.matchAll(/^(\w+)=/gm)].map(([, name]) => name));
  const wanted = `${text}${JSON.stringify(parametersFile)}${read("appPackage/manifest.json")}`;
  const named = [...wanted.matchAll(/\$\{\{(\w+)\}\}/g)].map(([, name]) => name);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test("provisioning again with the Agents Toolkit resets nothing that a later step has made known", () => {
  const later = [...read("docs/deploy.md").matchAll(/\b(\w+)=(?:…|'\[")/g)].map(([, name]) => name);
  expect(later).toContain("entraExtensions");
  expect(later).toContain("teamsCatalogAppId");
  const parameters = Object.entries(parametersFile.parameters);
  const template = read("infra/main.bicep");
  expect(template).toContain("var nothing = ['', 'none']");
  for (const name of new Set(later.filter((each) => template.includes(`param ${each} `)))) {
    const [, given] = parameters.find(([key]) => key === name) ?? [];
    const [, variable] = /\$\{\{(\w+)\}\}/.exec(JSON.stringify(given)) ?? [];
    expect(read("env/.env.example"), name).toMatch(new RegExp(`^${variable}=none$`, "m"));
  }
});

test("the guide gives each template the parameters that it has, and all that have no default", () => {
  const guide = read("docs/deploy.md");
  const given = (template: string) => {
    const [, text = ""] =
      new RegExp(
        `--template-file ${template} --parameters([\\s\\S]*?)(?:\\n}|\\n[A-Za-z]|\`\`\`)`,
      ).exec(guide) ?? [];
    return [...text.matchAll(/(?:^|\s)(\w+)=/g)].map(([, name = ""]) => name);
  };
  const bicep = readBicep(read("infra/main.bicep")).filter(({ kind }) => kind === "param");
  const json = Object.entries(logicApp.parameters);
  for (const [file, all, needed] of [
    [
      "infra/main.bicep",
      bicep.map(({ name }) => name),
      bicep.filter(({ body }) => !body.includes("=")).map(({ name }) => name),
    ],
    [
      "infra/entra/logic-app.json",
      json.map(([name]) => name),
      json.filter(([, value]) => !("defaultValue" in value)).map(([name]) => name),
    ],
  ] as const) {
    const names = given(file);
    expect(
      names.filter((name) => !all.includes(name)),
      file,
    ).toEqual([]);
    expect(
      needed.filter((name) => !names.includes(name)),
      file,
    ).toEqual([]);
  }
});

test("the guide asks the Azure CLI for nothing in Entitlement Management, to which it has no right", () => {
  const shell = [...read("docs/deploy.md").matchAll(/```sh\n([\s\S]*?)```/g)].map(
    ([, text]) => text,
  );
  expect(shell.length).toBeGreaterThan(5);
  expect(shell.join("\n")).not.toMatch(/identityGovernance/);
});

test("the samples hold no secret, and what is one stands in the file that is never committed", () => {
  const open = [...read("env/.env.example").matchAll(/^(\w+)=(.*)$/gm)];
  expect(
    open.map(([, name = ""]) => name).filter((name) => /SECRET|PASSWORD|KEY/.test(name)),
  ).toEqual([]);
  const secret = [...read("env/.env.example.user").matchAll(/^(\w+)=(.*)$/gm)];
  expect(secret.every(([, name, value]) => name?.startsWith("SECRET_") && value === "")).toBe(true);
  expect(read(".gitignore")).toMatch(/^env\/\.env\.\*$/m);
});

test("the sample of the environment has every value of the app package", () => {
  const names = [...read("env/.env.example").matchAll(/^(\w+)=/gm)].map(([, name]) => name);
  expect(Object.keys(sampleValues).filter((name) => !names.includes(name))).toEqual([]);
  expect(readPackageValues({ ...sampleValues }).isSample).toBe(false);
});
