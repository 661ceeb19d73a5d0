import { keyFingerprint } from "./signing-key.js";
import type { ExportVerdict } from "./verify-export.js";

/** What a verification of an export has to say: `intact` or `broken` first, then what it proves and what not. */
export function describeExport(verdict: ExportVerdict, isPinned: boolean): string {
  const { trailer } = verdict;
  const lines = [
    `${verdict.isIntact ? "intact" : "broken"}: ${verdict.events} events of ${verdict.aggregates} chains, ${verdict.texts} texts.`,
  ];
  if (verdict.missingTexts > 0)
    lines.push(
      `${verdict.missingTexts} texts are not in the file, erased or not for its reader; their digests are in the chain.`,
    );
  if (verdict.withheld > 0)
    lines.push(
      verdict.withheld === 1
        ? "1 event holds what the reader may not see, such as risk evidence: of it only the place in the chain was checked."
        : `${verdict.withheld} events hold what the reader may not see, such as risk evidence: of them only the place in the chain was checked.`,
    );
  for (const { place, what } of verdict.problems) lines.push(`  ${place}: ${what}`);
  const more = verdict.problemCount - verdict.problems.length;
  if (more > 0) lines.push(`  and ${more} more`);
  if (trailer && verdict.isIntact) {
    const span = [trailer.from && `from ${trailer.from}`, trailer.to && `before ${trailer.to}`];
    lines.push(
      `Exported at ${trailer.exportedAt} for ${trailer.exportedBy}, tenant ${trailer.tenantId}${span.map((part) => (part ? `, ${part}` : "")).join("")}.`,
      trailer.anchor
        ? `The trail agreed with anchor ${trailer.anchor.sequence} of ${trailer.anchor.at}.`
        : "There was no anchor yet.",
      `Key: ${keyFingerprint(trailer.key)}`,
      isPinned
        ? "This proves that the holder of the key you gave has made this file, and that nothing in it was changed since."
        : "This proves that nothing was changed since the holder of this key has made the file. Whose key it is, the file cannot prove: compare it with the one that audit verify shows, or give it with --key.",
    );
  }
  return `${lines.join("\n")}\n`;
}
