import { readApprovers } from "./approver-argument.js";
import type { RiskSource } from "./command-arguments.js";
import { type CommandLine, plainWord, typedText } from "./command-line.js";
import { readDuration } from "./duration-argument.js";
import { type GrammarProblem, isProblem } from "./grammar-problem.js";
import { readLevel, SOURCE_NAMES } from "./risk-source.js";
import type { SettingChange } from "./setting-change.js";
import { refuseAfter, refuseSettingValue } from "./setting-problems.js";

type Changes = readonly SettingChange[] | GrammarProblem;

/** Reads what follows the word of a setting. */
export type SettingReader = (source: RiskSource, line: CommandLine) => Changes;

const ON_WORDS = ["on", "enable", "enabled", "yes", "true"];
const OFF_WORDS = ["off", "disable", "disabled", "no", "false"];

/** The readers by the word that a person types; `on`, `off` and `reset` have no value. */
export const SETTING_READERS: ReadonlyMap<string, SettingReader> = new Map<string, SettingReader>([
  ["level", readLevelChange],
  ["approvers", (source, line) => readApproverSetting(source, "primaryApprovers", line)],
  ["fallback", (source, line) => readApproverSetting(source, "fallbackApprovers", line)],
  ["deadline", (source, line) => readDurationChange(source, "durationBeforeEscalation", line)],
  ["denial", (source, line) => readDurationChange(source, "durationBeforeAutomaticDenial", line)],
  ["justification", readJustificationChange],
  ["unavailable", readUnavailableChange],
]);

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

function readApproverSetting(
  source: RiskSource,
  setting: "primaryApprovers" | "fallbackApprovers",
  line: CommandLine,
): Changes {
  const [first, ...tokens] = line.tokens;
  const action = plainWord(first);
  if (action === "add" || action === "remove") {
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

function readJustificationChange(source: RiskSource, line: CommandLine): Changes {
  const word = joinWords(line);
  const value = word === "required" ? true : word === "optional" ? false : parseSwitchWord(word);
  if (value !== undefined) return [{ setting: "isApproverJustificationRequired", value }];
  return refuseSettingValue(source, "justification", {
    typed: typedText(line, line.tokens),
    values: ["required", "optional"],
    valid: "required",
  });
}

function readUnavailableChange(source: RiskSource, line: CommandLine): Changes {
  const word = joinWords(line).replace(/[^a-z]/g, "");
  if (word === "proceed") return [{ setting: "whenRiskUnavailable", value: "proceed" }];
  if (word === "requireapproval") {
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
