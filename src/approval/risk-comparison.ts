import type { CardCopy } from "./notice.js";
import type { RiskReading } from "./risk.js";

/**
 * Compares the risk at the click with what the card showed (Rule D7). Higher, or unreadable, is asked about once more;
 * an unreadable level that the person was asked about is not asked about again.
 */
export function compareRisk(shown: CardCopy, now: RiskReading): "ask" | "same" | "lower" {
  const shownRank = shown.reading?.rank ?? 0;
  const nowRank = now.rank ?? shownRank;
  if (nowRank > shownRank) return "ask";
  const isUnreadable = now.unavailable !== undefined || now.rank === null;
  const wasAskedAbout = shown.isConfirmation && shown.reading?.unavailable !== undefined;
  if (isUnreadable && !wasAskedAbout) return "ask";
  return nowRank < shownRank ? "lower" : "same";
}
