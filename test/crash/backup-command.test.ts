import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RunningProcess } from "./running-process.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "riskgate-backup-command-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("S a backup of the data folder is refused where everything is in a database", () => {
  const to = join(folder, "copy");
  const env = { PATH: process.env.PATH ?? "", DATABASE_URL: "postgres://bot@db.example/riskgate" };
  const program = RunningProcess.program("backup");
  const { status, stderr, stdout } = spawnSync(process.execPath, [program, "--to", to], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([64, ""]);
  expect(stderr).toContain("Use pg_dump instead");
  expect(stderr).toContain("node dist/backup.js --to DIR --data ./data");
  expect(existsSync(to)).toBe(false);
});
