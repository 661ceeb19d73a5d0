import { expect, test } from "vitest";
import { createLog } from "../src/log.js";

function logTo() {
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => lines.push(line) });
  return { log, read: () => lines.map((line) => JSON.parse(line)) };
}

test("a line is JSON with level, time and message, and little else", () => {
  const { log, read } = logTo();
  log.info({ port: 3978 }, "listening");
  const [line] = read();
  expect(line).toEqual({ level: "info", time: expect.any(String), port: 3978, msg: "listening" });
  expect(new Date(line.time).toISOString()).toBe(line.time);
});

test("V3 secrets, text, names and risk evidence are redacted at any depth", () => {
  const { log, read } = logTo();
  log.info(
    {
      requestId: "R-1001",
      headers: { Authorization: "SECRET", "Set-Cookie": "SECRET" },
      card: { inputs: [{ justification: "SECRET", deep: { displayName: "SECRET" } }] },
      activity: { text: "SECRET", from: { name: "SECRET", aadObjectId: "1" } },
      reading: { level: "SECRET" },
      riskLevel: "SECRET",
      accessToken: "SECRET",
      MicrosoftAppPassword: "SECRET",
    },
    "event",
  );
  expect(JSON.stringify(read())).not.toContain("SECRET");
  expect(read()[0]).toMatchObject({
    requestId: "R-1001",
    activity: { from: { aadObjectId: "1" } },
  });
});

test("V3 the fields of a child logger are redacted too", () => {
  const { log, read } = logTo();
  log.child({ displayName: "SECRET", tenantId: "1" }).info("event");
  expect(read()[0]).toMatchObject({ displayName: "[redacted]", tenantId: "1" });
});

test("an error keeps what helps and loses the request that it carries", () => {
  const { log, read } = logTo();
  const error = Object.assign(new TypeError("connect failed", { cause: new Error("reset") }), {
    code: "ECONNRESET",
    statusCode: 502,
    request: { headers: { authorization: "SECRET" }, body: "SECRET" },
    response: { body: "SECRET" },
    details: { custom: "SECRET" },
  });
  log.error({ err: error }, "failed");
  log.error(error);
  log.error({ step: { error } }, "failed");
  const lines = read();
  expect(JSON.stringify(lines)).not.toContain("SECRET");
  expect(lines[0].err).toMatchObject({
    type: "TypeError",
    message: "connect failed",
    code: "ECONNRESET",
    statusCode: 502,
    cause: { message: "reset" },
  });
  expect(lines[0].err.stack).toContain("log.test.ts");
  expect(lines[1].err.message).toBe("connect failed");
  expect(lines[2].step.error.message).toBe("connect failed");
});

test("a circle and a big integer are logged without failing", () => {
  const { log, read } = logTo();
  const circle: Record<string, unknown> = { size: 5n };
  circle.self = circle;
  log.info({ circle }, "event");
  expect(read()[0].circle.size).toBe("5");
});

test("what is below the level is not written", () => {
  const { log, read } = logTo();
  log.debug("quiet");
  expect(read()).toEqual([]);
});
