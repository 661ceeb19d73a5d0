import { expect, test } from "vitest";
import {
  type Audience,
  type CommandReferenceEntry,
  commandReference,
} from "../../src/teams/grammar/command-reference.js";
import { isProblem } from "../../src/teams/grammar/grammar-problem.js";
import { parseCommand } from "../../src/teams/grammar/parse-command.js";
import type { Mistake } from "../story/every-command/command-row.js";
import { rowOf } from "../story/every-command/command-rows.js";
import { replacePart } from "./generated-part.js";
import { locate, readPage } from "./markdown-pages.js";

const PAGE = "docs/commands.md";
const TITLES: Record<Audience, string> = {
  everyone: "Everyone",
  approver: "Approvers",
  administrator: "Administrators",
  auditor: "Auditors",
};
const audiences = Object.keys(TITLES) as Audience[];

test("docs/commands.md lists what can be typed (renew it: npx vitest run test/docs -u)", async () => {
  const fresh = replacePart(readPage(PAGE), "commands", audiences.flatMap(describeAudience));
  await expect(fresh).toMatchFileSnapshot(locate(PAGE).file);
});

test.each(["README.md", "docs/approver.md", "docs/requester.md", "docs/administrator.md"])(
  "every command that %s tells people to type is understood",
  (path) => {
    const words = [...new Set(commandReference.map(({ syntax }) => syntax.split(" ", 1)[0]))];
    const typed = [...readPage(path).matchAll(/`([a-z]+)( [^`…]*)?`/g)]
      .filter(([, first]) => words.includes(first))
      .map(([quoted]) => quoted.slice(1, -1));
    expect(typed.length).toBeGreaterThan(2);
    const unusable = typed.filter((text) => {
      return isProblem(parseCommand({ text, mentions: [] }));
    });
    expect(unusable).toEqual([]);
  },
);

function describeAudience(who: Audience): string[] {
  const entries = commandReference.filter((entry) => entry.who === who);
  if (entries.length === 0) return [];
  const space = who === "everyone" ? [] : [""];
  const head = [`## ${TITLES[who]}`, "", "| type | does | example |", "| --- | --- | --- |"];
  const mistakes = entries.flatMap(({ syntax }) => rowOf(syntax).mistakes);
  const wrong = ["", "What is wrong is said, with what is allowed:", ""];
  const table = [
    "| somebody types | the answer |",
    "| --- | --- |",
    ...mistakes.map(describeMistake),
  ];
  return [...space, ...head, ...entries.map(describeEntry), ...wrong, ...table];
}

/** The answers are those that the bot gave when the commands were tried: test/story/every-command. */
function describeMistake({ type, answer }: Mistake): string {
  const shown = answer.replaceAll("|", "\\|").replaceAll("<", "\\<").replaceAll("\n", "<br>");
  return `| \`${type}\` | ${shown} |`;
}

function describeEntry({ syntax, does, example, isLocalOnly }: CommandReferenceEntry): string {
  const where = isLocalOnly ? " (local mode only)" : "";
  return `| \`${syntax}\` | ${does}${where} | \`${example}\` |`;
}
