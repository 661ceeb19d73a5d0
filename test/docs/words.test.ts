import { expect, test } from "vitest";
import { type MarkdownPage, readMarkdownPages } from "./markdown-pages.js";

/** What only whoever wrote a page could know, and no stranger can use. */
const INSIDE = [
  /(?<![\w.<…}/])\/(?:home|work|root|Users|tmp|mnt|opt)\/\w/,
  /\b[a-z]:\\/i,
  /\bfile:\/\//,
  /\bregistry\.\S+|\bnexus\b|\bartifactory\b/i,
  /\bhelper(?: agent|s)?\b|\bsub-?agents?\b|\bsessions?\b|\bprompt(?:ed)? by\b/i,
  /\bissue \d+\b|\bshared\/design\b/i,
  /\bT[O]DO\b|\bFIX[M]E\b/,
];

const pages = readMarkdownPages();

test("no page tells of the place where it was written", () => {
  expect(pages.flatMap(findInside)).toEqual([]);
});

/** What was true of a page while a part of the product was missing. */
const UNFINISHED = /\(to come\)|\bnot there yet\b|\bthis release\b|\bnext release\b/i;

test("no page speaks of a part of the product that is still missing", () => {
  const told = pages.filter(({ text }) => UNFINISHED.test(text));
  expect(told.map(({ path }) => path)).toEqual([]);
});

test("every page is short enough to be read", () => {
  const long = pages.filter(({ text }) => text.split("\n").length > 210);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test.each([
  "see /home/somebody/notes",
  "from https://registry.example.org/",
  "in this session",
  "C:\\notes",
])("%j is found", (text) => {
  expect(findInside({ path: "docs/page.md", text })).toHaveLength(1);
});

function findInside({ path, text }: MarkdownPage): string[] {
  return text
    .split("\n")
    .flatMap((line, i) =>
      INSIDE.filter((word) => word.test(line)).map((word) => `${path}:${i + 1}: ${word}`),
    );
}
