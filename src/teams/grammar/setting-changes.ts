import { startsApprover } from "./approver-argument.js";
import type { RiskSource } from "./command-arguments.js";
import { type CommandLine, plainWord, typedText } from "./command-line.js";
import { type GrammarProblem, isProblem } from "./grammar-problem.js";
import type { SettingChange } from "./setting-change.js";
import {
  refuseAfter,
  refuseRepeated,
  refuseSetting,
  refuseWithoutComma,
} from "./setting-problems.js";
import {
  nearestSettingWord,
  parseSwitchWord,
  readApproverChanges,
  readerOf,
  SETTING_WORDS,
  settingWord,
} from "./setting-values.js";
import type { Token } from "./tokenize.js";

const FIRST_WORDS = ["on", "off", ...SETTING_WORDS, "reset"];
const RESET_WORDS = ["reset", "defaults"];
/** Words that stand before `on` and `off` and add nothing. */
const SWITCH_VERBS = ["turn", "switch", "approval"];

/** The name of a group or role without quotes may hold the word of a setting. */
const TAKES_NAMES = ["approvers", "fallback"];

/** True for a word that begins a setting, so that `settings on` can be answered with the missing source. */
export function isSettingWord(token: Token): boolean {
  const word = plainWord(token);
  return (
    FIRST_WORDS.includes(word) ||
    ["history", "undo", ...RESET_WORDS, ...SWITCH_VERBS].includes(word) ||
    settingWord(word) !== undefined ||
    parseSwitchWord(word) !== undefined
  );
}

/**
 * Reads the settings that follow a source, separated by commas. Approvers may go on after a comma:
 * `approvers add @Sam, @Ingrid, level high`. Each other setting is given at most once, `reset` only alone. Rule S1
 */
export function parseSettingChanges(
  source: RiskSource,
  line: CommandLine,
): readonly SettingChange[] | GrammarProblem {
  const changes: SettingChange[] = [];
  for (const segment of splitAtCommas(line.tokens)) {
    const found = readSegment(source, { ...line, tokens: segment }, changes.at(-1));
    if (isProblem(found)) return found;
    const repeated = found.find((change) => isRepeated(change, changes));
    if (repeated !== undefined) return refuseRepeated(source, typedText(line, segment));
    changes.push(...found);
  }
  return changes.length > 0 ? changes : refuseSetting(source, FIRST_WORDS, ",");
}

function readSegment(
  source: RiskSource,
  line: CommandLine,
  previous: SettingChange | undefined,
): readonly SettingChange[] | GrammarProblem {
  const [first, ...rest] = withoutVerb(line.tokens);
  const typed = plainWord(first);
  const word = RESET_WORDS.includes(typed) ? "reset" : (settingWord(typed) ?? typed);
  const isOn = parseSwitchWord(word);
  const isBare = isOn !== undefined || word === "reset";
  const next = rest.findIndex((token, index) => (isBare || index > 0) && startsSetting(token));
  if (next >= 0 && !TAKES_NAMES.includes(word)) {
    return refuseWithoutComma(source, typedText(line, rest.slice(next)));
  }
  const extra = rest[0];
  if (isBare && extra !== undefined) return refuseAfter(source, word, extra.value);
  if (isOn !== undefined) return [{ setting: "isApprovalRequired", value: isOn }];
  if (word === "reset") return [{ setting: "reset" }];
  const read = readerOf(word);
  if (read !== undefined) return read(source, { ...line, tokens: rest });
  const isApproverChange =
    previous?.setting === "primaryApprovers" || previous?.setting === "fallbackApprovers";
  if (isApproverChange && startsApprover(first)) {
    return readApproverChanges(previous.setting, previous.action, line);
  }
  const nearest = nearestSettingWord(first?.value ?? "", [...FIRST_WORDS, "history", "undo"]);
  return refuseSetting(source, FIRST_WORDS, first?.value ?? "", nearest);
}

/** `turn on`, `switch off`, `set level high`. */
function withoutVerb(tokens: readonly Token[]): readonly Token[] {
  const [first, second, ...rest] = tokens;
  const verb = plainWord(first);
  if (second === undefined) return tokens;
  const isSwitch = SWITCH_VERBS.includes(verb) && parseSwitchWord(plainWord(second)) !== undefined;
  const isSet = verb === "set" && isSettingWord(second);
  return isSwitch || isSet ? [second, ...rest] : tokens;
}

function startsSetting(token: Token): boolean {
  // Synonyms are too common words to be sure: "denial after 2d" holds no second setting.
  return SETTING_WORDS.includes(plainWord(token));
}

function isRepeated(change: SettingChange, earlier: readonly SettingChange[]): boolean {
  if (change.setting === "primaryApprovers" || change.setting === "fallbackApprovers") {
    return earlier.some(({ setting }) => setting === "reset");
  }
  return earlier.some(
    ({ setting }) =>
      setting === change.setting || setting === "reset" || change.setting === "reset",
  );
}

function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const segments: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === "comma") segments.push([]);
    else segments.at(-1)?.push(token);
  }
  return segments.filter((segment) => segment.length > 0);
}
