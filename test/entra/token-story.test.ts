import { afterAll, beforeAll, expect, it } from "vitest";
import { trustCloud } from "../../src/teams/connector/channel-trust.js";
import { trustLoopback } from "../../src/teams/connector/service-url.js";
import type { Trust } from "../../src/trust.js";
import { eventually } from "../connector/eventually.js";
import { asTenant, demoTenantFile } from "../story/running-bot.js";
import { LocalIssuer } from "../tokens/local-issuer.js";
import { EntraBot } from "./entra-bot.js";

const LOGIC_APP = "77777777-2222-4333-8444-555555555555";
const APP_ID = "11111111-2222-4333-8444-555555555555";
const { tenantId } = asTenant(demoTenantFile());

let issuer: LocalIssuer;
let entra: EntraBot;
beforeAll(async () => {
  issuer = await LocalIssuer.start(["msteams"]);
  entra = await EntraBot.start({ trust: trust() });
});
afterAll(async () => {
  await entra.stop();
  await issuer.stop();
});

function trust(): Trust {
  const applications = {
    metadataUrl: issuer.metadataUrl,
    issuers: [issuer.url],
    audiences: ["api://riskgate"],
    tenantId,
    callers: [LOGIC_APP],
  };
  return {
    teams: {
      credentials: { appId: APP_ID, appType: "SingleTenant", tenantId, password: "x" },
      trust: {
        ...trustCloud("public"),
        metadataUrl: issuer.metadataUrl,
        trustsServiceUrl: trustLoopback,
      },
    },
    callers: { ...applications, role: "AccessRequests.Submit" },
    levelReporters: { ...applications, role: "InsiderRisk.Report" },
  };
}

const claims = () => ({
  iss: issuer.url,
  aud: "api://riskgate",
  tid: tenantId,
  appid: LOGIC_APP,
  idtyp: "app",
  roles: ["AccessRequests.Submit"],
});

it("I5 F1 the Logic App's token lets a call-out in, and the bot's own resumes it", async () => {
  const callOut = entra.ask("riley", "Finance Data", { requestType: "userRemove" });
  const answer = await entra.bot.post(callOut, await issuer.mint(claims()));
  expect([answer.status, answer.body.state]).toEqual([202, "approved"]);
  await eventually(() => entra.resumesOf(callOut) === 1);
  const again = await entra.bot.post(callOut, await issuer.mint(claims()));
  expect([again.status, again.body.id]).toEqual([200, answer.body.id]);
});

it("I5 without it, or with another application's, nothing is stored and nothing is resumed", async () => {
  const callOut = entra.ask("riley", "Finance Data", { requestType: "userRemove" });
  const count = await entra.bot.requestCount();
  expect((await entra.bot.post(callOut)).status).toBe(401);
  const other = await issuer.mint({ ...claims(), appid: APP_ID });
  expect((await entra.bot.post(callOut, other)).status).toBe(403);
  expect(await entra.bot.requestCount()).toBe(count);
  expect(entra.resumesOf(callOut)).toBe(0);
});
