import type { SourceFile } from "./source-files.js";

const maxLines = 300;
const emptyWords = new Set(
  "util utils helper helpers common manager managers data info misc shared stuff".split(" "),
);
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d|e2e))*\.(ts|mjs)$/;
const kebabFolder = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const switchedOffTest = /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:skip|only|todo|fails)\b/;

/** What a file does against the habits of the house, one sentence each; empty when all is well. */
export function findHabitBreaks({ path, text }: SourceFile): string[] {
  const parts = path.split("/");
  const name = parts.at(-1) ?? "";
  const words = parts.flatMap((part) => part.split(/[-.]/));
  const lines = text.replace(/\n$/, "").split("\n").length;
  return [
    lines > maxLines && `${path} has ${lines} lines, at most ${maxLines} are allowed`,
    !(kebabCase.test(name) && parts.slice(0, -1).every((part) => kebabFolder.test(part))) &&
      `${path} is not written in kebab-case`,
    words.some((word) => emptyWords.has(word)) && `${path} is named by a word that says nothing`,
    switchedOffTest.test(text) && `${path} switches a test off or all others`,
  ].filter((sentence) => sentence !== false);
}
