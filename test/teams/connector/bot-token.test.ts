import { ConfigurationServiceClientCredentialFactory } from "botbuilder";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAdapter } from "../../../src/teams/connector/adapter.js";
import { trustCloud } from "../../../src/teams/connector/channel-trust.js";
import { createPoster, type Poster } from "../../../src/teams/connector/poster.js";
import { trustLoopback } from "../../../src/teams/connector/service-url.js";
import { answers } from "../../connector/behaviours.js";
import { ConnectorStandIn, type RecordedRequest } from "../../connector/connector-stand-in.js";

const LOCKED_OUT = { kind: "lockedOut", detail: "401 BotNotRegistered" };
const TRIED_AGAIN = { kind: "retry", reason: "busy", detail: "401 BotNotRegistered" };

let connector: ConnectorStandIn;
let poster: Poster;
/** Microsoft Entra in short: every token that is asked for has the next number, and the SDK keeps the last one. */
let entra: { given: number; kept: string | undefined; isDown: boolean };
let to: { tenantId: string; conversationId: string; serviceUrl: string; botId: string };

beforeEach(async () => {
  connector = await ConnectorStandIn.start();
  entra = { given: 0, kept: undefined, isDown: false };
  const getToken = async (forceRefresh: boolean): Promise<string> => {
    if (entra.kept !== undefined && !forceRefresh) return entra.kept;
    if (entra.isDown) throw Object.assign(new Error("no"), { errorCode: "invalid_client" });
    entra.given += 1;
    entra.kept = `token-${entra.given}`;
    return entra.kept;
  };
  vi.spyOn(
    ConfigurationServiceClientCredentialFactory.prototype,
    "createCredentials",
  ).mockImplementation(async () => ({
    getToken,
    async signRequest(request) {
      request.headers.set("authorization", `Bearer ${await getToken(false)}`);
      return request;
    },
  }));
  const tenantId = "66666666-2222-3333-4444-555555555555";
  const credentials = {
    appId: "11111111-2222-3333-4444-555555555555",
    appType: "SingleTenant" as const,
    tenantId,
    password: "not a real one",
  };
  const trust = { ...trustCloud("public"), trustsServiceUrl: trustLoopback };
  poster = createPoster(createAdapter({ credentials, trust }, { log: () => undefined }));
  const { serviceUrl } = connector;
  to = { tenantId, conversationId: "a:1", serviceUrl, botId: "28:bot" };
});
afterEach(async () => {
  vi.restoreAllMocks();
  await connector.stop();
});

const post = () => poster.post(to, { text: "hello" });
const refuse = (isRefused: (token: string) => boolean) =>
  connector.script(
    ({ headers }: RecordedRequest) => isRefused(headers.authorization?.slice(7) ?? ""),
    answers.unauthorized(),
  );

describe("a token that Teams refuses", () => {
  it("N2 is dropped: the next request has a new one, and nobody was locked out", async () => {
    expect(await post()).toMatchObject({ kind: "sent" });
    refuse((token) => token === "token-1");
    expect(await post()).toEqual(TRIED_AGAIN);
    expect(await post()).toMatchObject({ kind: "sent" });
    expect(await post()).toMatchObject({ kind: "sent" });
    expect(entra.given).toBe(2);
  });

  it("N2 that was accepted again counts as new when it is refused again: an identity endpoint keeps giving the same", async () => {
    await post();
    const same = async (): Promise<string> => "token-1";
    vi.spyOn(
      ConfigurationServiceClientCredentialFactory.prototype,
      "createCredentials",
    ).mockImplementation(async () => ({
      getToken: same,
      async signRequest(request) {
        request.headers.set("authorization", `Bearer ${await same()}`);
        return request;
      },
    }));
    for (let round = 0; round < 2; round += 1) {
      const repair = refuse(() => true);
      expect(await post()).toEqual(TRIED_AGAIN);
      expect(await post()).toEqual(LOCKED_OUT);
      repair();
      expect(await post()).toMatchObject({ kind: "sent" });
    }
  });

  it("N2 each request is one request still", async () => {
    refuse(() => true);
    await post();
    expect(connector.requests).toHaveLength(1);
    await poster.update(to, "1", { text: "hello" });
    expect(connector.requests).toHaveLength(2);
  });

  it("N2 a new one that is refused as well locks the bot out, on a post, an update and a new chat", async () => {
    refuse(() => true);
    expect(await post()).toEqual(TRIED_AGAIN);
    expect(await post()).toEqual(LOCKED_OUT);
    expect(await poster.update(to, "1", { text: "hello" })).toEqual(LOCKED_OUT);
    expect(await poster.openChat({ ...to, recipientMri: "29:riley" })).toEqual(LOCKED_OUT);
    expect(await poster.remove(to, "1")).toEqual(LOCKED_OUT);
  });

  it("N2 every try of a bot that is locked out has a new token, so that the first that works lets it in", async () => {
    const repair = refuse(() => true);
    for (let tries = 0; tries < 4; tries += 1) await post();
    expect(entra.given).toBe(4);
    repair();
    expect(await post()).toMatchObject({ kind: "sent" });
    expect(await post()).toMatchObject({ kind: "sent" });
    expect(entra.given).toBe(5);
  });

  it("N2 requests that were under way with the old one ask for one new token together", async () => {
    await post();
    const refused = ["token-1"];
    refuse((token) => refused.includes(token));
    const first = await Promise.all([post(), post(), post()]);
    expect(first).toEqual([TRIED_AGAIN, TRIED_AGAIN, TRIED_AGAIN]);
    const second = await Promise.all([post(), post(), post()]);
    expect(second.map(({ kind }) => kind)).toEqual(["sent", "sent", "sent"]);
    expect(entra.given).toBe(2);
  });

  it("N2 one that worked for a while is asked for anew again when it is refused later", async () => {
    const refused = ["token-1"];
    refuse((token) => refused.includes(token));
    expect(await post()).toEqual(TRIED_AGAIN);
    expect(await post()).toMatchObject({ kind: "sent" });
    refused.push("token-2");
    expect(await post()).toEqual(TRIED_AGAIN);
    expect(await post()).toMatchObject({ kind: "sent" });
  });

  it("N2 no new one to be had: locked out until there is", async () => {
    await post();
    refuse((token) => token === "token-1");
    await post();
    entra.isDown = true;
    expect(await post()).toEqual({ kind: "lockedOut", detail: "no token: invalid_client" });
    entra.isDown = false;
    expect(await post()).toMatchObject({ kind: "sent" });
  });
});
