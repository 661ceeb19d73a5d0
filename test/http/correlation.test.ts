import { expect, test } from "vitest";
import { createLog } from "../../src/log.js";
import type { Context } from "../../src/service/context.js";
import { correlate, correlateLog } from "../../src/service/correlation.js";
import { startServer } from "./start-server.js";

test("every line of one call has the id that its caller is told, and another call another one", async () => {
  const lines: string[] = [];
  const log = createLog("debug", { write: (line) => lines.push(line) });
  const { post } = await startServer({
    log,
    submit: async (_body, _caller, correlationId) => {
      const path = correlateLog(log, correlationId);
      path.info({}, "first step");
      await new Promise((resolve) => setImmediate(resolve));
      path.info({}, "second step");
      return { kind: "created", id: "R-1001", state: "pendingApproval" };
    },
  });
  const body = {
    accessPackageAssignmentRequestId: "0c2f0f2c-3a83-4a51-9c41-9d4f6a1d3c11",
    requestor: { objectId: "f6fadfa7-e5c1-4b62-9362-da5cc13da58a" },
    accessPackage: { id: "7f6ab25e-3f55-4c77-8a1d-4a2f3a8f9c21" },
    justification: "Quarterly close",
  };
  const answers = await Promise.all([
    post("/api/access-requests", body),
    post("/api/access-requests", body),
  ]);
  const told = answers.map((answer) => answer.headers.get("x-correlation-id") ?? "");
  expect(new Set(told).size).toBe(2);
  const logged = lines.map((line) => JSON.parse(line) as Record<string, string>);
  for (const id of told) {
    const words = logged.filter((line) => line.correlationId === id).map(({ msg }) => msg);
    expect(words).toEqual(["first step", "second step", "answered"]);
  }
});

test("U1 whoever is refused is told an id as well, and the security log bears it", async () => {
  const { call, logLines } = await startServer();
  const refused = [
    call("/healthz", { method: "POST" }),
    call("/nothing"),
    call("/api/access-requests", { method: "POST", body: "{}" }),
    call("/healthz", { headers: { origin: "https://evil.example" } }),
  ];
  const answers = await Promise.all(refused);
  expect(answers.map(({ status }) => status)).toEqual([405, 404, 415, 403]);
  const told = answers.map(({ headers }) => headers.get("x-correlation-id"));
  for (const id of told) expect(id).toMatch(/^[\w-]{12}$/);
  expect(new Set(told).size).toBe(4);
  const [attempt] = logLines.filter((line) => line.includes('"security"'));
  expect(JSON.parse(attempt ?? "{}")).toMatchObject({
    reason: "forbidden",
    correlationId: told[3],
  });
});

test("what is logged on the path of a context bears its id, and nothing else does", () => {
  const lines: string[] = [];
  const log = createLog("debug", { write: (line) => lines.push(line) });
  const context = { log } as unknown as Context;
  const path = correlate(context, "a");
  path.log.debug({}, "at one");
  path.log.info({}, "at two");
  path.log.warn({}, "at three");
  path.log.error({}, "at four");
  correlate(context).log.info({}, "on a path of its own");
  log.info({}, "outside");
  const ids = lines.map((line) => (JSON.parse(line) as { correlationId?: string }).correlationId);
  expect(ids).toEqual(["a", "a", "a", "a", expect.stringMatching(/^[\w-]{12}$/), undefined]);
});
