import type { CalendarDay } from "../command-arguments.js";
import { type CommandLine, plainWord, withoutCommas } from "../command-line.js";
import { findEntry } from "../command-reference.js";
import { readDay } from "../day-argument.js";
import { findNearest } from "../find-nearest.js";
import {
  createProblem,
  type GrammarProblem,
  isProblem,
  refuseUnexpected,
  refuseValue,
} from "../grammar-problem.js";
import type { ParsedCommand } from "../parsed-command.js";
import { readRequestId } from "../request-id-argument.js";
import type { Token } from "../tokenize.js";

const VERBS = ["verify", "export"];

/** `audit <id>`, `audit verify`, `audit export [from <date>] [to <date>]`. */
export function parseAuditCommand(line: CommandLine): ParsedCommand | GrammarProblem {
  const [first, ...rest] = withoutCommas(line.tokens);
  if (first === undefined) return refuseBareAudit();
  const verb = plainWord(first);
  if (verb === "export") return parseExport(rest);
  const extra = rest[0];
  if (verb === "verify") {
    return extra === undefined
      ? { kind: "auditVerify" }
      : refuseUnexpected("auditVerify", extra.value);
  }
  const id = readRequestId("auditRequest", first);
  if (isProblem(id)) {
    const nearest = findNearest(verb, VERBS);
    if (nearest === undefined) return id;
    const kind = nearest === "verify" ? "auditVerify" : "auditExport";
    return refuseUnexpected(kind, first.value, nearest);
  }
  return extra === undefined
    ? { kind: "auditRequest", id }
    : refuseUnexpected("auditRequest", extra.value);
}

function refuseBareAudit(): GrammarProblem {
  const kinds = ["auditRequest", "auditVerify", "auditExport"] as const;
  return createProblem("missing", "audit", {
    wrong: "What to audit is missing",
    label: "write",
    values: kinds.map((kind) => findEntry(kind).syntax),
    example: "audit R-1042",
  });
}

function parseExport(tokens: readonly Token[]): ParsedCommand | GrammarProblem {
  const range: { from?: CalendarDay; to?: CalendarDay } = {};
  for (let index = 0; index < tokens.length; index += 2) {
    const keyword = tokens[index];
    const word = plainWord(keyword);
    if ((word !== "from" && word !== "to") || range[word] !== undefined) {
      const nearest = findNearest(word, ["from", "to"]);
      return refuseUnexpected("auditExport", keyword?.value ?? "", nearest);
    }
    const found = readDay("auditExport", tokens[index + 1]);
    if (isProblem(found)) return found;
    range[word] = found.day;
  }
  return isBackwards(range) ? refuseBackwards() : { kind: "auditExport", ...range };
}

/** Only two dates can be compared here: what `today` is, depends on the person's time zone. */
function isBackwards({ from, to }: { from?: CalendarDay; to?: CalendarDay }): boolean {
  const areDates = [from, to].every((day) => day !== undefined && /^\d/.test(day));
  return areDates && (from ?? "") > (to ?? "");
}

function refuseBackwards(): GrammarProblem {
  return refuseValue("auditExport", {
    wrong: "The first date is after the last one",
    label: "write",
    values: ["audit export from <first date> to <last date>"],
    example: "audit export from 2026-11-01 to 2026-11-30",
  });
}
