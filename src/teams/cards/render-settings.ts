import { z } from "zod";
import type { ControlSettings } from "../../approval/control-settings.js";
import { type RiskSource, riskSourceSchema } from "../../approval/risk.js";
import type { OutsideControlReading } from "../../service/read-outside-control.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { phraseSchema, rowSchema } from "./model-parts.js";
import { nameList, ownWords, type Phrase, phrase } from "./phrase.js";
import { SOURCE_PRODUCTS } from "./risk-words.js";
import { durationWords, SETTING_LABELS, UNAVAILABLE_WORDS } from "./setting-words.js";

const MOST_APPROVERS = 10;

/** A control configuration with its approvers by name. */
export interface SettingsInput {
  /** What has just happened, in words of ours. */
  readonly note?: string;
  readonly configurations: readonly {
    readonly source: RiskSource;
    readonly settings: ControlSettings;
    readonly primaryLabels: readonly string[];
    readonly fallbackLabels: readonly string[];
    readonly version: number;
    readonly modifiedBy?: string;
    readonly modifiedAt?: number;
    /** Where the bot stands in front of Entra: what Entra's own control of the source says. */
    readonly outside?: OutsideControlReading;
  }[];
}
type Configuration = SettingsInput["configurations"][number];

const fill = loadCardTemplate(
  "settings",
  z.strictObject({
    plainText: z.string(),
    note: z.array(z.strictObject({ text: z.string() })).max(1),
    configurations: z.array(
      z.strictObject({
        source: riskSourceSchema,
        title: z.string(),
        status: z.string(),
        rows: z.array(rowSchema),
        version: phraseSchema,
        example: z.string(),
      }),
    ),
  }),
);

/** The control configurations as they are, side by side where the client has room. Verb `editSettings` on each. */
export function renderSettings(input: SettingsInput, reader: Reader): CardMessage {
  const summary = "Settings";
  const text = `${summary}. Open the card to read them.`;
  const note = input.note === undefined ? [] : [{ text: input.note }];
  const configurations = input.configurations.map((configuration) => ({
    source: configuration.source,
    title: SOURCE_PRODUCTS[configuration.source],
    status: configuration.settings.isApprovalRequired ? "✔ On" : "○ Off",
    rows: [...rowsOf(configuration), ...outsideRows(configuration)],
    version: versionLine(configuration, reader),
    example: `settings ${COMMAND_NAMES[configuration.source]} deadline 4h, denial 1d`,
  }));
  return { card: fill({ plainText: text, note, configurations }), summary, text };
}

const COMMAND_NAMES: Record<RiskSource, string> = {
  idProtection: "id-protection",
  insiderRisk: "insider-risk",
};

function rowsOf({
  settings,
  primaryLabels,
  fallbackLabels,
}: Configuration): { label: string; runs: Phrase }[] {
  const row = (setting: keyof ControlSettings, runs: Phrase) => ({
    label: SETTING_LABELS[setting],
    runs,
  });
  const isRequired = settings.isApproverJustificationRequired;
  return [
    row("isApprovalRequired", ownWords(settings.isApprovalRequired ? "yes" : "no")),
    row("minimumRiskLevel", ownWords(settings.minimumRiskLevel)),
    row("primaryApprovers", approvers(primaryLabels)),
    row("fallbackApprovers", approvers(fallbackLabels)),
    row("durationBeforeEscalation", ownWords(durationWords(settings.durationBeforeEscalation))),
    row(
      "durationBeforeAutomaticDenial",
      ownWords(durationWords(settings.durationBeforeAutomaticDenial)),
    ),
    row("isApproverJustificationRequired", ownWords(isRequired ? "required" : "optional")),
    row("whenRiskUnavailable", ownWords(UNAVAILABLE_WORDS[settings.whenRiskUnavailable])),
  ];
}

/** Entra's own control gates by itself; what it has no word for stands here alone. */
function outsideRows({ settings, outside }: Configuration): { label: string; runs: Phrase }[] {
  if (outside === undefined) return [];
  const isTwice =
    typeof outside === "object" && outside.isApprovalRequired && settings.isApprovalRequired;
  return [
    { label: "Entra's own control", runs: outsideWords(outside) },
    ...(isTwice
      ? [
          {
            label: "⚠ Both are on",
            runs: ownWords(
              "the same request would be reviewed twice, here and in Entra. Switch one of them off",
            ),
          },
        ]
      : []),
    {
      label: "Only here",
      runs: ownWords(
        "approvers, fallback approvers, deadlines, justification and what happens when the level cannot be read: Entra's control knows none of them and does not see these",
      ),
    },
  ];
}

function outsideWords(outside: OutsideControlReading): Phrase {
  if (outside === "none") return ownWords("there is none");
  if (outside === "unreadable") return ownWords("cannot be read by this app");
  return outside.isApprovalRequired
    ? phrase`on, from ${outside.minimumRiskLevel}`
    : ownWords("off");
}

function approvers(labels: readonly string[]): Phrase {
  return labels.length === 0 ? ownWords("nobody") : nameList(labels, MOST_APPROVERS);
}

function versionLine({ version, modifiedBy, modifiedAt }: Configuration, reader: Reader): Phrase {
  if (version === 0 || modifiedBy === undefined)
    return ownWords(`Version ${version}, never changed here`);
  const at = modifiedAt === undefined ? "" : `, ${formatInstant(modifiedAt, reader)}`;
  return phrase`Version ${ownWords(`${version}`)}, changed by ${modifiedBy}${ownWords(at)}`;
}
