import type { RiskSource } from "../../approval/risk.js";
import type { CardMessage, Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { ownWords, phrase, plainText } from "./phrase.js";
import { renderMessage } from "./render-message.js";
import { changeLines, type SettingRow } from "./render-settings-change.js";
import { SOURCE_PRODUCTS } from "./risk-words.js";

export interface SettingsChangedInput {
  readonly source: RiskSource;
  readonly by: string;
  readonly at: number;
  readonly version: number;
  readonly rows: readonly SettingRow[];
}

/** Tells the other administrators who changed what (Rules N1, S1). */
export function renderSettingsChanged(input: SettingsChangedInput, reader: Reader): CardMessage {
  const what = `${formatInstant(input.at, reader)}, version ${input.version}. It applies to requests made from now on.`;
  const heading = phrase`${input.by} changed settings`;
  return renderMessage({
    heading,
    text: plainText(heading),
    paragraphs: [
      ownWords(SOURCE_PRODUCTS[input.source]),
      ...changeLines(input.rows),
      ownWords(what),
    ],
  });
}
