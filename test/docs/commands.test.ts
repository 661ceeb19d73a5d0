import { expect, test } from "vitest";
import { isAvailable } from "../../src/teams/commands/available-commands.js";
import {
  type Audience,
  type CommandReferenceEntry,
  commandReference,
} from "../../src/teams/grammar/command-reference.js";
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

test("docs/commands.md says nothing of commands that come later", () => {
  const page = readPage(PAGE);
  const later = commandReference.filter(({ kind }) => !isAvailable(kind));
  expect(later.filter(({ syntax }) => page.includes(`\`${syntax}\``))).toEqual([]);
});

function describeAudience(who: Audience): string[] {
  const entries = commandReference.filter((entry) => entry.who === who && isAvailable(entry.kind));
  if (entries.length === 0) return [];
  const head = [`## ${TITLES[who]}`, "", "| type | does | example |", "| --- | --- | --- |"];
  return [...head, ...entries.map(describeEntry), ""];
}

function describeEntry({ syntax, does, example, isLocalOnly }: CommandReferenceEntry): string {
  const where = isLocalOnly ? " (local mode only)" : "";
  return `| \`${syntax}\` | ${does}${where} | \`${example}\` |`;
}
