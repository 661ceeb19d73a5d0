import fc from "fast-check";
import { expect, test } from "vitest";
import { describeProblem } from "../../src/teams/grammar/describe-problem.js";
import { isProblem } from "../../src/teams/grammar/grammar-problem.js";
import { parseCommand } from "../../src/teams/grammar/parse-command.js";
import { anyCommand } from "../teams/grammar/command-arbitrary.js";
import { formatCommand } from "../teams/grammar/format-command.js";
import { ALL } from "../teams/grammar/typed.js";
import { checkPrototypes, FuzzRun, fuzzOptions, PATIENCE } from "./fuzz-budget.js";

const typed = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  // A real command, cut, doubled, or with something in its midst.
  fc
    .tuple(anyCommand, fc.nat(), fc.string({ unit: "binary", maxLength: 8 }), fc.nat(3))
    .map(([command, at, noise, deed]) => {
      const text = formatCommand(command);
      const place = at % (text.length + 1);
      const ends = [text.slice(place), "", text, text.slice(place + 1)] as const;
      return `${text.slice(0, place)}${noise}${ends[deed]}`;
    }),
);

test(
  "S2 whatever is typed is a command, or a problem that says what is wrong, without the text of a trap",
  () => {
    const run = new FuzzRun("commands", "random and damaged commands through the grammar");
    const property = fc.property(typed, (text) => {
      run.count();
      const result = parseCommand({ text, mentions: [] });
      if (!isProblem(result)) return;
      const answer = describeProblem(result, ALL);
      expect(answer.length).toBeGreaterThan(0);
      expect(answer.length).toBeLessThan(4_000);
      expect(answer).not.toMatch(/undefined|\[object|NaN/);
    });
    fc.assert(property, fuzzOptions("commands"));
    checkPrototypes();
    run.finish();
  },
  PATIENCE,
);
