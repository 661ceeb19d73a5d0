import { readApprovers } from "./approver-argument.js";
import type { RiskSource } from "./command-arguments.js";
import { type CommandLine, plainWord, typedText } from "./command-line.js";
import { readDuration } from "./duration-argument.js";
import { findNearest } from "./find-nearest.js";
import { type GrammarProblem, isProblem } from "./grammar-problem.js";
import { readLevel, SOURCE_NAMES } from "./risk-source.js";
import type { SettingChange } from "./setting-change.js";
import { refuseAfter, refuseSettingValue } from "./setting-problems.js";

type Changes = readonly SettingChange[] | GrammarProblem;

/** Reads what follows the word of a setting. */
export type SettingReader = (source: RiskSource, line: CommandLine) => Changes;

const ON_WORDS = ["on", "enable", "enabled", "yes", "true"];
const OFF_WORDS = ["off", "disable", "disabled", "no", "false"];

/** The readers by the word of the contract; `on`, `off` and `reset` have no value. */
const READERS: ReadonlyMap<string, SettingReader> = new Map<string, SettingReader>([
  ["level", readLevelChange],
  ["approvers", (source, line) => readApproverSetting(source, "primaryApprovers", line)],
  ["fallback", (source, line) => readApproverSetting(source, "fallbackApprovers", line)],
  ["deadline", (source, line) => readDurationChange(source, "durationBeforeEscalation", line)],
  ["denial", (source, line) => readDurationChange(source, "durationBeforeAutomaticDenial", line)],
  ["justification", readJustificationChange],
  ["unavailable", readUnavailableChange],
]);

/** The words of the contract for the settings, for what is allowed and for "did you mean". */
export const SETTING_WORDS: readonly string[] = [...READERS.keys()];

/** Other words that people type, the names of Microsoft Graph among them. Each means one setting only. */
const SYNONYMS: Readonly<Record<string, string>> = {
  ...asWord("level", ["levels", "threshold", "minimum", "min", "minimumlevel", "minlevel"]),
  ...asWord("level", ["risklevel", "minimumrisklevel"]),
  ...asWord("approvers", ["approver", "primary", "primaries", "primaryapprovers"]),
  ...asWord("fallback", ["fallbacks", "fallbackapprover", "fallbackapprovers", "backup"]),
  ...asWord("deadline", ["escalation", "escalate", "escalateafter", "durationbeforeescalation"]),
  ...asWord("denial", ["deny", "denyafter", "timeout", "autodeny", "autodenial"]),
  ...asWord("denial", ["automaticdenial", "durationbeforeautomaticdenial"]),
  ...asWord("justification", ["justify", "reason", "isapproverjustificationrequired"]),
  ...asWord("unavailable", ["unreadable", "whenriskunavailable", "whenunavailable"]),
};

function asWord(word: string, synonyms: readonly string[]): Record<string, string> {
  return Object.fromEntries(synonyms.map((synonym) => [synonym, word]));
}

/** The word of the contract that a mistyped word or synonym most likely meant. */
export function nearestSettingWord(
  typed: string,
  words: readonly string[] = SETTING_WORDS,
): string | undefined {
  const nearest = findNearest(typed, [...words, ...Object.keys(SYNONYMS)]);
  return nearest === undefined ? undefined : (settingWord(nearest) ?? nearest);
}

/** The word of the contract for a setting as typed, hyphens and equals signs aside: `auto-deny` is `denial`. */
export function settingWord(typed: string): string | undefined {
  const letters = typed.replace(/[-_]/g, "").replace(/[=:]$/, "");
  if (READERS.has(letters)) return letters;
  return Object.hasOwn(SYNONYMS, letters) ? SYNONYMS[letters] : undefined;
}

/** Reads what follows the word of a setting; undefined when the word is none. */
export function readerOf(typed: string): SettingReader | undefined {
  const read = READERS.get(settingWord(typed) ?? "");
  return read && ((source, line) => read(source, withoutFiller(line)));
}

/** `level to high`, `deadline = 4h`, `denial after 2 days`: a word in between says nothing. */
function withoutFiller(line: CommandLine): CommandLine {
  const [first, ...rest] = line.tokens;
  const isFiller = first?.kind === "word" && FILLERS.has(first.value.toLowerCase());
  return isFiller && rest.length > 0 ? { ...line, tokens: rest } : line;
}

const FILLERS: ReadonlySet<string> = new Set(["to", "=", "is", ":", "after", "of"]);

/** `on`, `enable`, `yes` and the like as true, their opposites as false, anything else undefined. */
export function parseSwitchWord(word: string): boolean | undefined {
  if (ON_WORDS.includes(word)) return true;
  return OFF_WORDS.includes(word) ? false : undefined;
}

export function readApproverChanges(
  setting: "primaryApprovers" | "fallbackApprovers",
  action: "add" | "remove",
  line: CommandLine,
): Changes {
  const approvers = readApprovers(line, line.tokens);
  return isProblem(approvers)
    ? approvers
    : approvers.map((approver) => ({ setting, action, approver }));
}

const ACTIONS: Readonly<Record<string, "add" | "remove">> = {
  ...{ add: "add", "+": "add", include: "add" },
  ...{ remove: "remove", "-": "remove", delete: "remove", exclude: "remove" },
};

function readApproverSetting(
  source: RiskSource,
  setting: "primaryApprovers" | "fallbackApprovers",
  line: CommandLine,
): Changes {
  const [first, ...tokens] = line.tokens;
  const action = ACTIONS[plainWord(first) || (first?.value ?? "")];
  if (action !== undefined) {
    return readApproverChanges(setting, action, { ...line, tokens });
  }
  const word = setting === "primaryApprovers" ? "approvers" : "fallback";
  return refuseSettingValue(source, word, {
    typed: typedText(line, line.tokens),
    values: ["add", "remove"],
    valid: 'add group:"SOC on call"',
  });
}

function readLevelChange(source: RiskSource, line: CommandLine): Changes {
  const [first, extra] = line.tokens;
  const value = readLevel("changeSettings", source, first);
  if (isProblem(value)) return value;
  return extra === undefined
    ? [{ setting: "minimumRiskLevel", value }]
    : refuseAfter(source, "level", extra.value);
}

function readDurationChange(
  source: RiskSource,
  setting: "durationBeforeEscalation" | "durationBeforeAutomaticDenial",
  line: CommandLine,
): Changes {
  const word = setting === "durationBeforeEscalation" ? "deadline 4h" : "denial 2d";
  const example = `settings ${SOURCE_NAMES[source]} ${word}`;
  const value = readDuration("changeSettings", line, line.tokens, example);
  return isProblem(value) ? value : [{ setting, value }];
}

const REQUIRED_WORDS = ["required", "mandatory", "needed"];
const OPTIONAL_WORDS = ["optional", "not required", "not needed"];

function readJustificationChange(source: RiskSource, line: CommandLine): Changes {
  const word = joinWords(line);
  const value = REQUIRED_WORDS.includes(word)
    ? true
    : OPTIONAL_WORDS.includes(word)
      ? false
      : parseSwitchWord(word);
  if (value !== undefined) return [{ setting: "isApproverJustificationRequired", value }];
  return refuseSettingValue(source, "justification", {
    typed: typedText(line, line.tokens),
    values: ["required", "optional"],
    valid: "required",
  });
}

function readUnavailableChange(source: RiskSource, line: CommandLine): Changes {
  const word = joinWords(line).replace(/[^a-z]/g, "");
  if (word === "proceed" || word === "continue")
    return [{ setting: "whenRiskUnavailable", value: "proceed" }];
  if (word === "requireapproval" || word === "require") {
    return [{ setting: "whenRiskUnavailable", value: "requireApproval" }];
  }
  return refuseSettingValue(source, "unavailable", {
    typed: typedText(line, line.tokens),
    values: ["require-approval", "proceed"],
    valid: "require-approval",
  });
}

function joinWords(line: CommandLine): string {
  return line.tokens.map(plainWord).join(" ");
}
