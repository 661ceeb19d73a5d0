import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { authorizeByToken, type CallerTrust } from "../../src/http/authorize-by-token.js";
import type { SubmissionBody } from "../../src/http/submission.js";
import { FORGED_TOKENS } from "../tokens/forged-tokens.js";
import { LocalIssuer } from "../tokens/local-issuer.js";
import { readError, startServer } from "./start-server.js";
import { simpleForm } from "./submission-examples.js";

const PATH = "/api/access-requests";
const TENANT = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c002";
const OTHER_TENANT = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c003";
const ENTRA = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c0e1";
const STRANGER = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c0ff";
const ROLE = "AccessRequests.Submit";

let issuer: LocalIssuer;
let trust: CallerTrust;
let good: Readonly<Record<string, unknown>>;

beforeEach(async () => {
  issuer = await LocalIssuer.start();
  trust = {
    metadataUrl: issuer.metadataUrl,
    issuers: [`${issuer.url}/v2.0`, `${issuer.url}/v1/`],
    audiences: ["api://riskgate"],
    tenantId: TENANT,
    callers: [ENTRA],
    role: ROLE,
  };
  good = {
    iss: `${issuer.url}/v2.0`,
    aud: "api://riskgate",
    tid: TENANT,
    azp: ENTRA,
    idtyp: "app",
    roles: [ROLE],
  };
});

afterEach(() => issuer.stop());

async function startGuarded() {
  const handedIn: { body: SubmissionBody; caller: string }[] = [];
  const server = await startServer({
    isLocal: false,
    authorize: authorizeByToken(trust),
    submit: async (body, caller) => {
      const kind = handedIn.length === 0 ? "created" : "known";
      handedIn.push({ body, caller });
      return { kind, id: "R-1001", state: "pendingApproval" };
    },
  });
  const send = (token: string, scheme = "Bearer") =>
    server.post(PATH, simpleForm, { Authorization: `${scheme} ${token}` });
  const securityReasons = () =>
    server.logLines
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter(({ channel }) => channel === "security")
      .map(({ reason }) => reason);
  return { ...server, send, handedIn, securityReasons };
}

describe("POST /api/access-requests with bot credentials", () => {
  test("an application with a token of either version hands in, under its client id", async () => {
    const { send, handedIn } = await startGuarded();
    const { azp: _, ...rest } = good;
    const versionOne = { ...rest, iss: `${issuer.url}/v1/`, appid: ENTRA.toUpperCase() };
    expect((await send(await issuer.mint(good))).status).toBe(202);
    expect((await send(await issuer.mint(versionOne), "bearer")).status).toBe(200);
    expect(handedIn.map(({ caller }) => caller)).toEqual([ENTRA, ENTRA]);
  });

  test("I2 a token and body that are replayed have no second effect", async () => {
    const { send } = await startGuarded();
    const token = await issuer.mint(good);
    const [first, second] = [await send(token), await send(token)];
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(await second.json()).toEqual(await first.json());
  });

  test.each(FORGED_TOKENS)("a token $name is refused with 401", async ({ mint, reason }) => {
    const { send, handedIn, securityReasons } = await startGuarded();
    const answer = await send(await mint(issuer, good));
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    const error = await readError(answer);
    expect(error.code).toBe("unauthorized");
    // What exactly is wrong helps whoever forges; it is in the security log alone.
    expect(error.message).not.toMatch(/expired|signature|issuer|audience|algorithm/i);
    expect([handedIn, securityReasons()]).toEqual([[], [reason]]);
  });

  test.each([
    ["another tenant", { tid: OTHER_TENANT }, 401, "tokenTenant"],
    ["no tenant", { tid: undefined }, 401, "tokenTenant"],
    ["a tenant that is no text", { tid: [TENANT] }, 401, "tokenTenant"],
    ["another application", { azp: STRANGER }, 403, "tokenCaller"],
    ["no application", { azp: undefined }, 403, "tokenCaller"],
    ["two applications", { appid: STRANGER }, 403, "tokenCaller"],
    ["a user behind the right application", { scp: "user_impersonation" }, 403, "tokenCaller"],
    ["a user's type", { idtyp: "user" }, 403, "tokenCaller"],
    ["another role", { roles: ["AccessRequests.Read"] }, 403, "tokenRole"],
    ["no role", { roles: undefined }, 403, "tokenRole"],
    ["a role that only contains the right one", { roles: [`${ROLE}.Not`] }, 403, "tokenRole"],
    ["roles as one text", { roles: ROLE }, 403, "tokenRole"],
  ])("a real token of %s is refused", async (_name, changes, status, reason) => {
    const { send, handedIn, securityReasons } = await startGuarded();
    const answer = await send(await issuer.mint({ ...good, ...changes }));
    expect([answer.status, handedIn, securityReasons()]).toEqual([status, [], [reason]]);
  });

  test("when nobody may hand in, a real token does not help", async () => {
    trust = { ...trust, callers: [] };
    const { send, handedIn } = await startGuarded();
    expect([(await send(await issuer.mint(good))).status, handedIn]).toEqual([403, []]);
  });

  test.each([
    ["no header", undefined],
    ["another scheme", "Basic"],
    ["no scheme", ""],
    ["two tokens", "Bearer x Bearer"],
  ])("%s is refused with 401", async (_name, scheme) => {
    const { post, handedIn } = await startGuarded();
    const token = await issuer.mint(good);
    const headers: Record<string, string> =
      scheme === undefined ? {} : { Authorization: `${scheme} ${token}` };
    const answer = await post(PATH, simpleForm, headers);
    expect([answer.status, handedIn]).toEqual([401, []]);
  });

  test("a token in the address or in the body is none", async () => {
    const { post, handedIn } = await startGuarded();
    const token = await issuer.mint(good);
    const answer = await post(`${PATH}?access_token=${token}`, {
      ...simpleForm,
      access_token: token,
    });
    expect([answer.status, handedIn]).toEqual([401, []]);
  });

  test("an outage of the key server is 429 with Retry-After, and nothing is handed in", async () => {
    const { send, handedIn } = await startGuarded();
    issuer.behaviour = "fail";
    const answer = await send(await issuer.mint(good));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "5"]);
    expect((await readError(answer)).code).toBe("unavailable");
    expect(handedIn).toEqual([]);
  });

  test("no log has a token", async () => {
    const { send, logLines } = await startGuarded();
    const [real, forged] = [await issuer.mint(good), await issuer.mint({ ...good, aud: "other" })];
    await send(real);
    await send(forged);
    const log = logLines.join("");
    for (const part of [...real.split("."), ...forged.split(".")]) expect(log).not.toContain(part);
  });
});
