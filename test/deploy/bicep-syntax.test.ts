import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { Language, type Node, Parser } from "web-tree-sitter";
import { projectRoot } from "../house/source-files.js";

const folder = join(projectRoot, "infra");
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".bicep"))
  .sort();

let parser: Parser;
beforeAll(async () => {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve(
    "tree-sitter-bicep/tree-sitter-bicep.wasm",
  );
  parser = new Parser().setLanguage(await Language.load(readFileSync(grammar)));
});

/** Lines that the grammar of Bicep cannot read. */
function findUnreadable(text: string): readonly number[] {
  const tree = parser.parse(text);
  const walk = (node: Node): number[] =>
    node.isError || node.isMissing
      ? [node.startPosition.row + 1]
      : node.children.flatMap((child) => (child ? walk(child) : []));
  return tree ? walk(tree.rootNode) : [1];
}

test.each(paths)("infra/%s is Bicep, as its grammar reads it", (path) => {
  expect(findUnreadable(readFileSync(join(folder, path), "utf8"))).toEqual([]);
});

test.each([
  "param name string = {\n",
  "var a == 3\n",
  "resource a 'x@1' = {\n  b [1]\n}\n",
  "output host string = 'a${b'\n",
])("%j is none", (text) => {
  expect(findUnreadable(text)).not.toEqual([]);
});
