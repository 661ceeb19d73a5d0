import { z } from "zod";
import type { ControlSettings } from "../../approval/control-settings.js";
import { riskSourceSchema } from "../../approval/risk.js";
import { APPROVER_SETTINGS } from "../../approval/settings-difference.js";
import { settingsAt } from "../../approval/settings-history.js";
import { loadConfiguration } from "../../service/control-snapshot.js";
import { DirectoryUnavailableError } from "../../service/ports/people.js";
import type { KnownApprover } from "../../service/read-approvers.js";
import { labelRules } from "../../service/settings-labels.js";
import { proposeSettingsChange } from "../../service/settings-propose.js";
import {
  LONGEST_SET,
  renderSettingsForm,
  type SettingsFormValues,
} from "../cards/render-settings-form.js";
import { durationWords } from "../cards/setting-words.js";
import { refuseClick } from "../clicks/refuse-click.js";
import { SOURCE_NAMES } from "../grammar/risk-source.js";
import type { ClickAnswer, Turn } from "../turn.js";
import { DIRECTORY_UNREADABLE, formProblem } from "./settings-complaint.js";
import { type FormFields, readFormFields } from "./settings-fields.js";
import { showSettings } from "./settings-show.js";

const WHERE = "settings form";
const NOT_YOURS =
  "This card cannot be used here. Nothing was changed. Write settings to see the settings.";
const UNREADABLE = DIRECTORY_UNREADABLE;
const SAVED = "Please confirm your change on the card below. Nothing is changed before you do.";

const editSchema = z.object({ c: riskSourceSchema });

/** `editSettings`: the form in the place of the settings. */
export async function handleEditSettings(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = editSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", WHERE, NOT_YOURS);
  if (!isAdministrator(turn)) return refuseClick(turn, "notAllowed", WHERE, NOT_YOURS);
  const { c: source } = parsed.data;
  const configuration = await loadConfiguration(turn.context, source);
  const known = await labelSets(turn, configuration.settings);
  const values = valuesOf(configuration.settings, known);
  if (APPROVER_SETTINGS.some((setting) => values[setting].length > LONGEST_SET)) {
    const example = `settings ${SOURCE_NAMES[source]} approvers add sam@contoso.example`;
    return {
      message: `There are too many approvers for a form. Nothing was changed. Please use commands. Example: ${example}`,
    };
  }
  const formId = turn.context.newToken();
  const version = configuration.settingsVersion;
  return { card: renderSettingsForm({ source, version, formId, values }) };
}

const saveSchema = z.object({
  c: riskSourceSchema,
  v: z.coerce.number().int().nonnegative(),
  f: z.string().min(1).max(100),
});

/** `saveSettings`: the form comes back with what is wrong at each field, or leads to the before/after card (Rule S1). */
export async function handleSaveSettings(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = saveSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", WHERE, NOT_YOURS);
  if (!isAdministrator(turn)) return refuseClick(turn, "notAllowed", WHERE, NOT_YOURS);
  try {
    return await save(turn, parsed.data, data);
  } catch (error) {
    if (error instanceof DirectoryUnavailableError) return { message: UNREADABLE };
    throw error;
  }
}

async function save(
  turn: Turn,
  { c: source, v: version, f: formId }: z.infer<typeof saveSchema>,
  data: unknown,
): Promise<ClickAnswer> {
  const { context, person } = turn;
  const configuration = await loadConfiguration(context, source);
  const shown = settingsAt(configuration, version) ?? configuration.settings;
  const fields = await readFormFields(context, data, await labelSets(turn, shown));
  const form = { source, version, formId, values: fields.values };
  if (fields.problems.length > 0 || fields.questions.length > 0)
    return { card: renderSettingsForm({ ...form, ...fields }) };
  const wish = { kind: "form" as const, formId, shownVersion: version };
  const settings = settingsOf(fields, shown);
  const result = await proposeSettingsChange(context, source, { ...wish, settings }, person);
  if (result.ok) return { card: await showSettings(turn, undefined, SAVED) };
  if ("code" in result) return { message: UNREADABLE };
  const problems = result.problems.map((problem) => formProblem(source, problem));
  return { card: renderSettingsForm({ ...form, problems }) };
}

/** What was not touched stays as it was, spelling included: a form changes only what its reader changed. */
function settingsOf({ settings }: FormFields, shown: ControlSettings): ControlSettings {
  return { ...shown, ...settings };
}

type KnownSets = Record<(typeof APPROVER_SETTINGS)[number], readonly KnownApprover[]>;

async function labelSets({ context }: Turn, settings: ControlSettings): Promise<KnownSets> {
  const [primaryApprovers, fallbackApprovers] = await Promise.all([
    labelSet(settings.primaryApprovers),
    labelSet(settings.fallbackApprovers),
  ]);
  return { primaryApprovers, fallbackApprovers };

  async function labelSet(rules: ControlSettings["primaryApprovers"]): Promise<KnownApprover[]> {
    const labels = await labelRules(context, rules);
    return rules.map((rule, i) => ({ rule, label: labels[i] ?? "" }));
  }
}

function valuesOf(settings: ControlSettings, known: KnownSets): SettingsFormValues {
  const lines = (set: readonly KnownApprover[]) => set.map(({ label }) => label).join("\n");
  return {
    isApprovalRequired: String(settings.isApprovalRequired),
    minimumRiskLevel: settings.minimumRiskLevel,
    primaryApprovers: lines(known.primaryApprovers),
    fallbackApprovers: lines(known.fallbackApprovers),
    durationBeforeEscalation: durationWords(settings.durationBeforeEscalation),
    durationBeforeAutomaticDenial: durationWords(settings.durationBeforeAutomaticDenial),
    isApproverJustificationRequired: String(settings.isApproverJustificationRequired),
    whenRiskUnavailable: settings.whenRiskUnavailable,
  };
}

function isAdministrator(turn: Turn): boolean {
  return turn.audiences.includes("administrator");
}

const allSchema = z.object({ c: z.literal("all") });

/** `refresh` of the settings, and the way back from a form. */
export async function handleSettingsRefresh(turn: Turn, data: unknown): Promise<ClickAnswer> {
  if (!allSchema.safeParse(data).success) return refuseClick(turn, "unreadable", WHERE, NOT_YOURS);
  if (!isAdministrator(turn)) return refuseClick(turn, "notAllowed", WHERE, NOT_YOURS);
  return { card: await showSettings(turn) };
}
