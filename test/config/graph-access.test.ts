import { expect, test } from "vitest";
import { accept, refusedVariables } from "./read-environment.js";

const TENANT = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c002";
const APP = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c001";
const OTHER = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c003";
const BOT = {
  MicrosoftAppId: APP,
  MicrosoftAppType: "SingleTenant",
  MicrosoftAppTenantId: TENANT,
  MicrosoftAppPassword: "secret-of-the-bot",
};
const MANAGED = {
  MicrosoftAppId: APP,
  MicrosoftAppType: "UserAssignedMSI",
  MicrosoftAppTenantId: TENANT,
};
const identityOf = (environment: Readonly<Record<string, string>>) =>
  accept(environment).graph?.identity;

test("the bot's certificate is taken before its password, and a managed identity needs neither", () => {
  const certificate = { CertificateThumbprint: "AB12", CertificatePrivateKey: "pem" };
  expect(identityOf({ ...BOT, ...certificate })).toEqual({
    kind: "certificate",
    tenantId: TENANT,
    clientId: APP,
    thumbprint: "AB12",
    privateKey: "pem",
  });
  expect(identityOf(MANAGED)).toEqual({ kind: "managedIdentity", clientId: APP });
});

test.each([
  [
    { AZURE_FEDERATED_TOKEN_FILE: "token", AZURE_CLIENT_SECRET: "s" },
    { kind: "workloadIdentity", tenantId: TENANT, clientId: OTHER, tokenFile: "token" },
  ],
  [
    { AZURE_CLIENT_CERTIFICATE_PATH: "a.pem", AZURE_CLIENT_SECRET: "s" },
    { kind: "certificateFile", tenantId: TENANT, clientId: OTHER, path: "a.pem" },
  ],
  [
    { AZURE_CLIENT_CERTIFICATE_PATH: "a.pem", AZURE_CLIENT_CERTIFICATE_PASSWORD: "p" },
    { kind: "certificateFile", tenantId: TENANT, clientId: OTHER, path: "a.pem", password: "p" },
  ],
  [
    { AZURE_CLIENT_SECRET: "s" },
    { kind: "secret", tenantId: TENANT, clientId: OTHER, secret: "s" },
  ],
  [{}, { kind: "managedIdentity", clientId: OTHER }],
])("AZURE_CLIENT_ID with %o is another identity for Graph", (given, identity) => {
  expect(identityOf({ ...BOT, AZURE_CLIENT_ID: OTHER.toUpperCase(), ...given })).toEqual(identity);
});

test("a proof without AZURE_CLIENT_ID, another tenant and an id that is none are refused", () => {
  expect(refusedVariables({ ...BOT, AZURE_CLIENT_SECRET: "s" })).toEqual(["AZURE_CLIENT_SECRET"]);
  expect(refusedVariables({ ...BOT, AZURE_CLIENT_ID: "me" })).toEqual(["AZURE_CLIENT_ID"]);
  const elsewhere = { AZURE_CLIENT_ID: OTHER, AZURE_TENANT_ID: OTHER };
  expect(refusedVariables({ ...BOT, ...elsewhere })).toEqual(["AZURE_TENANT_ID"]);
  const here = { AZURE_CLIENT_ID: OTHER, AZURE_TENANT_ID: TENANT.toUpperCase() };
  expect(refusedVariables({ ...BOT, ...here })).toEqual([]);
});

test("what a platform sets for Azure does not disturb a bot that reads a tenant file", () => {
  const azure = { AZURE_CLIENT_ID: "me", AZURE_TENANT_ID: OTHER, AZURE_CLIENT_SECRET: "s" };
  expect(refusedVariables(azure)).toEqual([]);
  expect(refusedVariables({ ...BOT, ...azure, TENANT_FILE: "tenant.json" })).toEqual([]);
});

test("what is for Microsoft Entra alone is refused where a tenant file would make it idle", () => {
  const entra = { ROLE_HOLDERS: "eligible", ENTRA_EXTENSIONS: OTHER, ENTRA_DENIAL: "canceled" };
  const names = Object.keys(entra);
  expect(refusedVariables(entra).sort()).toEqual(names.sort());
  expect(refusedVariables({ ...BOT, ...entra, TENANT_FILE: "tenant.json" }).sort()).toEqual(names);
  expect(accept({ ...BOT, ...entra }).graph).toMatchObject({
    countsEligible: true,
    extensions: [OTHER],
  });
});
