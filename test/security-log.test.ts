import { expect, test } from "vitest";
import { createLog } from "../src/log.js";
import { createSecurityLog, LINES_PER_ACTOR, MAX_ACTORS } from "../src/security-log.js";

function startSecurityLog() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog("info", { write: (line) => lines.push(JSON.parse(line)) });
  const clock = { now: 1_000_000 };
  const securityLog = createSecurityLog(log, () => clock.now);
  const attempt = (actor: string) =>
    securityLog.refusedAttempt({ actor, reason: "notApprover", where: "approve", subject: "R-1" });
  return { lines, clock, securityLog, attempt };
}

test("U1 a refused attempt is logged with who, what and why", () => {
  const { lines, attempt } = startSecurityLog();
  attempt("person-1");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: "warn",
    channel: "security",
    actor: "person-1",
    reason: "notApprover",
    where: "approve",
    subject: "R-1",
  });
});

test("U1 one actor fills no log, and what was held back is counted", () => {
  const { lines, clock, attempt } = startSecurityLog();
  for (let count = 0; count < 1_000; count += 1) attempt("person-1");
  attempt("person-2");
  expect(lines).toHaveLength(LINES_PER_ACTOR + 1);
  clock.now += 60_000;
  attempt("person-1");
  expect(lines.slice(-2)).toMatchObject([
    { actor: "person-1", suppressed: 1_000 - LINES_PER_ACTOR },
    { actor: "person-1", reason: "notApprover" },
  ]);
});

test("U1 many actors fill neither log nor memory", () => {
  const { lines, clock, attempt } = startSecurityLog();
  for (let count = 0; count < MAX_ACTORS + 500; count += 1) attempt(`address-${count}`);
  expect(lines).toHaveLength(MAX_ACTORS);
  clock.now += 60_000;
  attempt("person-1");
  expect(lines.slice(-2)).toMatchObject([{ suppressed: 500 }, { actor: "person-1" }]);
});

test("U1 at the end the counts that were held back are logged", () => {
  const { lines, securityLog, attempt } = startSecurityLog();
  for (let count = 0; count < LINES_PER_ACTOR + 3; count += 1) attempt("person-1");
  securityLog.flush();
  expect(lines.at(-1)).toMatchObject({ actor: "person-1", suppressed: 3 });
  const written = lines.length;
  securityLog.flush();
  expect(lines).toHaveLength(written);
});

test("U1 an actor or a place that is very long is cut", () => {
  const { lines, securityLog } = startSecurityLog();
  const long = "x".repeat(10_000);
  securityLog.refusedAttempt({ actor: long, reason: "otherTenant", where: `activity ${long}` });
  expect(String(lines[0]?.actor)).toHaveLength(100);
  expect(String(lines[0]?.where)).toHaveLength(200);
});
