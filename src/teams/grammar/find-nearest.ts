import { editDistance } from "./edit-distance.js";

/**
 * The candidate that a mistyped word most likely meant, or nothing when none is close: one typing error in
 * words of up to 4 letters, two in longer ones, or a beginning of at least 2 letters.
 * Of several equally close ones the first wins, so the order of the candidates is the order of preference.
 */
export function findNearest(typed: string, candidates: readonly string[]): string | undefined {
  const word = typed.toLowerCase();
  let nearest: string | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate.toLowerCase());
    if (distance > (candidate.length <= 4 ? 1 : 2)) continue;
    // Of two equally close words the one that was begun is meant: "of" is "off" rather than "on".
    const rank = candidate.toLowerCase().startsWith(word) ? distance - 0.5 : distance;
    if (rank < smallest) {
      nearest = candidate;
      smallest = rank;
    }
  }
  if (nearest !== undefined || word.length < 2) return nearest;
  return candidates.find((candidate) => candidate.toLowerCase().startsWith(word));
}
