import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { type Cloud, trustCloud } from "../../../src/teams/connector/channel-trust.js";

/** The SDK's own addresses, by way of the package that depends on them. */
const sdk = createRequire(createRequire(import.meta.url).resolve("botbuilder"))(
  "botframework-connector",
);

describe.each<[Cloud, Record<string, string>]>([
  ["public", sdk.AuthenticationConstants],
  ["usGovernment", sdk.GovernmentConstants],
  ["usGovernmentDoD", sdk.GovernmentConstants],
])("the cloud %s", (cloud, constants) => {
  test("has the addresses that the SDK has", () => {
    const trust = trustCloud(cloud);
    expect(trust.issuer).toBe(constants.ToBotFromChannelTokenIssuer);
    expect(trust.metadataUrl).toBe(constants.ToBotFromChannelOpenIdMetadataUrl);
    expect(trust.loginUrl).toBe(constants.ToChannelFromBotLoginUrl);
    expect(trust.scope).toBe(constants.ToChannelFromBotOAuthScope);
    expect(trust.oAuthUrl).toBe(constants.OAuthUrl);
  });

  test("sends to Microsoft alone, or to the given hosts alone", () => {
    const [teams, other] = ["https://smba.trafficmanager.net/x", "https://contoso.example/x"];
    expect(trustCloud(cloud).trustsServiceUrl(teams)).toBe(true);
    expect(trustCloud(cloud).trustsServiceUrl(other)).toBe(false);
    expect(trustCloud(cloud, ["contoso.example"]).trustsServiceUrl(teams)).toBe(false);
    expect(trustCloud(cloud, ["contoso.example"]).trustsServiceUrl(other)).toBe(true);
  });
});
