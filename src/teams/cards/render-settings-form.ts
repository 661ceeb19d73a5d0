import { z } from "zod";
import { type RiskSource, riskSourceSchema } from "../../approval/risk.js";
import type { ApproverSetting, SettingName } from "../../approval/settings-difference.js";
import { clampText, visibleText } from "../../approval/text.js";
import { LEVELS } from "../grammar/risk-source.js";
import type { CardMessage } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { inertText, inertTitle } from "./inert-text.js";
import { tokenSchema } from "./model-parts.js";
import { capitalize, SOURCE_PRODUCTS } from "./risk-words.js";

/** What stands in the inputs, one for each setting, named as the setting. */
export type SettingsFormValues = Readonly<Record<SettingName, string>>;

/** A typed name with everybody it may mean, to choose from. */
export interface NameQuestion {
  readonly field: ApproverSetting;
  readonly id: string;
  readonly typed: string;
  /** At least one; `value` comes back as the value of the input `id`. */
  readonly matches: readonly { readonly title: string; readonly value: string }[];
}

export interface SettingsFormInput {
  readonly source: RiskSource;
  /** Settings version that the form was filled from. */
  readonly version: number;
  /** Idempotency key of what it saves (Rule D6). */
  readonly formId: string;
  readonly values: SettingsFormValues;
  /** What the server found wrong, in words for people; `form` is about the whole. */
  readonly problems?: readonly { readonly field: SettingName | "form"; readonly message: string }[];
  readonly questions?: readonly NameQuestion[];
}

/** Longest text of one set of approvers; a longer one is edited by commands. The input has the same limit. */
export const LONGEST_SET = 3_000;
const LONGEST_VALUE = 60;
const LONGEST_TITLE = 100;
const MOST_QUESTIONS = 5;

const problems = z.array(z.strictObject({ message: z.string() }));
const choices = z.array(z.strictObject({ title: z.string(), value: z.string() }));
const questions = z.array(z.strictObject({ id: z.string(), label: z.string(), matches: choices }));

const fill = loadCardTemplate(
  "settings-form",
  z.strictObject({
    plainText: z.string(),
    title: z.string(),
    source: riskSourceSchema,
    version: z.int().nonnegative(),
    formId: tokenSchema,
    levels: choices,
    values: z.strictObject({
      isApprovalRequired: z.string(),
      minimumRiskLevel: z.string(),
      primaryApprovers: z.string(),
      fallbackApprovers: z.string(),
      durationBeforeEscalation: z.string(),
      durationBeforeAutomaticDenial: z.string(),
      isApproverJustificationRequired: z.string(),
      whenRiskUnavailable: z.string(),
    }),
    formProblems: problems,
    isApprovalRequiredProblems: problems,
    minimumRiskLevelProblems: problems,
    primaryApproversProblems: problems,
    primaryApproversQuestions: questions,
    fallbackApproversProblems: problems,
    fallbackApproversQuestions: questions,
    durationBeforeEscalationProblems: problems,
    durationBeforeAutomaticDenialProblems: problems,
    isApproverJustificationRequiredProblems: problems,
    whenRiskUnavailableProblems: problems,
  }),
);

/** The form of one control configuration (Rule S1). Verb `saveSettings`; an error stands under its field. */
export function renderSettingsForm(input: SettingsFormInput): CardMessage {
  const { source, version, formId } = input;
  const summary = "Edit settings";
  const card = fill({
    plainText: `${summary}. You can also write settings commands; help shows them.`,
    title: `Edit ${SOURCE_PRODUCTS[source]}`,
    source,
    version,
    formId,
    levels: LEVELS[source].map((value) => ({ title: capitalize(value), value })),
    values: clampValues(input.values),
    formProblems: problemsOf(input, "form"),
    isApprovalRequiredProblems: problemsOf(input, "isApprovalRequired"),
    minimumRiskLevelProblems: problemsOf(input, "minimumRiskLevel"),
    primaryApproversProblems: problemsOf(input, "primaryApprovers"),
    primaryApproversQuestions: questionsOf(input, "primaryApprovers"),
    fallbackApproversProblems: problemsOf(input, "fallbackApprovers"),
    fallbackApproversQuestions: questionsOf(input, "fallbackApprovers"),
    durationBeforeEscalationProblems: problemsOf(input, "durationBeforeEscalation"),
    durationBeforeAutomaticDenialProblems: problemsOf(input, "durationBeforeAutomaticDenial"),
    isApproverJustificationRequiredProblems: problemsOf(input, "isApproverJustificationRequired"),
    whenRiskUnavailableProblems: problemsOf(input, "whenRiskUnavailable"),
  });
  return { card, summary, text: summary };
}

/** What was typed comes back as it was, invisible characters aside. */
function clampValues(values: SettingsFormValues): SettingsFormValues {
  const clean = (name: SettingName, longest: number) =>
    clampText(visibleText(values[name]), longest);
  return {
    isApprovalRequired: values.isApprovalRequired === "true" ? "true" : "false",
    minimumRiskLevel: clean("minimumRiskLevel", LONGEST_VALUE),
    primaryApprovers: clean("primaryApprovers", LONGEST_SET),
    fallbackApprovers: clean("fallbackApprovers", LONGEST_SET),
    durationBeforeEscalation: clean("durationBeforeEscalation", LONGEST_VALUE),
    durationBeforeAutomaticDenial: clean("durationBeforeAutomaticDenial", LONGEST_VALUE),
    isApproverJustificationRequired:
      values.isApproverJustificationRequired === "true" ? "true" : "false",
    whenRiskUnavailable: clean("whenRiskUnavailable", LONGEST_VALUE),
  };
}

function problemsOf(input: SettingsFormInput, field: string): { message: string }[] {
  const found = (input.problems ?? []).filter((problem) => problem.field === field);
  return found.slice(0, 3).map(({ message }) => ({ message: `✖ ${inertText(message, 300)}` }));
}

function questionsOf(input: SettingsFormInput, field: ApproverSetting) {
  const asked = (input.questions ?? []).filter((question) => question.field === field);
  return asked.slice(0, MOST_QUESTIONS).map(({ id, typed, matches }) => ({
    id,
    label: `Who is “${inertTitle(typed, LONGEST_VALUE)}”?`,
    matches: matches.map(({ title, value }) => ({
      title: inertTitle(title, LONGEST_TITLE),
      value,
    })),
  }));
}
