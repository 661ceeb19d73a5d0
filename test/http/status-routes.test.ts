import { describe, expect, test } from "vitest";
import { createMetrics } from "../../src/http/metrics.js";
import { readError, startServer } from "./start-server.js";

const counts = { intended: 10, delivered: 6, failed: 1, withdrawn: 1, pending: 2 };

describe("health and readiness", () => {
  test("the process says that it lives", async () => {
    const { call } = await startServer({ readiness: () => ({ ready: false, reason: "x" }) });
    const answer = await call("/healthz");
    expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
  });

  test("readiness is 200, or 503 with the reason", async () => {
    let reason: string | undefined;
    const { call } = await startServer({
      readiness: () => (reason === undefined ? { ready: true } : { ready: false, reason }),
    });
    expect((await call("/readyz")).status).toBe(200);
    reason = "The store does not answer.";
    const answer = await call("/readyz");
    expect(answer.status).toBe(503);
    expect(await readError(answer)).toEqual({ code: "unavailable", message: reason });
  });

  test("a readiness check that fails is not ready and tells nothing of the inside", async () => {
    const { call } = await startServer({
      readiness: () => Promise.reject(new Error("disk /dev/sda1 gone")),
    });
    const answer = await call("/readyz");
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain("sda1");
  });
});

describe("metrics", () => {
  test("N2 the ledger's figures are there by state", async () => {
    const { call } = await startServer();
    const answer = await call("/metrics");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    const text = await answer.text();
    for (const [state, count] of Object.entries(counts)) {
      expect(text).toContain(`riskgate_notices{state="${state}"} ${count}\n`);
    }
    expect(text).toContain("riskgate_send_queue_depth 3\n");
    expect(text).toContain("process_cpu_seconds_total");
  });

  test("what was counted and measured is there, in seconds", async () => {
    const metrics = createMetrics({
      noticeCounts: async () => counts,
      isSendingPaused: async () => false,
      queueDepth: () => 0,
    });
    metrics.countDecision("approved");
    metrics.countRefusal("teams", "tooLate");
    metrics.countSend("delivered");
    metrics.observeLateness(400);
    metrics.observeLateness(-5);
    metrics.observeCommit(3);
    const text = await metrics.readText();
    expect(text).toContain('riskgate_decisions_total{result="approved"} 1\n');
    expect(text).toContain('riskgate_refusals_total{edge="teams",code="tooLate"} 1\n');
    expect(text).toContain('riskgate_sends_total{outcome="delivered"} 1\n');
    expect(text).toContain("riskgate_due_lateness_seconds_sum 0.4\n");
    expect(text).toContain("riskgate_due_lateness_seconds_count 2\n");
    expect(text).toContain('riskgate_commit_seconds_bucket{le="0.005"} 1\n');
  });

  test("a ledger that cannot be read leaves its figures out and the others in", async () => {
    let isBroken = false;
    const metrics = createMetrics({
      noticeCounts: () => (isBroken ? Promise.reject(new Error("gone")) : Promise.resolve(counts)),
      isSendingPaused: async () => false,
      queueDepth: () => 7,
    });
    expect(await metrics.readText()).toContain("riskgate_notices{");
    isBroken = true;
    const text = await metrics.readText();
    expect(text).not.toContain("riskgate_notices{");
    expect(text).toContain("riskgate_send_queue_depth 7\n");
  });

  test("refusals over HTTP are counted by code", async () => {
    const metrics = createMetrics({
      noticeCounts: async () => counts,
      isSendingPaused: async () => false,
      queueDepth: () => 0,
    });
    const { call, post } = await startServer({ metrics });
    await call("/nowhere");
    await post("/api/messages", "{");
    await post("/api/access-requests", {});
    const text = await (await call("/metrics")).text();
    expect(text).toContain('riskgate_refusals_total{edge="http",code="notFound"} 1\n');
    expect(text).toContain('riskgate_refusals_total{edge="http",code="invalidRequest"} 2\n');
  });

  test("a source that throws gets no 5xx", async () => {
    const queueDepth = () => {
      throw new Error("no queue at 10.0.0.5");
    };
    const metrics = createMetrics({
      noticeCounts: async () => counts,
      isSendingPaused: async () => false,
      queueDepth,
    });
    const { call } = await startServer({ metrics });
    const answer = await call("/metrics");
    expect(answer.status).toBe(429);
    expect(await answer.text()).not.toContain("10.0.0.5");
  });

  test("they are not for callers behind a proxy", async () => {
    const { call } = await startServer({ isLocal: false });
    expect((await call("/metrics")).status).toBe(200);
    const answer = await call("/metrics", { headers: { "X-Forwarded-For": "203.0.113.9" } });
    expect(answer.status).toBe(403);
    expect((await readError(answer)).message).toContain("same machine");
  });

  test("with an operator's token they are for whoever has it, through a proxy as well, and for nobody else", async () => {
    const metricsToken = "0123456789abcdef0123456789abcdef";
    const { call, logLines } = await startServer({ isLocal: false, metricsToken });
    const withToken = (token: string) => ({
      headers: { "X-Forwarded-For": "203.0.113.9", Authorization: `Bearer ${token}` },
    });
    expect((await call("/metrics", withToken(metricsToken))).status).toBe(200);
    const refused = [withToken(`${metricsToken}0`), withToken(metricsToken.toUpperCase()), {}];
    for (const init of refused) {
      const answer = await call("/metrics", init);
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect((await readError(answer)).code).toBe("unauthorized");
    }
    expect(logLines.join("")).not.toContain(metricsToken);
  });
});
