import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seededViolations } from "./seeded-violations.js";
import { projectRoot } from "./source-files.js";

/**
 * The linter draws the same boundaries for whoever edits, at once. Its glob lists are easy to get subtly
 * wrong, so each one is shown a violation in a scratch project that uses the real configuration.
 */
let scratch = "";
const biome = join(projectRoot, "node_modules/@biomejs/biome/bin/biome");

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "riskgate-biome-"));
  cpSync(join(projectRoot, "biome.json"), join(scratch, "biome.json"));
  cpSync(join(projectRoot, "package.json"), join(scratch, "package.json"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function place(path: string, text: string): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), text);
}

function lint(path: string, rule: string): string {
  const args = [biome, "lint", `--only=${rule}`, "--max-diagnostics=none", "--colors=off", path];
  const run = spawnSync(process.execPath, args, { cwd: scratch, encoding: "utf8" });
  return run.stdout + run.stderr;
}

test("the linter reports a seeded violation of each import boundary", () => {
  seededViolations.forEach(({ path, name }, index) => {
    place(path.replace("seed.ts", `seed-${index}.ts`), `import "${name}";\n`);
  });
  const report = lint("src", "style/noRestrictedImports");
  const silent = seededViolations.filter(({ path }, index) => {
    return !report.includes(path.replace("seed.ts", `seed-${index}.ts`));
  });
  expect(silent).toEqual([]);
});

test("the linter allows the imports that the architecture draws", () => {
  rmSync(join(scratch, "src"), { recursive: true, force: true });
  place(
    "src/approval/allowed.ts",
    'import "zod";\nimport "./text.js";\nimport "../approval/text.js";\n',
  );
  place("src/service/allowed.ts", 'import "../approval/request.js";\nimport "luxon";\n');
  place("src/store/lowdb/allowed.ts", 'import "lowdb";\nimport "../../service/store.js";\n');
  place("src/teams/allowed.ts", 'import "botbuilder";\nimport "../service/submit.js";\n');
  place("src/http/allowed.ts", 'import "restify";\nimport "../teams/bot.js";\n');
  place("src/local/allowed.ts", 'import "yaml";\nimport "../approval/request.js";\n');
  expect(lint("src", "style/noRestrictedImports")).not.toContain("━");
});

test("the linter reports a promise that nobody waits for, any, and an import cycle", () => {
  place(
    "src/service/floating.ts",
    "async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n",
  );
  place("src/service/loose.ts", "export const loose: any = 1;\n");
  place("src/service/one.ts", 'import { two } from "./two.js";\nexport const one = () => two;\n');
  place("src/service/two.ts", 'import { one } from "./one.js";\nexport const two = () => one;\n');
  expect(lint("src", "nursery/noFloatingPromises")).toContain("floating.ts");
  expect(lint("src", "suspicious/noExplicitAny")).toContain("loose.ts");
  expect(lint("src", "suspicious/noImportCycles")).toContain("one.ts");
});
