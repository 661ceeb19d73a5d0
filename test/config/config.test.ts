import { describe, expect, it } from "vitest";
import { DAY } from "../../src/approval/instant.js";
import { formatConfigProblems, isConfigProblems, readConfig } from "../../src/config.js";
import { GRAPH_CLOUDS } from "../../src/entra/graph-clouds.js";
import { createTrust } from "../../src/trust.js";
import { accept, refusedVariables } from "./read-environment.js";

const SINGLE_TENANT = {
  MicrosoftAppId: "0B1F6A52-3F0C-4E5B-9C57-1B1F4AD0C001",
  MicrosoftAppType: "SingleTenant",
  MicrosoftAppTenantId: "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c002",
  MicrosoftAppPassword: "secret-of-the-bot",
  TENANT_FILE: "tenant.json",
};

describe("local mode", () => {
  it("has every default of the contract", () => {
    const { tenantFile, ...rest } = accept({});
    expect(rest).toEqual({
      isLocal: true,
      host: "127.0.0.1",
      port: 3978,
      dataDir: "./data",
      isPlaygroundOn: true,
      sendLimits: "teams",
      logLevel: "info",
      entraDenial: "denied",
      retention: 400 * DAY,
    });
    expect(tenantFile?.replaceAll("\\", "/")).toMatch(/\/env\/demo\/tenant\.json$/);
  });

  it("takes an empty variable for one that is not set", () => {
    expect(accept({ PORT: "", MicrosoftAppId: " ", DATABASE_URL: "" })).toEqual(accept({}));
  });

  it.each([
    ["400", 400 * DAY],
    ["P30D", 30 * DAY],
    ["P2W", 14 * DAY],
    ["PT36H", 1.5 * DAY],
  ])("takes the retention %s", (RETENTION, span) => {
    expect(accept({ RETENTION }).retention).toBe(span);
  });

  it.each(["0", "PT23H", "P1Y", "a while", "-5", "1.5"])(
    "refuses the retention %s",
    (RETENTION) => {
      expect(refusedVariables({ RETENTION })).toEqual(["RETENTION"]);
    },
  );

  it("is frozen", () => {
    expect(Object.isFrozen(accept({}))).toBe(true);
    expect(Object.isFrozen(accept(SINGLE_TENANT).credentials)).toBe(true);
  });

  it.each(["127.0.0.1", "127.8.9.1", "localhost", "::1"])(
    "listens on the loopback host %s",
    (HOST) => {
      expect(accept({ HOST }).host).toBe(HOST);
    },
  );

  it.each(["0.0.0.0", "::", "10.0.0.5", "127.0.0.1.evil.example", "contoso.example"])(
    "refuses the host %s, which others can reach",
    (HOST) => {
      expect(refusedVariables({ HOST })).toEqual(["HOST"]);
    },
  );

  it("refuses NODE_ENV=production", () => {
    expect(refusedVariables({ NODE_ENV: "production" })).toEqual(["NODE_ENV"]);
    expect(refusedVariables({ NODE_ENV: "development" })).toEqual([]);
  });

  it("starts no Playground windows and does not pace when told so", () => {
    expect(accept({ PLAYGROUND: "off", SEND_LIMITS: "off" })).toMatchObject({
      isPlaygroundOn: false,
      sendLimits: "off",
    });
  });
});

describe("bot credentials", () => {
  it("end local mode, open the host to others and lower the case of ids", () => {
    expect(accept(SINGLE_TENANT)).toMatchObject({
      isLocal: false,
      host: "0.0.0.0",
      isPlaygroundOn: false,
      tenantFile: "tenant.json",
      credentials: {
        appId: SINGLE_TENANT.MicrosoftAppId.toLowerCase(),
        appType: "SingleTenant",
        password: "secret-of-the-bot",
      },
    });
  });

  it("trust the public cloud, and no application to hand in requests, unless said", () => {
    const appId = SINGLE_TENANT.MicrosoftAppId.toLowerCase();
    expect(accept(SINGLE_TENANT).trust).toEqual({
      cloud: "public",
      audiences: [`api://${appId}`, appId],
      callers: [],
      role: "AccessRequests.Submit",
      levelRole: "InsiderRisk.Report",
    });
  });

  it("take the address of an API by its id for the id too: tokens of version 2 name that", () => {
    const API_AUDIENCE = "api://0B1F6A52-3f0c-4e5b-9c57-1b1f4ad0c0a1";
    const trusted = (audience: string) =>
      accept({ ...SINGLE_TENANT, API_AUDIENCE: audience }).trust?.audiences;
    expect(trusted(API_AUDIENCE)).toEqual([API_AUDIENCE, API_AUDIENCE.slice(6).toLowerCase()]);
    expect(trusted(`${API_AUDIENCE}/x`)).toEqual([`${API_AUDIENCE}/x`]);
    expect(trusted("api://riskgate.contoso.com")).toEqual(["api://riskgate.contoso.com"]);
  });

  it.each([
    ["public", "https://graph.microsoft.com", "login.microsoftonline.com"],
    ["usGovernment", "https://graph.microsoft.us", "login.microsoftonline.us"],
    ["usGovernmentDoD", "https://dod-graph.microsoft.us", "login.microsoftonline.us"],
  ])("take the addresses of the cloud %s from Microsoft's list", (CLOUD, root, login) => {
    const { trust, credentials } = accept({ ...SINGLE_TENANT, CLOUD });
    if (!trust || !credentials) throw new Error("there are credentials");
    expect(GRAPH_CLOUDS[trust.cloud]).toEqual({ root, authorityHost: `https://${login}` });
    const { metadataUrl } = createTrust(credentials, trust).callers;
    expect(new URL(metadataUrl).host).toBe(login);
  });

  it("take whom to trust as it is said", () => {
    const said = {
      CLOUD: "usGovernment",
      SERVICE_URL_HOSTS: "smba.infra.gov.Teams.microsoft.us, connector.contoso.example",
      API_AUDIENCE: "api://riskgate",
      API_CALLERS: `${SINGLE_TENANT.MicrosoftAppId},${SINGLE_TENANT.MicrosoftAppTenantId}`,
      API_ROLE: "Requests.Write",
      INSIDER_RISK_ROLE: "Levels.Write",
    };
    expect(accept({ ...SINGLE_TENANT, ...said }).trust).toEqual({
      cloud: "usGovernment",
      serviceUrlHosts: ["smba.infra.gov.teams.microsoft.us", "connector.contoso.example"],
      audiences: ["api://riskgate"],
      callers: [
        SINGLE_TENANT.MicrosoftAppId.toLowerCase(),
        SINGLE_TENANT.MicrosoftAppTenantId.toLowerCase(),
      ],
      role: "Requests.Write",
      levelRole: "Levels.Write",
    });
  });

  it.each([
    ["CLOUD", "china"],
    ["SERVICE_URL_HOSTS", "*.contoso.example"],
    ["SERVICE_URL_HOSTS", "https://contoso.example"],
    ["SERVICE_URL_HOSTS", "contoso.example:8443"],
    ["SERVICE_URL_HOSTS", "com"],
    ["SERVICE_URL_HOSTS", "127.0.0.1"],
    ["SERVICE_URL_HOSTS", "localhost"],
    ["SERVICE_URL_HOSTS", "contoso.example,"],
    ["API_AUDIENCE", "two words"],
    ["API_CALLERS", "entra"],
    ["API_CALLERS", "*"],
    ["API_ROLE", "two words"],
  ])("refuse %s=%s", (variable, value) => {
    expect(refusedVariables({ ...SINGLE_TENANT, [variable]: value })).toEqual([variable]);
  });

  it("are needed for what only counts with them: local mode ignores no protection silently", () => {
    const given = { CLOUD: "public", API_CALLERS: SINGLE_TENANT.MicrosoftAppId };
    expect(refusedVariables(given)).toEqual(["CLOUD", "API_CALLERS"]);
  });

  it("may be a certificate, named as the SDK names it", () => {
    const { MicrosoftAppPassword: _, ...rest } = SINGLE_TENANT;
    const certificate = { CertificateThumbprint: "AB12", CertificatePrivateKey: "key" };
    expect(accept({ ...rest, ...certificate }).credentials?.certificate).toEqual({
      thumbprint: "AB12",
      privateKey: "key",
    });
    expect(refusedVariables({ ...rest, CertificateThumbprint: "AB12" })).toEqual([
      "CertificatePrivateKey",
    ]);
  });

  it("may be a managed identity, which has no password", () => {
    const { MicrosoftAppPassword: _, ...rest } = SINGLE_TENANT;
    const identity = { ...rest, MicrosoftAppType: "UserAssignedMSI" };
    expect(accept(identity).credentials).not.toHaveProperty("password");
    expect(refusedVariables({ ...identity, MicrosoftAppPassword: "x" })).toEqual([
      "MicrosoftAppPassword",
    ]);
  });

  it("are refused as SingleTenant without password or certificate", () => {
    const { MicrosoftAppPassword: _, ...rest } = SINGLE_TENANT;
    expect(refusedVariables(rest)).toEqual(["MicrosoftAppPassword"]);
  });

  it("are refused as an app id without tenant id and type", () => {
    const { MicrosoftAppId, TENANT_FILE } = SINGLE_TENANT;
    expect(refusedVariables({ MicrosoftAppId, TENANT_FILE })).toEqual([
      "MicrosoftAppType",
      "MicrosoftAppTenantId",
    ]);
  });

  it("are refused as a password without an app id, instead of falling back to local mode", () => {
    expect(refusedVariables({ MicrosoftAppPassword: "x" })).toContain("MicrosoftAppId");
  });

  it.each(["MultiTenant", "singletenant", "SingleTenent"])(
    "are refused with the type %s",
    (type) => {
      expect(refusedVariables({ ...SINGLE_TENANT, MicrosoftAppType: type })).toEqual([
        "MicrosoftAppType",
      ]);
    },
  );

  it.each(["MicrosoftAppId", "MicrosoftAppTenantId"])("are refused when %s is no GUID", (name) => {
    expect(refusedVariables({ ...SINGLE_TENANT, [name]: "contoso.example" })).toEqual([name]);
  });

  it("without a tenant file read Microsoft Entra, as the bot itself", () => {
    const { TENANT_FILE: _, ...rest } = SINGLE_TENANT;
    const config = accept(rest);
    expect(config.tenantFile).toBeUndefined();
    expect(config.graph).toEqual({
      identity: {
        kind: "secret",
        tenantId: SINGLE_TENANT.MicrosoftAppTenantId,
        clientId: SINGLE_TENANT.MicrosoftAppId.toLowerCase(),
        secret: SINGLE_TENANT.MicrosoftAppPassword,
      },
      countsEligible: false,
      extensions: [],
    });
    expect(accept(SINGLE_TENANT).graph).toBeUndefined();
  });

  it("allow neither Playground windows nor sending without limits", () => {
    expect(refusedVariables({ ...SINGLE_TENANT, PLAYGROUND: "on", SEND_LIMITS: "off" })).toEqual([
      "PLAYGROUND",
      "SEND_LIMITS",
    ]);
    expect(refusedVariables({ ...SINGLE_TENANT, PLAYGROUND: "off" })).toEqual([]);
  });
});

describe("problems", () => {
  it("are reported all at once, each with its remedy", () => {
    const result = readConfig({
      HOST: "0.0.0.0",
      PORT: "http",
      NODE_ENV: "production",
      PLAYGROUND: "yes",
      SEND_LIMITS: "x",
      LOG_LEVEL: "loud",
      DATABASE_URL: "db.example",
    });
    if (!isConfigProblems(result)) throw new Error("accepted");
    expect(result.problems.map((problem) => problem.variable).sort()).toEqual(
      ["DATABASE_URL", "HOST", "LOG_LEVEL", "NODE_ENV", "PLAYGROUND", "PORT", "SEND_LIMITS"].sort(),
    );
    for (const { message } of result.problems) expect(message).toMatch(/\b(Set|Remove) /);
  });

  it("never repeat a secret", () => {
    const result = readConfig({
      MicrosoftAppPassword: "hunter2",
      DATABASE_URL: "mysql://u:hunter2@db",
    });
    expect(isConfigProblems(result) && formatConfigProblems(result)).not.toContain("hunter2");
  });
});
