import type { RiskSource } from "./command-arguments.js";
import { plainWord } from "./command-line.js";
import { findNearest } from "./find-nearest.js";
import { type GrammarProblem, quoteTyped, refuseMissing, refuseValue } from "./grammar-problem.js";
import type { CommandKind } from "./parsed-command.js";
import type { Token } from "./tokenize.js";

/** A source as people type it. */
export const SOURCE_NAMES: Readonly<Record<RiskSource, string>> = {
  idProtection: "id-protection",
  insiderRisk: "insider-risk",
};

/** The levels that a minimum may have, from low to high. */
export const LEVELS: Readonly<Record<RiskSource, readonly string[]>> = {
  idProtection: ["low", "medium", "high"],
  insiderRisk: ["minor", "moderate", "elevated"],
};

const SPELLINGS: ReadonlyMap<string, RiskSource> = new Map([
  ["idprotection", "idProtection"],
  ["identityprotection", "idProtection"],
  ["insiderrisk", "insiderRisk"],
  ["insider", "insiderRisk"],
  ["irm", "insiderRisk"],
]);

/** Reads a source of one or two words: `id-protection`, `identity protection`, `insider`, `irm`. */
export function readSource(
  kind: CommandKind,
  tokens: readonly Token[],
): { source: RiskSource; rest: readonly Token[] } | GrammarProblem {
  const [first, second] = tokens;
  if (first === undefined) return refuseMissing(kind, "The source");
  for (const words of [2, 1]) {
    const name = `${plainWord(first)}${words === 2 ? plainWord(second) : ""}`;
    const source = SPELLINGS.get(lettersOf(name));
    const isEnough = words === 1 || plainWord(second) !== "";
    if (source !== undefined && isEnough) return { source, rest: tokens.slice(words) };
  }
  return refuseValue(kind, {
    wrong: `I do not know the source ${quoteTyped(first.value)}`,
    label: "sources",
    values: Object.values(SOURCE_NAMES),
    example:
      kind === "setRisk"
        ? "risk riley@contoso.example id-protection high"
        : "settings id-protection",
    nearest: findNearestSource(first.value),
  });
}

function findNearestSource(typed: string): string | undefined {
  const spelling = findNearest(lettersOf(typed.toLowerCase()), [...SPELLINGS.keys()]);
  const source = spelling === undefined ? undefined : SPELLINGS.get(spelling);
  return source === undefined ? undefined : SOURCE_NAMES[source];
}

function lettersOf(word: string): string {
  return word.replace(/[^a-z]/g, "");
}

/** Reads a level of the source, or `none` where that can be set too; refused with the levels of that source. */
export function readLevel(
  kind: "changeSettings" | "setRisk",
  source: RiskSource,
  token: Token | undefined,
): string | GrammarProblem {
  const levels = kind === "setRisk" ? ["none", ...LEVELS[source]] : LEVELS[source];
  const level = plainWord(token);
  if (levels.includes(level)) return level;
  const other = source === "idProtection" ? "insiderRisk" : "idProtection";
  const typed = quoteTyped(token?.value ?? "");
  const name = SOURCE_NAMES[source];
  return refuseValue(kind, {
    wrong: LEVELS[other].includes(level)
      ? `${typed} is a level of ${SOURCE_NAMES[other]}, not of ${name}`
      : token === undefined
        ? `The level of ${name} is missing`
        : `I do not know the level ${typed} of ${name}`,
    label: "levels",
    values: levels,
    example:
      kind === "setRisk"
        ? `risk riley@contoso.example ${name} ${levels.at(-1)}`
        : `settings ${name} level ${LEVELS[source][1]}`,
    nearest: level === "" ? undefined : findNearest(level, levels),
  });
}
