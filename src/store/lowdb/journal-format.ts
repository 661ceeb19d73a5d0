import { crc32 } from "node:zlib";
import { z } from "zod";

/** The new text of a file, or that the file was removed: then there is no text. */
export interface JournalEntry {
  /** Relative to the data folder, with `/` between its parts. */
  readonly path: string;
  readonly text: string | undefined;
}

/** What was certain when an entry was written. Bytes. */
export interface CertainLengths {
  /** Of the same segment. */
  readonly synced: number;
  /** Of the segment before; 0 for the first one. */
  readonly previous: number;
}

/**
 * How a segment ends. `torn`: what no later entry knows to be certain is cut off or mixed up, as a crash leaves it.
 * `damaged`: an entry that was certain cannot be read.
 */
export type SegmentTail = "whole" | "torn" | "damaged";

export interface SegmentContent {
  /** What can be read, oldest first; of a torn segment what stands before the tear. */
  readonly entries: readonly JournalEntry[];
  readonly tail: SegmentTail;
  /** Bytes of whole entries from the beginning. */
  readonly length: number;
  /** What must be whole of the segment before: as many bytes. */
  readonly previous: number;
}

const count = z.int().nonnegative();
const headerSchema = z.object({
  path: z.string(),
  length: count,
  removed: z.literal(true).exactOptional(),
  synced: count,
  previous: count,
  crc: count,
});

type Header = Omit<z.infer<typeof headerSchema>, "crc">;

interface ReadEntry extends CertainLengths {
  readonly entry: JournalEntry;
  /** Where the next one begins, in characters. */
  readonly end: number;
}

/** How every header begins. No line of a record does. */
const BEGIN = '{"path":';

/** One header line, the text, a line feed. The sum is over the header as well: a changed path is no entry. */
export function entryText({ path, text }: JournalEntry, certain: CertainLengths): string {
  const { synced, previous } = certain;
  const removed = text === undefined && ({ removed: true } as const);
  const header: Header = { path, length: text?.length ?? 0, ...removed, synced, previous };
  const sum = { crc: sumOf(header, text ?? "") };
  return `${JSON.stringify({ ...header, ...sum })}\n${text ?? ""}\n`;
}

/** Reads what a segment holds, however it ends. */
export function readSegment(text: string): SegmentContent {
  const entries: JournalEntry[] = [];
  let previous = 0;
  let at = 0;
  let length = 0;
  let isDamaged = false;
  for (let read = readEntry(text, at); read; read = readEntry(text, at)) {
    entries.push(read.entry);
    previous = Math.max(previous, read.previous);
    // Something between that was certain is not there at all.
    if (read.synced > length) isDamaged = true;
    length += Buffer.byteLength(text.slice(at, read.end));
    at = read.end;
  }
  if (at === text.length)
    return { entries, tail: isDamaged ? "damaged" : "whole", length, previous };
  const later = findEntries(text, at);
  previous = Math.max(previous, ...later.map((read) => read.previous));
  isDamaged ||= later.some(({ synced }) => synced > length);
  if (isDamaged) entries.push(...later.map(({ entry }) => entry));
  return { entries, tail: isDamaged ? "damaged" : "torn", length, previous };
}

/** What can be read after a bad place. */
function findEntries(text: string, from: number): readonly ReadEntry[] {
  const found: ReadEntry[] = [];
  let at = text.indexOf(BEGIN, from + 1);
  while (at >= 0) {
    const read = readEntry(text, at);
    if (read) found.push(read);
    at = text.indexOf(BEGIN, read?.end ?? at + 1);
  }
  return found;
}

function readEntry(text: string, at: number): ReadEntry | undefined {
  const lineEnd = text.startsWith(BEGIN, at) ? text.indexOf("\n", at) : -1;
  if (lineEnd < 0) return undefined;
  const parsed = headerSchema.safeParse(parseOrNothing(text.slice(at, lineEnd)));
  if (!parsed.success) return undefined;
  const { crc, ...header } = parsed.data;
  const textEnd = lineEnd + 1 + header.length;
  const content = text.slice(lineEnd + 1, textEnd);
  if (text[textEnd] !== "\n" || crc !== sumOf(header, content)) return undefined;
  const { path, removed, synced, previous } = header;
  return {
    entry: { path, text: removed ? undefined : content },
    synced,
    previous,
    end: textEnd + 1,
  };
}

function sumOf({ path, length, removed, synced, previous }: Header, text: string): number {
  return crc32(text, crc32([path, length, removed === true, synced, previous].join(" ")));
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
