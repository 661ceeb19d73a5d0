import { expect, test } from "vitest";
import { readSourceFiles } from "../house/source-files.js";
import { readPage } from "./markdown-pages.js";

const page = readPage("docs/threat-model.md");
const tests = new Map(readSourceFiles("test").map(({ path, text }) => [path, text]));

/** Every `[file](../test/…) “name”` of a page. */
function listNamedTests(text: string) {
  return [...text.matchAll(/\]\(\.\.\/(test\/[^)]+)\) “([^”]+)”/g)].map(
    ([, file = "", name = ""]) => ({
      file,
      name,
    }),
  );
}

function isMissing({ file, name }: { readonly file: string; readonly name: string }): boolean {
  return !(tests.get(file) ?? "").includes(`"${name}"`);
}

test("every test that the threat model names exists under that name", () => {
  const named = listNamedTests(page);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(isMissing)).toEqual([]);
});

test("a test that does not exist is found", () => {
  const text = "[log](../test/log.test.ts) “never written” and [no](../test/no.test.ts) “x”";
  expect(listNamedTests(text).filter(isMissing)).toHaveLength(2);
});

test("every threat says what stops it and names a test, and every letter of STRIDE has some", () => {
  const rows = [...page.matchAll(/^\| \*\*([STRIDE]\d+)\*\* \| (.+) \| (.+) \| (.+) \|$/gm)];
  const letters = new Set(rows.map(([, id = ""]) => id.charAt(0)));
  expect([...letters].sort().join("")).toBe("DEIRST");
  expect(rows.length).toBe([...page.matchAll(/^\| \*\*/gm)].length);
  expect(rows.filter(([, , , , shown = ""]) => listNamedTests(shown).length === 0)).toEqual([]);
});

test("every route of the bot is among the entries, and says who may", () => {
  const [, entries = ""] = page.split("## Where they come in");
  const table = entries.split("\n## ")[0] ?? "";
  const sources = new Map(readSourceFiles("src").map(({ path, text }) => [path, text]));
  const server = sources.get("src/http/http-server.ts") ?? "";
  const named = sources.get("src/http/route-of.ts") ?? "";
  const paths = [
    ...[...server.matchAll(/\["(\/[\w/-]+)", (?:get|post)\(/g)].map(([, path = ""]) => path),
    ...[...named.matchAll(/export const [A-Z_]+ = "(\/[\w/-]+)/g)].map(([, path = ""]) => path),
  ];
  expect(paths.length).toBeGreaterThan(6);
  expect(paths.filter((path) => !table.includes(path))).toEqual([]);
});
