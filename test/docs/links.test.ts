import { posix } from "node:path";
import { expect, test } from "vitest";
import { locate, type MarkdownPage, readMarkdownPages } from "./markdown-pages.js";

const pages = readMarkdownPages();

test("every relative link and picture of every page leads somewhere", () => {
  expect(pages.length).toBeGreaterThan(10);
  expect(pages.flatMap(findBrokenLinks)).toEqual([]);
});

test("a link to nothing, and one to a heading that is not there, are found", () => {
  const text = "[a](no-such-page.md) [b](#no-such-heading) [c](#here)\n\n## Here\n";
  expect(findBrokenLinks({ path: "docs/page.md", text })).toEqual([
    "docs/page.md: no-such-page.md",
    "docs/page.md: #no-such-heading",
  ]);
});

function findBrokenLinks({ path, text }: MarkdownPage): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target) && !resolves(path, text, target))
    .map((target) => `${path}: ${target}`);
}

function resolves(page: string, text: string, target: string): boolean {
  const [file = "", anchor] = target.split("#");
  const path = posix.join(posix.dirname(page), file);
  if (file !== "" && !locate(path).exists) return false;
  if (anchor === undefined) return true;
  const content = file === "" ? text : (pages.find((other) => other.path === path)?.text ?? "");
  return [...content.matchAll(/^#+ (.+)$/gm)].some(([, title = ""]) => slugOf(title) === anchor);
}

/** A heading's anchor as code hosts make it. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}
