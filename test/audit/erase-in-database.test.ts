import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { walkTrail } from "../../src/service/walk-trail.js";
import { NOW, person } from "../builders/request.js";
import { findFreshBuild } from "../crash/fresh-build.js";
import { openOn } from "../store/postgres/open-store.js";
import { usePostgres } from "../store/postgres/use-postgres.js";
import { addEnded, addRequest } from "./sample-trail.js";

const server = usePostgres();
let program: string;
let url: string;
beforeAll(() => {
  program = join(dirname(findFreshBuild()), "audit.js");
}, 120_000);
beforeEach(async () => {
  url = await server().createDatabase();
});

function run(...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, DATABASE_URL: url };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

it("U1 erase takes a person out of the database, beside a node that runs on it", async () => {
  const node = await openOn(url);
  await addEnded(node, "R-1001");
  const other = await run("erase", "--person", person(8).id);
  expect(other).toMatchObject({ code: 1 });
  expect(other.output).toContain("Nothing here names this person.");
  const before = await node.load("request", "R-1001");
  expect(before?.value.requestor.displayName).not.toBe("(erased)");
  const erased = await run("erase", "--person", person(1).id.toUpperCase());
  expect(erased).toMatchObject({ code: 0 });
  expect(erased.output).toContain("Texts erased: 3. Records changed: 1.");
  const after = await node.load("request", "R-1001");
  expect(after?.value.requestor.displayName).toBe("(erased)");
  expect(await walkTrail(node.auditTrail, () => NOW)).toMatchObject({
    ...{ isIntact: true, problems: [], erasedTexts: 3 },
  });
  const again = await run("erase", "--person", person(1).id);
  expect(again).toMatchObject({ code: 0 });
  expect(again.output).toContain("Texts erased: 0.");
  await node.close();
}, 60_000);

it("U1 erase refuses a person whose request in the database is not over, and changes nothing", async () => {
  const node = await openOn(url);
  await addRequest(node, "R-1001");
  const before = await node.load("request", "R-1001");
  const { code, output } = await run("erase", "--person", person(1).id);
  expect(code).toBe(1);
  expect(output).toContain("Nothing was changed");
  expect(output).toContain("R-1001");
  expect(await node.load("request", "R-1001")).toEqual(before);
  await node.close();
}, 60_000);

it("S2 erase refuses an empty database, and makes no store in it", async () => {
  const { code, output } = await run("erase", "--person", person(1).id);
  expect(code).toBe(1);
  expect(output).not.toContain("Texts erased");
  const rows = await server().query(
    new URL(url).pathname.slice(1),
    "select to_regnamespace('riskgate') as name",
  );
  expect(rows).toEqual([{ name: null }]);
}, 60_000);
