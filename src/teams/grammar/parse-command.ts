import type { CommandInput } from "./command-input.js";
import { type CommandLine, isBecause, plainWord } from "./command-line.js";
import { commandReference, listKeywords } from "./command-reference.js";
import { parseAuditCommand } from "./commands/audit-command.js";
import { parseDelegateCommand } from "./commands/delegate-command.js";
import { parseListCommand, parseResendCommand } from "./commands/delivery-commands.js";
import { parseClockCommand, parseRestoreCommand } from "./commands/hold-commands.js";
import { parseInsightsCommand } from "./commands/insights-command.js";
import { parseReasonedCommand, parseStatusCommand } from "./commands/own-request-commands.js";
import { parseRequestCommand } from "./commands/request-command.js";
import { parseRequestsCommand } from "./commands/requests-command.js";
import { parseRiskCommand } from "./commands/risk-command.js";
import { parseSendingCommand } from "./commands/sending-command.js";
import { parsePreviewCommand, parseSettingsCommand } from "./commands/settings-command.js";
import { refuseUnknownCommand } from "./describe-problem.js";
import { createProblem, type GrammarProblem } from "./grammar-problem.js";
import type { ParsedCommand } from "./parsed-command.js";
import { prepareText } from "./prepare-text.js";
import { tokenize } from "./tokenize.js";

type Parser = (line: CommandLine) => ParsedCommand | GrammarProblem;

const showHelp: Parser = () => ({ kind: "help" });

const PARSERS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ["help", showHelp],
  ["?", showHelp],
  ["hi", showHelp],
  ["hello", showHelp],
  ["hey", showHelp],
  ["request", parseRequestCommand],
  ["status", parseStatusCommand],
  ["cancel", (line) => parseReasonedCommand("cancel", line)],
  ["approvals", (line) => parseListCommand("approvals", line)],
  ["approve", (line) => parseReasonedCommand("approve", line)],
  ["deny", (line) => parseReasonedCommand("deny", line)],
  ["delegate", parseDelegateCommand],
  ["settings", parseSettingsCommand],
  ["preview", parsePreviewCommand],
  ["requests", parseRequestsCommand],
  ["resend", parseResendCommand],
  ["insights", parseInsightsCommand],
  ["audit", parseAuditCommand],
  ["risk", parseRiskCommand],
  ["clock", parseClockCommand],
  ["restore", parseRestoreCommand],
  ["sending", parseSendingCommand],
  ["deliveries", (line) => parseListCommand("deliveries", line)],
]);

/**
 * From what a person typed to a command, or to what is wrong with it. Pure; never throws, whatever was typed.
 * Input over 8,000 characters is cut. Nothing is authorised and no name is resolved: the caller checks the roles
 * before it acts, and answers a problem with `describeProblem`, which knows what the person may see. Rules S2, V1
 */
export function parseCommand(input: CommandInput): ParsedCommand | GrammarProblem {
  const prepared = prepareText(input);
  const [first, ...tokens] = tokenize(prepared);
  if (first === undefined) {
    return createProblem("empty", "", {
      wrong: "There is no command in your message",
      label: "commands",
      values: listKeywords(commandReference),
      example: "help",
    });
  }
  const keyword = readKeyword(first.value, plainWord(first));
  const parse = PARSERS.get(keyword);
  if (parse === undefined) {
    return refuseUnknownCommand(keyword, ["approver", "administrator", "auditor"]);
  }
  const unclosed = tokens.findIndex((token) => token.kind === "unclosed");
  if (unclosed >= 0 && !tokens.slice(0, unclosed).some(isBecause)) return refuseUnclosed(keyword);
  return parse({ text: prepared.text, tokens });
}

/** A leading slash is a habit from other bots. */
function readKeyword(typed: string, plain: string): string {
  return (plain === "" ? typed.toLowerCase() : plain).replace(/^\//, "");
}

function refuseUnclosed(keyword: string): GrammarProblem {
  const entries = commandReference.filter((entry) => listKeywords([entry]).includes(keyword));
  const entry = entries.find(({ example }) => example.includes('"')) ?? entries[0];
  return createProblem("unclosedQuote", keyword, {
    wrong: "A quotation mark is not closed",
    label: "write",
    values: [entry?.syntax ?? "help"],
    example: entry?.example ?? "help",
  });
}
