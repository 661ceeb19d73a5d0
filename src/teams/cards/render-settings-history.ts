import { z } from "zod";
import { type RiskSource, riskSourceSchema } from "../../approval/risk.js";
import { SOURCE_NAMES } from "../grammar/risk-source.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { phraseSchema } from "./model-parts.js";
import { ownWords, phrase } from "./phrase.js";
import { changeLines, type SettingRow } from "./render-settings-change.js";
import { SOURCE_PRODUCTS } from "./risk-words.js";

export const CHANGES_PER_PAGE = 5;
/** Lines of one change, and the length of a value in them: the whole of it is in the audit trail. */
const MOST_LINES = 8;
const LONGEST_VALUE = 56;

export interface SettingsHistoryInput {
  readonly source: RiskSource;
  /** Newest first, at most 5. */
  readonly changes: readonly {
    readonly version: number;
    readonly by: string;
    readonly at: number;
    /** The version whose change it took back. */
    readonly undoes?: number;
    readonly rows: readonly SettingRow[];
  }[];
  readonly page: number;
  readonly pageCount: number;
  /** Older changes are in the audit trail only. */
  readonly isCut: boolean;
}

const fill = loadCardTemplate(
  "settings-history",
  z.strictObject({
    plainText: z.string(),
    title: z.string(),
    pageOf: z.array(z.strictObject({ text: z.string() })).max(1),
    items: z.array(
      z.strictObject({
        head: phraseSchema,
        lines: z.array(z.strictObject({ runs: phraseSchema })),
      }),
    ),
    hint: z.string(),
    turning: z
      .array(
        z.strictObject({
          pages: z
            .array(
              z.strictObject({
                title: z.string(),
                source: riskSourceSchema,
                page: z.int().positive(),
              }),
            )
            .min(1),
        }),
      )
      .max(1),
  }),
);

/** The applied changes of a control configuration with who and when (Rule U1). Verb `page`. */
export function renderSettingsHistory(input: SettingsHistoryInput, reader: Reader): CardMessage {
  const { source, page, pageCount } = input;
  const summary = "Changes of settings";
  const turns = [
    { title: "Newer", page: page - 1 },
    { title: "Older", page: page + 1 },
  ].filter((turn) => turn.page >= 1 && turn.page <= pageCount);
  const pages = turns.map((turn) => ({ ...turn, source }));
  const card = fill({
    plainText: summary,
    title: `Changes of ${SOURCE_PRODUCTS[source]}`,
    pageOf: pageCount > 1 ? [{ text: `Page ${page} of ${pageCount}` }] : [],
    items: input.changes.map((change) => describe(change, reader)),
    hint: hintOf(input),
    turning: pages.length === 0 ? [] : [{ pages }],
  });
  return { card, summary, text: summary };
}

function describe(change: SettingsHistoryInput["changes"][number], reader: Reader) {
  const { version, by, at, undoes } = change;
  const reverse = undoes === undefined ? "" : `, takes back version ${undoes}`;
  const lines = changeLines(change.rows.slice(0, MOST_LINES), LONGEST_VALUE);
  const rest = change.rows.length - lines.length;
  const more = rest > 0 ? [ownWords(`and ${rest} more`)] : [];
  return {
    head: phrase`${ownWords(`Version ${version}, `)}${by}${ownWords(`, ${formatInstant(at, reader)}${reverse}`)}`,
    lines: [...lines, ...more].map((runs) => ({ runs })),
  };
}

function hintOf({ source, changes, isCut }: SettingsHistoryInput): string {
  if (changes.length === 0) return "Nothing was changed here so far.";
  const older = isCut ? " Older changes are in the audit trail." : "";
  return `To take back the last change, write: settings ${SOURCE_NAMES[source]} undo.${older}`;
}
