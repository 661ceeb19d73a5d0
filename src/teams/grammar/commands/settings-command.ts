import { type CommandLine, plainWord } from "../command-line.js";
import { readDuration } from "../duration-argument.js";
import { findNearest } from "../find-nearest.js";
import {
  type GrammarProblem,
  isProblem,
  refuseMissing,
  refuseUnexpected,
  refuseValue,
} from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";
import { readSource, SOURCE_NAMES } from "../risk-source.js";
import { isSettingWord, parseSettingChanges } from "../setting-changes.js";
import type { Token } from "../tokenize.js";

/** `settings`, `settings <source>`, and everything that follows a source. */
export function parseSettingsCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const first = line.tokens[0];
  if (first === undefined) return { kind: "showSettings" };
  if (isSettingWord(first)) return refuseWithoutSource(readVerb(first) ?? "changeSettings");
  const found = readSource("showSettings", line.tokens);
  if (isProblem(found)) return found;
  const { source, rest } = found;
  const [next, extra] = rest;
  if (next === undefined) return { kind: "showSettings", source };
  const kind = readVerb(next);
  if (kind !== undefined) {
    return extra === undefined ? { kind, source } : refuseUnexpected(kind, extra.value);
  }
  const changes = parseSettingChanges(source, { ...line, tokens: rest });
  return isProblem(changes) ? changes : { kind: "changeSettings", source, changes };
}

/** A setting without its source: what is missing is named, and an example of what was meant. */
function refuseWithoutSource(kind: keyof typeof WITH_SOURCE): GrammarProblem {
  return refuseValue(kind, {
    wrong: "The source is missing",
    label: "sources",
    values: Object.values(SOURCE_NAMES),
    example: `settings id-protection ${WITH_SOURCE[kind]}`,
  });
}

const WITH_SOURCE = {
  changeSettings: "level high",
  settingsHistory: "history",
  undoSettings: "undo",
} as const;

function readVerb(token: Token): "settingsHistory" | "undoSettings" | undefined {
  const verb = plainWord(token);
  return verb === "history" || verb === "undo" ? VERBS[verb] : undefined;
}

const VERBS = { history: "settingsHistory", undo: "undoSettings" } as const;

const DEFAULT_PERIOD = "P90D";

/** `preview settings <source> … [last <duration>]`: the same settings, changing nothing. `settings` may be left out. */
export function parsePreviewCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const [first, ...others] = line.tokens;
  if (first === undefined) return refuseMissing("previewSettings", "The change");
  const isNamed = plainWord(first) === "settings";
  const found = readSource("previewSettings", isNamed ? others : line.tokens);
  if (isProblem(found)) {
    const nearest = findNearest(plainWord(first), ["settings"]);
    return isNamed ? found : refuseUnexpected("previewSettings", first.value, nearest);
  }
  const { source, rest } = found;
  const period = takePeriod(line, rest);
  if (isProblem(period)) return period;
  if (period.rest.length === 0) return refuseMissing("previewSettings", "The change");
  const changes = parseSettingChanges(source, { ...line, tokens: period.rest });
  if (isProblem(changes)) return asPreview(changes);
  return { kind: "previewSettings", source, changes, last: period.last };
}

/** Takes `last <duration>` off the end. A name without quotes may hold the word, so only the last one counts. */
function takePeriod(
  line: CommandLine,
  tokens: readonly Token[],
): { readonly last: string; readonly rest: readonly Token[] } | GrammarProblem {
  const place = tokens.findLastIndex((token) => plainWord(token) === "last");
  if (place < 0) return { last: DEFAULT_PERIOD, rest: tokens };
  const last = readDuration("previewSettings", line, tokens.slice(place + 1));
  return isProblem(last) ? last : { last, rest: tokens.slice(0, place) };
}

/** The problem is one of a setting, but the person typed `preview`; every example begins with `settings`. */
function asPreview(problem: GrammarProblem): GrammarProblem {
  const { allowed, example, nearest, ...rest } = problem;
  const isOther = (word: string): boolean => word === "history" || word === "undo";
  const values = allowed.values.filter((value) => !isOther(value));
  return {
    ...rest,
    ...(nearest !== undefined && !isOther(nearest) && { nearest }),
    keyword: "preview",
    allowed: { ...allowed, values },
    example: `preview ${example}`,
  };
}
