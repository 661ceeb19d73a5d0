import { z } from "zod";
import { approverKey } from "../../approval/approver.js";
import type { ControlSettings } from "../../approval/control-settings.js";
import { APPROVER_SETTINGS, type ApproverSetting } from "../../approval/settings-difference.js";
import type { Context } from "../../service/context.js";
import type { NamedMatch } from "../../service/ports/people.js";
import {
  type KnownApprover,
  MOST_LINES,
  readApprovers,
  ruleOf,
  type UncertainName,
} from "../../service/read-approvers.js";
import { repliedName } from "../cards/inert-text.js";
import {
  LONGEST_SET,
  type NameQuestion,
  type SettingsFormInput,
  type SettingsFormValues,
} from "../cards/render-settings-form.js";
import { parseDuration } from "../grammar/parse-duration.js";

/** What a form says, read as far as it can be read. */
export interface FormFields {
  /** As typed. */
  readonly values: SettingsFormValues;
  readonly settings: Partial<ControlSettings>;
  readonly problems: NonNullable<SettingsFormInput["problems"]>;
  readonly questions: readonly NameQuestion[];
}

const text = z.string().max(20_000).catch("");
const valuesSchema = z.object({
  isApprovalRequired: text,
  minimumRiskLevel: text,
  primaryApprovers: text,
  fallbackApprovers: text,
  durationBeforeEscalation: text,
  durationBeforeAutomaticDenial: text,
  isApproverJustificationRequired: text,
  whenRiskUnavailable: text,
});

/**
 * Reads the inputs of a settings form: the checks of the client once more, whatever the client did (Rule S2). What a
 * setting may be is checked with the settings as a whole. May reject with DirectoryUnavailableError.
 */
export async function readFormFields(
  context: Context,
  data: unknown,
  known: Record<ApproverSetting, readonly KnownApprover[]>,
): Promise<FormFields> {
  const values = valuesSchema.parse(data);
  const plain = [readSwitches(values), ...DURATIONS.map((name) => readDuration(name, values))];
  const sets = await Promise.all(
    APPROVER_SETTINGS.map((name) => readSet(context, name, values[name], known[name], data)),
  );
  const parts = [...plain, ...sets];
  return {
    values,
    settings: Object.assign({}, ...parts.map((part) => part.settings)),
    problems: parts.flatMap((part) => part.problems),
    questions: sets.flatMap((set) => set.questions),
  };
}

const SWITCHES = ["isApprovalRequired", "isApproverJustificationRequired"] as const;

type Part = Pick<FormFields, "settings" | "problems">;

function readSwitches(values: SettingsFormValues): Part {
  const whenRiskUnavailable = z
    .enum(["requireApproval", "proceed"])
    .safeParse(values.whenRiskUnavailable);
  const notSwitched = SWITCHES.filter((name) => !/^(true|false)$/.test(values[name]));
  const settings = {
    isApprovalRequired: values.isApprovalRequired === "true",
    isApproverJustificationRequired: values.isApproverJustificationRequired === "true",
    minimumRiskLevel: values.minimumRiskLevel,
    ...(whenRiskUnavailable.success && { whenRiskUnavailable: whenRiskUnavailable.data }),
  };
  const isMissing = values.minimumRiskLevel === "";
  return {
    settings,
    problems: [
      ...notSwitched.map((field) => ({ field, message: "Switch it on or off." })),
      ...(isMissing ? [{ field: "minimumRiskLevel" as const, message: "Choose a level." }] : []),
      ...(whenRiskUnavailable.success
        ? []
        : [{ field: "whenRiskUnavailable" as const, message: "Choose what happens." }]),
    ],
  };
}

const DURATIONS = ["durationBeforeEscalation", "durationBeforeAutomaticDenial"] as const;

function readDuration(field: (typeof DURATIONS)[number], values: SettingsFormValues): Part {
  const typed = values[field].trim();
  const duration = parseDuration(typed.slice(0, 100));
  if (duration !== undefined) return { settings: { [field]: duration }, problems: [] };
  const message = "Write a duration such as 4h, 2 days or 1 day 12 h. Nothing was changed.";
  return { settings: {}, problems: [{ field, message }] };
}

async function readSet(
  context: Context,
  field: ApproverSetting,
  typed: string,
  known: readonly KnownApprover[],
  data: unknown,
): Promise<Part & Pick<FormFields, "questions">> {
  if (typed.length > LONGEST_SET) {
    const message = `At most ${LONGEST_SET} characters. Nothing was changed. Please use a group.`;
    return { settings: {}, problems: [{ field, message }], questions: [] };
  }
  const chosen = chosenKeys(field, data);
  const { rules, uncertain, isTooLong } = await readApprovers(context.people, typed, known, chosen);
  if (isTooLong) {
    const message = `At most ${MOST_LINES} lines. Nothing was changed. Please use a group.`;
    return { settings: {}, problems: [{ field, message }], questions: [] };
  }
  const offered = uncertain.filter(({ matches }) => matches.length > 0);
  return {
    settings: { [field]: rules },
    problems: uncertain.map((name) => ({ field, message: describeUncertain(name) })),
    questions: offered.map((name, i) => ({
      field,
      id: `${field}${QUESTION}${i + 1}`,
      typed: name.typed,
      matches: name.matches.map((match) => ({
        title: titleOf(match),
        value: approverKey(ruleOf(match)),
      })),
    })),
  };
}

const QUESTION = "Choice";

/** The answers to questions about this set: the inputs `primaryApproversChoice1` and so on. */
function chosenKeys(field: ApproverSetting, data: unknown): ReadonlySet<string> {
  const inputs = Object.entries(data as Record<string, unknown>);
  const answers = inputs.filter(([id]) => id.startsWith(`${field}${QUESTION}`));
  return new Set(answers.flatMap(([, value]) => (typeof value === "string" ? [value] : [])));
}

function describeUncertain({ typed, matches, isCut, isDisabled }: UncertainName): string {
  if (isDisabled)
    return `The account of “${typed}” is not enabled. An approver is a person whose account is enabled, a group or a role.`;
  const [only, second] = matches;
  if (!only)
    return `I do not find “${typed}”. Write a whole name, a user principal name, group: name or role: name.`;
  if (!second)
    return `“${typed}” is not a whole name. Choose below whether you mean ${repliedName(only.displayName)}.`;
  return isCut
    ? `More than ${matches.length} names begin like “${typed}”. Choose below, or write more of the name.`
    : `“${typed}” may mean ${matches.length} of the directory. Choose below who is meant.`;
}

function titleOf(match: NamedMatch): string {
  const which = match.kind === "user" ? match.userPrincipalName : match.kind;
  return `${repliedName(match.displayName)} (${repliedName(which)})`;
}
