import type { Mention } from "../../../src/teams/grammar/command-input.js";
import type { Audience } from "../../../src/teams/grammar/command-reference.js";
import { describeProblem } from "../../../src/teams/grammar/describe-problem.js";
import type { GrammarProblem } from "../../../src/teams/grammar/grammar-problem.js";
import { isProblem } from "../../../src/teams/grammar/grammar-problem.js";
import { parseCommand } from "../../../src/teams/grammar/parse-command.js";
import type { ParsedCommand } from "../../../src/teams/grammar/parsed-command.js";

export const ALL: readonly Audience[] = ["approver", "administrator"];

export const BOT: Mention = {
  text: "<at>Riskgate</at>",
  mri: "28:bot",
  name: "Riskgate",
  isBot: true,
};
export const RILEY: Mention = {
  text: "<at>Riley Chen</at>",
  mri: "29:riley",
  name: "Riley Chen",
  aadObjectId: "11111111-1111-4111-8111-111111111111",
  isBot: false,
};
export const SAM: Mention = {
  text: "<at>Sam Okafor</at>",
  mri: "29:sam",
  name: "Sam Okafor",
  isBot: false,
};
export const RILEY_ARGUMENT = {
  by: "mention",
  mri: RILEY.mri,
  name: RILEY.name,
  aadObjectId: RILEY.aadObjectId,
} as const;
export const SAM_ARGUMENT = { by: "mention", mri: SAM.mri, name: SAM.name } as const;

/** Types a message; the mentions of Riley, Sam and the bot count where their text stands. */
export function type(text: string): ParsedCommand | GrammarProblem {
  return parseCommand({ text, mentions: [BOT, RILEY, SAM] });
}

/** Types a message that must be refused. */
export function refuse(text: string): GrammarProblem {
  const result = type(text);
  if (!isProblem(result)) throw new Error(`understood: ${JSON.stringify(result)}`);
  return result;
}

/** The words of a refusal, for somebody with every role. */
export function answer(text: string): string {
  return describeProblem(refuse(text), ALL);
}
