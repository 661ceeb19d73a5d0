import { type CommandLine, plainWord } from "../command-line.js";
import { findNearest } from "../find-nearest.js";
import {
  type GrammarProblem,
  isProblem,
  refuseMissing,
  refuseUnexpected,
} from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";
import { readSource } from "../risk-source.js";
import { isSettingWord, parseSettingChanges } from "../setting-changes.js";

/** `settings`, `settings <source>`, and everything that follows a source. */
export function parseSettingsCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const first = line.tokens[0];
  if (first === undefined) return { kind: "showSettings" };
  if (isSettingWord(first)) return refuseMissing("changeSettings", "The source");
  const found = readSource("showSettings", line.tokens);
  if (isProblem(found)) return found;
  const { source, rest } = found;
  const [next, extra] = rest;
  if (next === undefined) return { kind: "showSettings", source };
  const verb = plainWord(next);
  if (verb === "history" || verb === "undo") {
    const kind = verb === "undo" ? "undoSettings" : "settingsHistory";
    return extra === undefined ? { kind, source } : refuseUnexpected(kind, extra.value);
  }
  const changes = parseSettingChanges(source, { ...line, tokens: rest });
  return isProblem(changes) ? changes : { kind: "changeSettings", source, changes };
}

/** `preview settings <source> …`: the same settings, changing nothing. */
export function parsePreviewCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const [first, ...tokens] = line.tokens;
  if (first === undefined) return refuseMissing("previewSettings", "The change");
  if (plainWord(first) !== "settings") {
    const nearest = findNearest(plainWord(first), ["settings"]);
    return refuseUnexpected("previewSettings", first.value, nearest);
  }
  const found = readSource("previewSettings", tokens);
  if (isProblem(found)) return found;
  const { source, rest } = found;
  if (rest.length === 0) return refuseMissing("previewSettings", "The change");
  const changes = parseSettingChanges(source, { ...line, tokens: rest });
  if (!isProblem(changes)) return { kind: "previewSettings", source, changes };
  return asPreview(changes);
}

/** The problem is one of a setting, but the person typed `preview`; every example begins with `settings`. */
function asPreview(problem: GrammarProblem): GrammarProblem {
  const { allowed, example } = problem;
  const values = allowed.values.filter((value) => value !== "history" && value !== "undo");
  return {
    ...problem,
    keyword: "preview",
    allowed: { ...allowed, values },
    example: `preview ${example}`,
  };
}
