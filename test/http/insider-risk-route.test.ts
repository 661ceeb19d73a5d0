import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LevelReport } from "../../src/approval/insider-risk.js";
import { DAY } from "../../src/approval/instant.js";
import { authorizeByToken, type CallerTrust } from "../../src/http/authorize-by-token.js";
import type { InsiderRiskParts } from "../../src/http/insider-risk-route.js";
import { createRateLimit } from "../../src/rate-limit.js";
import type { ReportResult } from "../../src/service/report-insider-risk.js";
import { LocalIssuer } from "../tokens/local-issuer.js";
import { readError, startServer } from "./start-server.js";
import { RILEY } from "./submission-examples.js";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const PATH = `/api/insider-risk/${RILEY}`;
const body = {
  ...{ level: "elevated", source: "Purview export" },
  expirationDateTime: new Date(NOW + DAY).toISOString(),
};

const TAKEN_OFF = { id: RILEY, recordedAt: NOW, lastUpdated: NOW, notices: [] };

type Overrides = Partial<Parameters<typeof startServer>[0]> & {
  readonly report?: InsiderRiskParts["report"];
  readonly authorizeLevels?: InsiderRiskParts["authorize"];
};

/** A server that stores nothing and remembers what it was handed. */
async function startReporting({ report, authorizeLevels, ...overrides }: Overrides = {}) {
  const seen: { personId: string; report: LevelReport; caller: string }[] = [];
  const remember: InsiderRiskParts["report"] = async (personId, given, actor) => {
    seen.push({ personId, report: given, caller: "id" in actor ? actor.id : "" });
    return { kind: "recorded", record: TAKEN_OFF };
  };
  const insiderRisk: InsiderRiskParts = {
    report: report ?? remember,
    authorize: authorizeLevels ?? (async () => ({ ok: true, caller: "local" })),
    now: () => NOW,
  };
  const server = await startServer({ ...overrides, insiderRisk });
  const put = (content: unknown, headers: Record<string, string> = {}, path = PATH) =>
    server.call(path, {
      method: "PUT",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(content),
    });
  return { ...server, put, seen };
}

describe("PUT and DELETE /api/insider-risk/{userId}", () => {
  test("a level is handed on with the person of the path, and DELETE takes it off", async () => {
    const { put, call, seen } = await startReporting();
    const answer = await put(body, {}, `/api/insider-risk/${RILEY.toUpperCase()}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ userId: RILEY, level: "none" });
    expect((await call(PATH, { method: "DELETE" })).status).toBe(200);
    expect(seen).toEqual([
      {
        ...{ personId: RILEY, caller: "local" },
        report: { level: "elevated", reportedBy: "Purview export", expiresAt: NOW + DAY },
      },
      { personId: RILEY, report: { level: "none" }, caller: "local" },
    ]);
  });

  test.each([
    [{ ...body, level: "high" }, "level"],
    [{ ...body, source: 7 }, "source"],
    [{ level: "minor", source: "desk" }, "expirationDateTime"],
    [{ ...body, expires: "soon" }, "expires"],
    [{ ...body, lastUpdatedDateTime: "yesterday" }, "lastUpdatedDateTime"],
  ])(
    "S2 a wrong body %j is 400, names %s, gives an example, and nothing is handed on",
    async (given, target) => {
      const { put, seen } = await startReporting();
      const answer = await put(given);
      expect(answer.status).toBe(400);
      const error = await readError(answer);
      expect(error).toMatchObject({ code: "invalidRequest", target });
      expect(error.message).toMatch(/(for example|Known are).*Nothing was stored\.$/);
      expect(seen).toEqual([]);
    },
  );

  test("S2 a name in the place of the object id is 400 with an example", async () => {
    const { put } = await startReporting();
    const answer = await put(body, {}, "/api/insider-risk/riley@contoso.example");
    expect(answer.status).toBe(400);
    expect((await readError(answer)).message).toContain("/api/insider-risk/f6fadfa7-");
  });

  test.each<readonly [ReportResult, number, string]>([
    [{ kind: "unknownPerson" }, 404, "notFound"],
    [{ kind: "outdated", record: TAKEN_OFF }, 409, "conflict"],
  ])("an answer %j is told as %i", async (result, status, code) => {
    const { put } = await startReporting({ report: async () => result });
    const answer = await put(body);
    expect(answer.status).toBe(status);
    expect(await readError(answer)).toMatchObject({
      code,
      message: expect.stringMatching(/Nothing was stored\.$/),
    });
  });

  test("an error of the inside claims nothing and tells nothing", async () => {
    const { put, logLines } = await startReporting({
      report: () => Promise.reject(new Error("cannot write /srv/data")),
    });
    const answer = await put(body);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "5"]);
    expect(await answer.text()).not.toMatch(/srv|nothing was/i);
    expect(logLines.join("")).toContain("/srv/data");
  });

  test("other methods, other types and long bodies are refused by the head", async () => {
    const { call, put, seen } = await startReporting();
    const get = await call(PATH);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "PUT, DELETE"]);
    expect((await put(body, { "Content-Type": "text/plain" })).status).toBe(415);
    expect((await put({ ...body, source: "x".repeat(300_000) })).status).toBe(413);
    expect((await call("/api/insider-risk", { method: "DELETE" })).status).toBe(404);
    expect(seen).toEqual([]);
  });

  test("a caller who reports too much is answered 429 with Retry-After", async () => {
    const rateLimit = createRateLimit({ burst: 1, perSecond: 0.5, now: () => 0 });
    const { put } = await startReporting({ rateLimit });
    expect((await put(body)).status).toBe(200);
    const answer = await put(body);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "2"]);
  });

  test("V3 no log names the person of a refused attempt", async () => {
    const { put, logLines } = await startReporting({
      authorizeLevels: async () => ({ ok: false, code: "forbidden", message: "No.", reason: "x" }),
    });
    expect((await put(body)).status).toBe(403);
    expect(logLines.join("")).toContain("/api/insider-risk/:userId");
    expect(logLines.join("")).not.toContain(RILEY);
  });
});

describe("with bot credentials", () => {
  const TENANT = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c002";
  const FEED = "0b1f6a52-3f0c-4e5b-9c57-1b1f4ad0c0e1";
  let issuer: LocalIssuer;
  let good: Readonly<Record<string, unknown>>;
  let trust: CallerTrust;

  beforeEach(async () => {
    issuer = await LocalIssuer.start();
    const roles = ["InsiderRisk.Report"];
    const audiences = ["api://riskgate"];
    trust = {
      ...{ metadataUrl: issuer.metadataUrl, issuers: [issuer.url], audiences },
      ...{ tenantId: TENANT, callers: [FEED], role: "InsiderRisk.Report" },
    };
    good = { iss: issuer.url, aud: audiences[0], tid: TENANT, azp: FEED, idtyp: "app", roles };
  });
  afterEach(() => issuer.stop());

  const start = () => startReporting({ isLocal: false, authorizeLevels: authorizeByToken(trust) });
  const bearer = async (claims: object) => ({
    Authorization: `Bearer ${await issuer.mint({ ...good, ...claims })}`,
  });

  test("an application with the role reports under its client id", async () => {
    const { put, seen } = await start();
    expect((await put(body, await bearer({}))).status).toBe(200);
    expect(seen.map(({ caller }) => caller)).toEqual([FEED]);
  });

  test.each([
    ["the role for access requests alone", { roles: ["AccessRequests.Submit"] }, 403],
    ["a user's token", { scp: "user_impersonation", idtyp: "user" }, 403],
    ["another application", { azp: TENANT }, 403],
    ["another tenant", { tid: FEED }, 401],
    ["another audience", { aud: "api://other" }, 401],
    ["a token that has ended", { exp: 1_000_000_000 }, 401],
  ])("%s reports nothing", async (_name, claims, status) => {
    const { put, seen } = await start();
    expect((await put(body, await bearer(claims))).status).toBe(status);
    expect(seen).toEqual([]);
  });

  test("without a token nothing is read, whatever the method", async () => {
    const { put, call, seen } = await start();
    expect((await put(body)).status).toBe(401);
    expect((await call(PATH, { method: "DELETE" })).status).toBe(401);
    expect(seen).toEqual([]);
  });
});
