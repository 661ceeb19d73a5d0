import { formatDuration, HOUR, parseDuration } from "../../approval/instant.js";
import { MAX_CARDS_PER_STAGE } from "../../approval/limits.js";
import type { RiskSource } from "../../approval/risk.js";
import type { SettingName } from "../../approval/settings-difference.js";
import type { SettingsProblem } from "../../approval/settings-problem.js";
import { durationWords } from "../cards/setting-words.js";
import { quoteTyped } from "../grammar/grammar-problem.js";
import { LEVELS, SOURCE_NAMES } from "../grammar/risk-source.js";

export const DIRECTORY_UNREADABLE =
  "The directory cannot be read at the moment. Nothing was changed. Please try again in a few minutes.";

/** What was wrong, what is allowed, and an example (Rule S2). None ends with a full stop. */
export interface Complaint {
  readonly wrong: string;
  readonly allowed: string;
  readonly example: string;
}

const SET_WORDS = { primaryApprovers: "approvers", fallbackApprovers: "fallback" } as const;
const SET_NAMES = {
  primaryApprovers: "approvers",
  fallbackApprovers: "fallback approvers",
} as const;

/** A refused change in words. It quotes what was typed, so it is plain text and never Markdown. */
export function describeComplaints(complaints: readonly Complaint[]): string {
  const [first, ...others] = complaints;
  if (first === undefined) return "Nothing was changed.";
  if (others.length === 0) {
    return `${first.wrong}. ${first.allowed}. Nothing was changed. Example: ${first.example}`;
  }
  const lines = complaints.map((c) => `- ${c.wrong}. ${c.allowed}. Example: ${c.example}`);
  return [`Nothing was changed, because ${complaints.length} things are wrong:`, ...lines].join(
    "\n",
  );
}

/** The same at the field of a form that it is about; `form` for what is about the whole. */
export function formProblem(
  source: RiskSource,
  problem: SettingsProblem,
): { readonly field: SettingName | "form"; readonly message: string } {
  const { wrong, allowed } = complainAbout(source, problem);
  const field = "setting" in problem ? problem.setting : "form";
  return { field, message: `${wrong}. ${allowed}. Nothing was changed.` };
}

export function complainAbout(source: RiskSource, problem: SettingsProblem): Complaint {
  const start = `settings ${SOURCE_NAMES[source]}`;
  switch (problem.code) {
    case "notAllowed":
      return complainAboutValue(source, problem);
    case "outlastsWait":
      return {
        wrong: `The denial cannot be ${spanWords(problem.settings[problem.setting])}: Entra would stop waiting before`,
        allowed: `Entra waits at most 14 days for all reviews of a request together; here it can be ${durationWords(formatDuration(Math.floor(problem.longest / HOUR) * HOUR))}`,
        example: `${start} deadline 1d, denial 3d`,
      };
    case "tooManyPeople":
      return {
        wrong: `The ${SET_NAMES[problem.setting]} would be ${problem.count} people`,
        allowed: `At most ${MAX_CARDS_PER_STAGE} people can be asked for one stage`,
        example: `${start} ${SET_WORDS[problem.setting]} add group:"SOC on call"`,
      };
    case "tooManyTogether":
      return {
        wrong: `The approvers and the fallback approvers would be ${problem.count} people together`,
        allowed: `At most ${MAX_CARDS_PER_STAGE} people get a card for one stage, those of the escalation among them`,
        example: `${start} fallback add group:"SOC on call"`,
      };
    case "notInSet":
      return {
        wrong: `${quoteTyped(problem.label)} is not among the ${SET_NAMES[problem.setting]}`,
        allowed: `Write ${start} to see who is`,
        example: `${start} ${SET_WORDS[problem.setting]} remove role:"Security Administrator"`,
      };
    case "nothingToUndo":
      return {
        wrong: "There is no change to undo",
        allowed: `Write ${start} history to see the changes so far`,
        example: `${start} history`,
      };
    case "formTooOld":
      return {
        wrong: "This form shows settings of long ago",
        allowed: "Write settings for a new one",
        example: start,
      };
    case "noChange":
      return {
        wrong: "The settings are like this already",
        allowed: `Write ${start} to see them`,
        example: `${start} ${source === "idProtection" ? "level high" : "level elevated"}`,
      };
  }
}

function complainAboutValue(
  source: RiskSource,
  { setting, settings }: Extract<SettingsProblem, { code: "notAllowed" }>,
): Complaint {
  const start = `settings ${SOURCE_NAMES[source]}`;
  switch (setting) {
    case "durationBeforeEscalation":
      return {
        wrong: `The deadline cannot be ${spanWords(settings[setting])}`,
        allowed: "It can be 1 second to 14 days",
        example: `${start} deadline 4h`,
      };
    case "durationBeforeAutomaticDenial":
      return {
        wrong: `The denial cannot be ${spanWords(settings[setting])}`,
        allowed: `It must be longer than the deadline, which is ${spanWords(settings.durationBeforeEscalation)}, and at most 14 days. One command can set both`,
        example: `${start} deadline 4h, denial 2d`,
      };
    case "primaryApprovers":
    case "fallbackApprovers":
      return {
        wrong: `There are ${settings[setting].length} entries among the ${SET_NAMES[setting]}`,
        allowed: "At most 50 are allowed; a group counts as one",
        example: `${start} ${SET_WORDS[setting]} add group:"SOC on call"`,
      };
    case "minimumRiskLevel":
      return {
        wrong: `${quoteTyped(settings[setting])} is no level of ${SOURCE_NAMES[source]}`,
        allowed: `Levels: ${LEVELS[source].join(", ")}`,
        example: `${start} level ${LEVELS[source][1]}`,
      };
    default:
      return { ...VALUES[setting], example: `${start} ${VALUES[setting].example}` };
  }
}

const VALUES: Record<
  Extract<
    SettingName,
    "isApprovalRequired" | "isApproverJustificationRequired" | "whenRiskUnavailable"
  >,
  Complaint
> = {
  isApprovalRequired: {
    wrong: "I do not understand whether approval is required",
    allowed: "It is on or off",
    example: "on",
  },
  isApproverJustificationRequired: {
    wrong: "I do not understand whether a justification is required",
    allowed: "It is required or optional",
    example: "justification required",
  },
  whenRiskUnavailable: {
    wrong: "I do not understand what to do when the level cannot be read",
    allowed: "It is require-approval or proceed",
    example: "unavailable require-approval",
  },
};

function spanWords(duration: string): string {
  return parseDuration(duration) === undefined ? "that long" : durationWords(duration);
}
