import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSubmission } from "../../src/http/parse-submission.js";
import { isJsonObject } from "../../src/http/read-json-object.js";
import { parseForeignJson } from "../../src/parse-json.js";
import { startServer } from "../http/start-server.js";
import { callOut, simpleForm } from "../http/submission-examples.js";
import { checkPrototypes, FuzzRun, fuzzOptions, PATIENCE } from "./fuzz-budget.js";
import { anyJson, type Json, mutated } from "./hostile-json.js";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const bodies = fc.oneof(
  mutated(simpleForm as unknown as Json),
  mutated(callOut as unknown as Json),
  anyJson,
);

test(
  "I1 a body is a submission of ids, or a refusal that names the field",
  () => {
    const run = new FuzzRun("http-bodies", "both bodies with up to 3 changes, and any JSON");
    const property = fc.property(bodies, (written) => {
      run.count();
      const body = parseForeignJson(JSON.stringify(written));
      if (!isJsonObject(body)) return;
      const parsed = parseSubmission(body);
      if (!parsed.ok) {
        expect([parsed.refusal.status, parsed.refusal.code]).toEqual([400, "invalidRequest"]);
        return;
      }
      const {
        idempotencyKey,
        accessPackageId,
        requestorId,
        targetId,
        callOut: resume,
      } = parsed.body;
      expect([idempotencyKey, accessPackageId].every((id) => GUID.test(id))).toBe(true);
      expect([requestorId, targetId].every((id) => id === "" || GUID.test(id))).toBe(true);
      const path = resume?.callbackUriPath;
      if (path !== undefined) expect(path).toMatch(/^\/?[A-Za-z0-9][^\s\\#@:]*$/);
      if (path !== undefined) expect(path).not.toContain("..");
    });
    fc.assert(property, fuzzOptions("http-bodies"));
    checkPrototypes();
    run.finish();
  },
  PATIENCE,
);

const paths = fc.oneof(
  fc.constantFrom("/api/access-requests", "/api/messages", "/metrics", "/readyz", "/downloads/x"),
  fc.webPath().map((path) => (path.startsWith("/") ? path : `/${path}`)),
  fc.constantFrom("/downloads/..%2f..%2fetc%2fpasswd", "/%00", "/..;/metrics", "//api/messages"),
);
const requests = fc.record({
  path: paths,
  method: fc.constantFrom("POST", "POST", "POST", "GET", "PUT", "DELETE", "OPTIONS", "PATCH"),
  body: fc.oneof(
    bodies.map((body) => JSON.stringify(body)),
    fc.string({ unit: "binary", maxLength: 300 }),
  ),
  type: fc.constantFrom("application/json", "application/json", "text/plain", "application/xml"),
});

test(
  "whatever comes over HTTP is answered, and never with a 5xx",
  async () => {
    const run = new FuzzRun("http-requests", "requests to every route over a real connection");
    const { port, logLines } = await startServer();
    const property = fc.asyncProperty(requests, async ({ path, method, body, type }) => {
      run.count();
      const hasBody = method !== "GET";
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: hasBody ? { "content-type": type } : {},
        ...(hasBody && { body }),
      });
      const text = await response.text();
      expect(response.status).toBeLessThan(500);
      expect(text).not.toMatch(/node_modules|\bat \w+ \(|ENOENT|TypeError/);
    });
    await fc.assert(property, fuzzOptions("http-requests"));
    expect(logLines.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
    checkPrototypes();
    run.finish();
  },
  PATIENCE,
);
