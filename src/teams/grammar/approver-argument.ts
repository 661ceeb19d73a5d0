import type { ApproverArgument } from "./command-arguments.js";
import { type CommandLine, typedText } from "./command-line.js";
import { type GrammarProblem, quoteTyped, refuseValue } from "./grammar-problem.js";
import { parsePerson } from "./person-argument.js";
import type { Token } from "./tokenize.js";

const LABELLED = /^(group|role)(?:(:)(.*))?$/is;

/** True when the token begins an approver and not the next setting. */
export function startsApprover(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return parsePerson(token) !== undefined || (token.kind === "word" && LABELLED.test(token.value));
}

/**
 * Reads persons, `group:"name"` and `role:"name"` up to the end of the tokens, which hold no comma.
 * Without quotes a name goes on to the end. A name alone is refused, because a group, a role and a person can share it.
 */
export function readApprovers(
  line: CommandLine,
  tokens: readonly Token[],
): readonly ApproverArgument[] | GrammarProblem {
  const approvers: ApproverArgument[] = [];
  let rest = tokens;
  while (rest.length > 0) {
    const found = takeApprover(line, rest);
    if (found === undefined) return refuseApprover(typedText(line, rest));
    approvers.push(found.approver);
    rest = found.rest;
  }
  return approvers.length > 0 ? approvers : refuseApprover("");
}

function takeApprover(
  line: CommandLine,
  tokens: readonly Token[],
): { approver: ApproverArgument; rest: readonly Token[] } | undefined {
  const [first, second, ...others] = tokens;
  if (first === undefined) return undefined;
  const person = parsePerson(first);
  if (person !== undefined) return { approver: person, rest: tokens.slice(1) };
  const [, label = "", colon, glued = ""] =
    first.kind === "word" ? (LABELLED.exec(first.value) ?? []) : [];
  if (label === "") return undefined;
  const by = label.toLowerCase() === "group" ? "group" : "role";
  if (glued === "" && second?.kind === "quoted") {
    return second.value === "" ? undefined : { approver: { by, name: second.value }, rest: others };
  }
  if (colon === undefined) return undefined;
  const name = `${glued} ${typedText(line, tokens.slice(1))}`.trim();
  return name === "" ? undefined : { approver: { by, name }, rest: [] };
}

function refuseApprover(typed: string): GrammarProblem {
  return refuseValue("changeSettings", {
    wrong:
      typed === ""
        ? "The approver is missing"
        : `I cannot tell which approver ${quoteTyped(typed)} is`,
    label: "an approver is",
    values: ["a mention", "a user principal name", "an object id", 'group:"name"', 'role:"name"'],
    example: 'settings id-protection approvers add group:"SOC on call"',
  });
}
