import type { RiskSource, UnavailableReason } from "../../approval/risk.js";
import type { RiskView } from "../../approval/views/approval-view.js";

/** The sources in words, short for a line and in full for evidence. */
export const SOURCE_NAMES: Record<RiskSource, string> = {
  idProtection: "ID Protection",
  insiderRisk: "Insider risk",
};
export const SOURCE_PRODUCTS: Record<RiskSource, string> = {
  idProtection: "Microsoft Entra ID Protection",
  insiderRisk: "Microsoft Purview Insider Risk Management",
};

/** Level and source as a title, with a symbol of its own for each rank: `▲ High user risk`. */
export function riskTitle(risk: RiskView): string {
  const what = risk.source === "idProtection" ? "user risk" : "insider risk";
  if (risk.level === null || risk.rank === null) return `? The ${what} level could not be read`;
  if (risk.rank === 0) return `○ No ${what} now`;
  return `${SYMBOLS[risk.rank] ?? "▲"} ${capitalize(risk.level)} ${what}`;
}

/** The level within a sentence: `medium`, `none`, `not readable`. */
export function levelWord(risk: RiskView | undefined): string {
  if (risk === undefined) return "not shown";
  return risk.level ?? "not readable";
}

const SYMBOLS = ["○", "▽", "◆", "▲"];

const REASONS: Record<UnavailableReason, string> = {
  noAnswer: "the source did not answer in time",
  refused: "the source refused to answer",
  hidden: "the source hides the level",
  unknownValue: "the source gave a level that is not known here",
  expired: "the level that was reported has expired",
  nothingReported: "no level was ever reported to the bot",
};

/** Why a level is missing. With a level at hand it is another person's that is missing (Rule E1). */
export function unavailableText(risk: RiskView): string {
  if (risk.unavailable === undefined) return "";
  const reason = REASONS[risk.unavailable];
  return risk.level === null ? capitalize(reason) : `One more level could not be read: ${reason}`;
}

const STATES: Readonly<Record<string, string>> = {
  atRisk: "at risk",
  confirmedCompromised: "confirmed compromised",
  confirmedSafe: "confirmed safe",
  dismissed: "dismissed",
  remediated: "remediated",
};

/** A state or detail of Graph as words: `userPerformedPasswordReset` becomes `user performed password reset`. */
export function evidenceWords(value: string | undefined): string {
  if (value === undefined || value === "none" || value === "unknownFutureValue") return "";
  const known = STATES[value];
  if (known !== undefined) return known;
  if (!/^[a-z]+(?:[A-Z][a-z]*)+$/.test(value)) return value;
  return value.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
