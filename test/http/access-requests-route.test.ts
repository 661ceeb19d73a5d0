import { describe, expect, test } from "vitest";
import type { Authorize } from "../../src/http/authorize.js";
import type { SubmissionBody, Submit } from "../../src/http/submission.js";
import { createRateLimit } from "../../src/rate-limit.js";
import { readError, startServer } from "./start-server.js";
import { callOut, KEY, RILEY, simpleForm } from "./submission-examples.js";

const PATH = "/api/access-requests";

const refuseAll: Authorize = async () => ({
  ok: false,
  code: "unauthorized",
  message: "This route wants a token.",
});

/** Stores by key, as the product does, and remembers who called. */
function rememberSubmissions() {
  const seen: { body: SubmissionBody; caller: string }[] = [];
  const submit: Submit = async (body, caller) => {
    const known = seen.some((entry) => entry.body.idempotencyKey === body.idempotencyKey);
    seen.push({ body, caller });
    return { kind: known ? "known" : "created", id: "R-1001", state: "pendingApproval" };
  };
  return { seen, submit };
}

describe("POST /api/access-requests", () => {
  test.each([
    ["the simple form", simpleForm],
    ["Entra's call-out", callOut],
  ])("I2 %s is answered 202, and 200 with the same body when it comes again", async (_n, body) => {
    const { seen, submit } = rememberSubmissions();
    const { post } = await startServer({ submit });
    const first = await post(PATH, body);
    const second = await post(PATH, body);
    expect([first.status, second.status]).toEqual([202, 200]);
    const expected = { id: "R-1001", state: "pendingApproval" };
    expect([await first.json(), await second.json()]).toEqual([expected, expected]);
    expect(seen[0]).toMatchObject({
      caller: "local",
      body: { idempotencyKey: KEY, requestorId: RILEY },
    });
  });

  test("I1 a wrong body is refused before anything is handed on", async () => {
    const { seen, submit } = rememberSubmissions();
    const { post } = await startServer({ submit });
    const answer = await post(PATH, { ...simpleForm, accessPackage: { id: "finance" } });
    expect(answer.status).toBe(400);
    expect(await readError(answer)).toEqual({
      code: "invalidRequest",
      message: `accessPackage.id must be a GUID, for example "${KEY}". Nothing was stored.`,
      target: "accessPackage.id",
    });
    expect(seen).toEqual([]);
  });

  test.each([
    ["invalidRequest", 400],
    ["forbidden", 403],
    ["notFound", 404],
    ["conflict", 409],
    ["unavailable", 429],
  ] as const)("a refusal with %s is answered %d in the error shape", async (code, status) => {
    const refusal = { kind: "refused", code, message: "Nothing was stored.", target: "x" } as const;
    const { post } = await startServer({ submit: async () => refusal });
    const answer = await post(PATH, simpleForm);
    expect(answer.status).toBe(status);
    expect(await readError(answer)).toEqual({ code, message: "Nothing was stored.", target: "x" });
    expect(answer.headers.get("retry-after")).toBe(code === "unavailable" ? "5" : null);
  });

  test("an error of the inside is answered 429 without its words, and is logged", async () => {
    const { post, logLines } = await startServer({
      submit: () => Promise.reject(new Error("cannot write /srv/data/requests/R-1.json")),
    });
    const answer = await post(PATH, simpleForm);
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("5");
    const error = await readError(answer);
    expect(error.code).toBe("unavailable");
    expect(error.message).not.toMatch(/srv|write|nothing was/i);
    expect(logLines.join("")).toContain("/srv/data");
  });

  test("an authorization that fails to answer is no permission", async () => {
    const { seen, submit } = rememberSubmissions();
    const authorize = () => Promise.reject(new Error("keys not read"));
    const { post } = await startServer({ submit, authorize });
    const answer = await post(PATH, simpleForm);
    expect([answer.status, seen.length]).toEqual([429, 0]);
    expect(await answer.text()).not.toContain("keys");
  });

  test("a caller who hands in too much is answered 429 with Retry-After, and another is not", async () => {
    const { seen, submit } = rememberSubmissions();
    let instant = 0;
    const rateLimit = createRateLimit({ burst: 2, perSecond: 0.5, now: () => instant });
    const authorize: Authorize = async ({ headers }) => ({ ok: true, caller: `${headers.from}` });
    const { post } = await startServer({ submit, authorize, rateLimit });
    const from = async (caller: string) => (await post(PATH, simpleForm, { From: caller })).status;
    expect([await from("one"), await from("one"), await from("one")]).toEqual([202, 200, 429]);
    expect(await from("other")).toBe(200);
    const answer = await post(PATH, simpleForm, { From: "one" });
    expect(answer.headers.get("retry-after")).toBe("2");
    expect((await readError(answer)).code).toBe("unavailable");
    expect(seen).toHaveLength(3);
    instant = 2_000;
    expect(await from("one")).toBe(200);
  });

  test("with credentials and no token nobody gets in", async () => {
    const { seen, submit } = rememberSubmissions();
    const { post } = await startServer({ isLocal: false, submit, authorize: refuseAll });
    const answer = await post(PATH, simpleForm, { Authorization: "Bearer x" });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect((await readError(answer)).code).toBe("unauthorized");
    expect(seen).toEqual([]);
  });

  test.each(["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])(
    "in local mode a caller behind a proxy (%s) is not on this machine",
    async (header) => {
      const { seen, submit } = rememberSubmissions();
      const { post } = await startServer({ submit });
      const answer = await post(PATH, simpleForm, { [header]: "203.0.113.9" });
      expect([answer.status, seen.length]).toEqual([403, 0]);
    },
  );

  test("a caller that is refused is refused before its body is read", async () => {
    const { call } = await startServer({ isLocal: false, authorize: refuseAll });
    const answer = await call(PATH, {
      method: "POST",
      duplex: "half",
      headers: { "Content-Type": "application/json" },
      body: new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
      }),
    } as RequestInit);
    expect(answer.status).toBe(401);
  });
});
