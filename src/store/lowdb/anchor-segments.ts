import { join } from "node:path";
import { type AnchorEnd, parseAnchor, signedText } from "../../audit/anchor.js";
import { isSignedBy, type PublicKeyText } from "../../audit/signing-key.js";
import { type Disk, writeDurably } from "./durable-file.js";
import { AUDIT_FOLDER } from "./signing-key-file.js";

const SEGMENT = /^anchors-\d{4}-\d{2}\.jsonl$/;

/** The file that an anchor of this instant goes to: one a month (UTC), so that none grows for ever. */
export function segmentPath(folder: string, at: string): string {
  return join(folder, AUDIT_FOLDER, `anchors-${at.slice(0, 7)}.jsonl`);
}

/** The files of the anchor log, oldest first. */
export function listSegments({ files }: Disk, folder: string): readonly string[] {
  const names = files.list(join(folder, AUDIT_FOLDER)).filter((name) => SEGMENT.test(name));
  return names.sort().map((name) => join(folder, AUDIT_FOLDER, name));
}

/** The lines of a segment; a last line without its line feed is one of them. */
export function splitLines(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

export interface RepairedEnd {
  readonly last: AnchorEnd | undefined;
  readonly isClosing: boolean;
  /** The newest anchor hands over to this key, or is signed with it. */
  readonly isHandedTo: (key: PublicKeyText) => boolean;
}

/**
 * Finds the newest anchor. What a power cut left of a line that was being written is taken away first: nobody was told
 * that it is there, and the next anchor says it anew.
 */
export async function repairEnd(
  disk: Disk,
  folder: string,
  report: (message: string) => void,
): Promise<RepairedEnd> {
  for (const path of [...listSegments(disk, folder)].reverse()) {
    const text = disk.files.readNow(path) ?? "";
    const lines = [...splitLines(text)];
    const isTorn = text !== "" && !text.endsWith("\n");
    if (isTorn || (lines.length > 0 && !isAnchor(lines.at(-1)))) {
      lines.pop();
      await writeDurably(disk, path, lines.map((line) => `${line}\n`).join(""));
      report("The last line of the anchor log was torn and was taken away.");
    }
    // A line before it that is no anchor was damaged: it stays, so that a verification names it.
    const last = lines.findLast(isAnchor);
    if (last === undefined) continue;
    const { sequence, hash, at, isClosing, nextKey, signature } = parseAnchor(last);
    return {
      last: { sequence, hash, at },
      isClosing: isClosing === true,
      isHandedTo: (key) => key === nextKey || isSignedBy(key, signedText(hash), signature),
    };
  }
  return { last: undefined, isClosing: false, isHandedTo: () => false };
}

function isAnchor(line: string | undefined): boolean {
  try {
    parseAnchor(line ?? "");
    return true;
  } catch {
    return false;
  }
}
