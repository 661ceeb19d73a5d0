import type { CommandInput, Mention } from "./command-input.js";

/** Longer input is cut before anything looks at it: four times the longest justification. */
export const MAX_INPUT_LENGTH = 8_000;

/** A message holds at most a few; the rest would only cost time. */
const MAX_MENTIONS = 100;

const ENTITIES: Readonly<Record<string, string>> = {
  "&nbsp;": "\u00a0",
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

/** Where a mention of a person stands in the prepared text. */
export interface MentionSpan {
  readonly start: number;
  readonly end: number;
  readonly mention: Mention;
}

export interface PreparedText {
  readonly text: string;
  /** In order of place, not overlapping. */
  readonly mentions: readonly MentionSpan[];
}

/**
 * Cuts the input to 8,000 characters, drops mentions of the bot, replaces mentions of persons by their names while
 * remembering where they stand, and decodes the six entities that Teams writes. Everything else stays as typed.
 */
export function prepareText(input: CommandInput): PreparedText {
  const raw = clampInput(input.text);
  const mentions: MentionSpan[] = [];
  let text = "";
  let from = 0;
  for (const found of findMentions(raw, input.mentions.slice(0, MAX_MENTIONS))) {
    text += decodeEntities(raw.slice(from, found.start));
    from = found.end;
    const label = found.mention.name.trim() || found.mention.mri.trim();
    if (found.mention.isBot || label === "") {
      text += " ";
    } else {
      mentions.push({
        start: text.length,
        end: text.length + label.length,
        mention: found.mention,
      });
      text += label;
    }
  }
  return { text: text + decodeEntities(raw.slice(from)), mentions };
}

function clampInput(text: string): string {
  const clamped = text.slice(0, MAX_INPUT_LENGTH);
  const isInsidePair = text.length > MAX_INPUT_LENGTH && /[\ud800-\udbff]$/.test(clamped);
  return isInsidePair ? clamped.slice(0, -1) : clamped;
}

/** Only the exact texts of the entities count, so an `<at>` that somebody types is never a mention. */
function findMentions(text: string, mentions: readonly Mention[]): MentionSpan[] {
  const found: MentionSpan[] = [];
  for (const [wanted, namesakes] of groupByText(mentions)) {
    if (wanted === "") continue;
    let count = 0;
    for (let start = text.indexOf(wanted); start >= 0; ) {
      const end = start + wanted.length;
      // Two people of one name have equal texts; the entities come in the order of the message.
      const mention = namesakes[Math.min(count, namesakes.length - 1)];
      if (mention !== undefined) found.push({ start, end, mention });
      count += 1;
      start = text.indexOf(wanted, end);
    }
  }
  found.sort((left, right) => left.start - right.start || right.end - left.end);
  let covered = 0;
  return found.filter((span) => {
    const isFree = span.start >= covered;
    if (isFree) covered = span.end;
    return isFree;
  });
}

function groupByText(mentions: readonly Mention[]): Map<string, Mention[]> {
  const groups = new Map<string, Mention[]>();
  for (const mention of mentions) {
    groups.set(mention.text, [...(groups.get(mention.text) ?? []), mention]);
  }
  return groups;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:nbsp|amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
