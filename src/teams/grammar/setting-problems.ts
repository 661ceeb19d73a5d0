import type { RiskSource } from "./command-arguments.js";
import { findNearest } from "./find-nearest.js";
import { type GrammarProblem, quoteTyped, refuseValue } from "./grammar-problem.js";
import { SOURCE_NAMES } from "./risk-source.js";

/** A word that is no setting; `nearest` when it looks like one. */
export function refuseSetting(
  source: RiskSource,
  words: readonly string[],
  typed: string,
  nearest?: string,
): GrammarProblem {
  return refuseValue("changeSettings", {
    wrong: `I do not know the setting ${quoteTyped(typed)}`,
    label: "settings",
    values: [...words, "history", "undo"],
    example: `settings ${SOURCE_NAMES[source]} ${source === "idProtection" ? "level high" : "level elevated"}`,
    nearest,
  });
}

/** A value that a setting does not have; `valid` completes the example. */
export function refuseSettingValue(
  source: RiskSource,
  setting: string,
  { typed, values, valid }: { typed: string; values: readonly string[]; valid: string },
): GrammarProblem {
  return refuseValue("changeSettings", {
    wrong:
      typed === ""
        ? `What to set for ${setting} is missing`
        : `I do not understand ${quoteTyped(typed)} after ${setting}`,
    label: setting,
    values,
    example: `settings ${SOURCE_NAMES[source]} ${setting} ${valid}`,
    nearest: findNearest(typed.split(" ", 1)[0] ?? "", values),
  });
}

/** A word after a setting that is complete. */
export function refuseAfter(source: RiskSource, setting: string, typed: string): GrammarProblem {
  return refuseSequence(source, `I do not understand ${quoteTyped(typed)} after ${setting}`);
}

/** Two settings without a comma between them. */
export function refuseWithoutComma(source: RiskSource, typed: string): GrammarProblem {
  return refuseSequence(source, `A comma is missing before ${quoteTyped(typed)}`);
}

/** A setting given twice, or `reset` beside another one: what would win is not guessed. Rule S1 */
export function refuseRepeated(source: RiskSource, typed: string): GrammarProblem {
  const wrong = `${quoteTyped(typed)} does not go together with what stands before it`;
  return refuseSequence(source, wrong);
}

function refuseSequence(source: RiskSource, wrong: string): GrammarProblem {
  return refuseValue("changeSettings", {
    wrong,
    label: "write",
    values: ["each setting once, with commas between them, and reset alone"],
    example: `settings ${SOURCE_NAMES[source]} on, deadline 4h, denial 2d`,
  });
}
