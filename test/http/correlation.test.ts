import { expect, test } from "vitest";
import { createLog } from "../../src/log.js";
import { correlate } from "../../src/service/correlation.js";
import { startServer } from "./start-server.js";

test("every line of one call has the id that its caller is told, and another call another one", async () => {
  const lines: string[] = [];
  const log = createLog("debug", { write: (line) => lines.push(line) });
  const { post } = await startServer({
    log,
    submit: async () => {
      log.info({}, "first step");
      await new Promise((resolve) => setImmediate(resolve));
      log.info({}, "second step");
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

test("a path within a path is one of its own", () => {
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => lines.push(line) });
  log.info({}, "outside");
  correlate(() => {
    log.info({}, "outer");
    correlate(() => log.info({}, "inner"), "b");
  }, "a");
  const ids = lines.map((line) => (JSON.parse(line) as { correlationId?: string }).correlationId);
  expect(ids).toEqual([undefined, "a", "b"]);
});
