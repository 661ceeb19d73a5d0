import { expect, it } from "vitest";
import type { Database } from "../../../src/store/postgres/database.js";
import { DatabaseHealth } from "../../../src/store/postgres/database-health.js";
import { OutcomeRecovery } from "../../../src/store/postgres/outcome-recovery.js";
import { eventually } from "../../connector/eventually.js";

it("D1 an aggregate with two commits of unknown outcome is unreadable until both are known", async () => {
  const running = new Set(["session-1", "session-2"]);
  const looks: string[] = [];
  const read = async ({ values: [session] }: { values: readonly string[] }) => {
    looks.push(session ?? "");
    return running.has(session ?? "") ? [{ ended: false }] : [];
  };
  const health = new DatabaseHealth(() => undefined);
  const recovery = new OutcomeRecovery({ read } as unknown as Database, health);
  recovery.begin("request:R-1001", "session-1");
  recovery.begin("request:R-1001", "session-2");
  recovery.begin("request:R-1002", "session-1");

  running.delete("session-1");
  const check = (id: string) => () => health.checkKnown(`request:${id}`);
  await eventually(() => {
    expect(check("R-1002")).not.toThrow();
    return true;
  });
  looks.length = 0;
  await eventually(() => looks.filter((session) => session === "session-2").length > 1);
  expect(looks).not.toContain("session-1");
  expect(check("R-1001")).toThrow();

  running.delete("session-2");
  await eventually(() => {
    expect(check("R-1001")).not.toThrow();
    return true;
  });
  recovery.stop();
});
