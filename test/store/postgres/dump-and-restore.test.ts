import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { walkTrail } from "../../../src/service/walk-trail.js";
import { addRequest } from "../../audit/sample-trail.js";
import { NOW } from "../../builders/request.js";
import { readPage } from "../../docs/markdown-pages.js";
import { openOn } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

/** The programs beside a server are there where the server is Debian's. */
const hasPrograms = (process.env.TEST_DATABASE_URL ?? "") !== "";
const server = usePostgres();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "riskgate-dump-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(!hasPrograms)(
  "U1 D1 a database is backed up and restored by the lines of the docs, and says then that it is a copy",
  async () => {
    const [from, to] = [await server().createDatabase(), await server().createDatabase()];
    const store = await openOn(from);
    await addRequest(store, "R-1001");
    await store.auditTrail.anchor();
    await store.close();
    const page = readPage("docs/several-nodes.md");
    const lines = /## Backup and restore\n\n```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    expect(lines.match(/^(pg_dump|pg_restore|psql) /gm)).toHaveLength(3);
    const { status, stderr } = spawnSync("sh", ["-eu", "-c", lines], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", DATABASE_URL: from, NEW_DATABASE_URL: to },
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
    const name = new URL(to).pathname.slice(1);
    const [row] = await server().query(name, "select copy_taken_at from riskgate.store");
    expect(Number(row?.copy_taken_at)).toBeGreaterThan(0);
    const restored = await openOn(to);
    expect((await restored.load("request", "R-1001"))?.value.id).toBe("R-1001");
    expect(await walkTrail(restored.auditTrail, () => NOW)).toMatchObject({
      ...{ isIntact: true, aggregates: 1, anchors: 1, problems: [] },
    });
    await restored.close();
  },
  60_000,
);
