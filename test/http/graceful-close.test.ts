import { createServer } from "node:http";
import { expect, test, vi } from "vitest";
import { CLOSE_PATIENCE } from "../../src/http/limits.js";
import { RawConnection } from "./raw-connection.js";
import { startServer } from "./start-server.js";

const POST = [
  "POST /api/messages HTTP/1.1",
  "Host: localhost",
  "Content-Type: application/json",
  "Content-Length: 18",
  "",
  '{"type":"message"}',
].join("\r\n");

/** A machine may stand still for a while. */
const PATIENCE = { timeout: 20_000 };

/** A server whose answers wait until they are let go. */
async function startHeldServer(closePatience = 10_000) {
  const held: (() => void)[] = [];
  const server = await startServer({
    closePatience,
    processActivity: (_request, response) =>
      new Promise((resolve) => {
        held.push(() => {
          response.end();
          resolve();
        });
      }),
  });
  return { ...server, held };
}

test("a request in flight is finished, its connection then ends, and nothing new gets in", async () => {
  const { port, held, close } = await startHeldServer();
  const busy = await RawConnection.open(port);
  await busy.write(POST);
  await vi.waitFor(() => expect(held).toHaveLength(1), PATIENCE);

  let isClosed = false;
  const closed = close().then(() => {
    isClosed = true;
  });
  await expect(RawConnection.open(port)).rejects.toThrow("ECONNREFUSED");
  expect(isClosed).toBe(false);
  held[0]?.();
  expect(await busy.readToEnd()).toMatch(/^HTTP\/1\.1 200 OK/);
  await closed;
});

test("idle connections and silent ones do not hold it up", async () => {
  const { port, close } = await startServer();
  const silent = await RawConnection.open(port);
  const idle = await RawConnection.open(port);
  await idle.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await vi.waitFor(() => expect(idle.received).toContain('{"status":"ok"}'), PATIENCE);
  const start = performance.now();
  await close();
  expect(performance.now() - start).toBeLessThan(CLOSE_PATIENCE / 2);
  await Promise.all([silent.readToEnd(), idle.readToEnd()]);
});

test("a request that comes on an open connection while it closes is the last one there", async () => {
  const { port, held, close } = await startHeldServer();
  const busy = await RawConnection.open(port);
  await busy.write(POST);
  await vi.waitFor(() => expect(held).toHaveLength(1), PATIENCE);
  const closed = close();
  await busy.write(POST);
  held[0]?.();
  await vi.waitFor(() => expect(held.length > 1 || busy.isClosed).toBe(true), PATIENCE);
  held[1]?.();
  await busy.readToEnd();
  await closed;
});

test("what does not finish in time is cut off", async () => {
  const { port, held, close } = await startHeldServer(50);
  const busy = await RawConnection.open(port);
  await busy.write(POST);
  await vi.waitFor(() => expect(held).toHaveLength(1), PATIENCE);
  await close();
  expect(await busy.readToEnd()).toBe("");
  held[0]?.();
});

test("closing twice is as good as once", async () => {
  const { close } = await startServer();
  await Promise.all([close(), close()]);
});

test("an address that is taken is an error of listen, told once by whoever asked for it", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const { createHttpServer } = await import("../../src/http/http-server.js");
  const { createLog } = await import("../../src/log.js");
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => void lines.push(line) });
  const server = createHttpServer({
    isLocal: true,
    log,
    securityLog: { refusedAttempt: () => undefined, flush: () => undefined },
    metrics: {
      contentType: "text/plain",
      readText: async () => "",
      countRefusal: () => undefined,
    },
    authorize: async () => ({ ok: true, caller: "local" }),
    insiderRisk: {
      report: async () => ({ kind: "unknownPerson" }),
      authorize: async () => ({ ok: true, caller: "local" }),
      now: () => 0,
    },
    readiness: () => ({ ready: true }),
    submit: async () => ({ kind: "known", id: "R-1", state: "denied" }),
    processActivity: async () => undefined,
  });
  await expect(server.listen("127.0.0.1", port)).rejects.toThrow("EADDRINUSE");
  expect(lines).toEqual([]);
  await server.close();
  other.close();
});
