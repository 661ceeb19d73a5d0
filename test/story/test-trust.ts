import { trustCloud } from "../../src/teams/connector/channel-trust.js";
import { trustLoopback } from "../../src/teams/connector/service-url.js";
import type { Trust } from "../../src/trust.js";
import type { LocalIssuer } from "../tokens/local-issuer.js";
import { asTenant, demoTenantFile } from "./running-bot.js";

export const APP_ID = "11111111-2222-4333-8444-555555555555";
export const CHANNEL_ISSUER = "https://api.botframework.com";

/** Trusts what this issuer signs, as the product trusts Microsoft: nothing comes in without a token. */
export function createTestTrust(issuer: LocalIssuer): Trust {
  const { tenantId } = asTenant(demoTenantFile());
  const applications = {
    metadataUrl: issuer.metadataUrl,
    issuers: [issuer.url],
    audiences: ["api://riskgate"],
    tenantId,
    callers: [],
  };
  return {
    teams: {
      credentials: { appId: APP_ID, appType: "SingleTenant", tenantId, password: "x" },
      trust: {
        ...trustCloud("public"),
        issuer: CHANNEL_ISSUER,
        metadataUrl: issuer.metadataUrl,
        trustsServiceUrl: (url) => trustLoopback(url) && !url.includes("evil"),
      },
    },
    callers: { ...applications, role: "AccessRequests.Submit" },
    levelReporters: { ...applications, role: "InsiderRisk.Report" },
  };
}
