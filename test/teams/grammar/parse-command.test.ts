import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandReference, listKeywords } from "../../../src/teams/grammar/command-reference.js";
import { describeProblem } from "../../../src/teams/grammar/describe-problem.js";
import { editDistance } from "../../../src/teams/grammar/edit-distance.js";
import { meantCommand } from "../../../src/teams/grammar/everyday-words.js";
import { isProblem } from "../../../src/teams/grammar/grammar-problem.js";
import { parseCommand } from "../../../src/teams/grammar/parse-command.js";
import { anyCommand } from "./command-arbitrary.js";
import { formatCommand } from "./format-command.js";
import { ALL, BOT, RILEY, refuse, SAM, type } from "./typed.js";

const keywords = listKeywords(commandReference);
const letters = [..."abcdefghijklmnopqrstuvwxyz"];

function typosOf(word: string): string[] {
  const places = [...word, ""].map(
    (_, index) => [word.slice(0, index), word.slice(index)] as const,
  );
  return places.flatMap(([left, right]) => [
    left + right.slice(1),
    left + right.charAt(1) + right.charAt(0) + right.slice(2),
    ...letters.flatMap((letter) => [left + letter + right, left + letter + right.slice(1)]),
  ]);
}

describe("parseCommand", () => {
  test.each([
    "help",
    "Help!",
    "HELP me",
    "/help",
    "?",
    "hi",
    "<at>Riskgate</at>&nbsp;help\n",
    '"help"',
  ])("takes %j for help", (text) => {
    expect(type(text)).toEqual({ kind: "help" });
  });

  test("S2 reads every command back from its own words", () => {
    fc.assert(
      fc.property(anyCommand, (command) => {
        expect(type(formatCommand(command))).toEqual(command);
      }),
      { numRuns: 2_000 },
    );
  });

  test("ignores the case of keywords, repeated spaces and a mention of the bot", () => {
    const space = fc.constantFrom(" ", "  ", "\n", "\u00a0", "&nbsp;", " <at>Riskgate</at> ");
    const entry = fc.constantFrom(...commandReference);
    fc.assert(
      fc.property(entry, space, fc.boolean(), ({ example }, gap, isUpper) => {
        const [head = "", ...reason] = example.split(" because ");
        const words = (isUpper ? head.toUpperCase() : head).split(" ").join(gap);
        const changed = [words, ...reason].join(`${gap}${isUpper ? "BECAUSE" : "because"}${gap}`);
        const expected = JSON.stringify(type(example)).toLowerCase();
        // Inside a quoted name the mention leaves its spaces, which are single again.
        expect(JSON.stringify(type(`${gap}${changed}${gap}`)).toLowerCase()).toBe(expected);
      }),
    );
  });

  test("S2 a keyword with one typing error is answered with a keyword that is one error away", () => {
    for (const keyword of keywords) {
      for (const typo of typosOf(keyword)) {
        const result = type(typo);
        if (!isProblem(result) || keywords.includes(typo) || typo === "hi") continue;
        // A word of its own: "pending" means approvals, however near "sending" is.
        if (meantCommand(typo) !== undefined) continue;
        expect(result.reason).toBe("unknownCommand");
        expect(editDistance(typo, result.nearest ?? ""), typo).toBe(1);
      }
    }
  });

  test("keeps the case, the quotes and the lines of a justification", () => {
    const reason = "Riley’s “Q4”\nledger,  as agreed: a < b; because I said so";
    const typed = reason.replace("<", "&lt;");
    expect(type(`deny R-1 because ${typed}`)).toMatchObject({ justification: reason });
  });

  test("answers a quotation mark that is not closed, but not one in a justification", () => {
    expect(refuse('request "Finance Data because I need it').reason).toBe("unclosedQuote");
    expect(type('deny 7 because the 5" disk').kind).toBe("deny");
  });

  test("writes the name of a person who is mentioned in a justification", () => {
    expect(type("approve 7 because <at>Sam Okafor</at> agrees")).toMatchObject({
      justification: "Sam Okafor agrees",
    });
  });

  test.each(["__proto__", "constructor", "toString x", "hasOwnProperty"])(
    "does not take %j for a command",
    (text) => {
      expect(refuse(text).reason).toBe("unknownCommand");
    },
  );
});

describe("parseCommand with anything at all", () => {
  const pieces = fc.oneof(
    fc.constantFrom(...keywords, "because", "for", "group:", '"', "'", "“", ",", "<at>", "&nbsp;"),
    fc.constantFrom("id-protection", "level", "approvers", "add", SAM.text, RILEY.text, BOT.text),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const soup = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(" "));
  const anything = fc.oneof(soup, fc.string({ unit: "binary", maxLength: 10_000, size: "max" }));

  test("never throws, and always gives a command or an answer in words", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const result = type(text);
        if (isProblem(result))
          expect(describeProblem(result, ALL)).toContain("Nothing was changed");
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    "'",
    "'a ",
    '"',
    '"a ',
    "“a' ",
    "<at>",
    "&",
    "a:",
    'group:"',
    ", ",
    "1h",
    "R-",
    "for a@b.c ",
    " ",
  ])("reads 10,000 characters of %j in a moment", (piece) => {
    for (const start of ["", "request ", "settings irm approvers add ", "insights ", "status "]) {
      const text = start + piece.repeat(10_000 / piece.length);
      const mentions = Array.from({ length: 200 }, (_, index) => ({
        ...SAM,
        text: piece.repeat(1 + (index % 7)),
      }));
      // The time of the processor: a machine that does other things too makes nobody slow.
      const begin = process.cpuUsage();
      parseCommand({ text, mentions: [] });
      parseCommand({ text, mentions });
      const { user, system } = process.cpuUsage(begin);
      expect((user + system) / 1_000).toBeLessThan(500);
    }
  });
});
