import type { PersonArgument } from "./command-arguments.js";
import { trimPunctuation } from "./command-line.js";
import { type GrammarProblem, quoteTyped, refuseMissing, refuseValue } from "./grammar-problem.js";
import type { CommandKind } from "./parsed-command.js";
import type { Token } from "./tokenize.js";

const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;
const UPN = /^[^\s@<>"]{1,200}@[^\s@<>".]{1,63}(?:\.[^\s@<>".]{1,63}){1,10}$/;

/** An object id in lower case, or nothing. */
export function parseGuid(typed: string): string | undefined {
  return GUID.exec(typed)?.[1]?.toLowerCase();
}

/** A mention, a user principal name or an object id; nothing for any other token. Never a display name. */
export function parsePerson(token: Token | undefined): PersonArgument | undefined {
  if (token === undefined) return undefined;
  if (token.kind === "mention") {
    const { mri, name, aadObjectId } = token.mention;
    return { by: "mention", mri, name, ...(aadObjectId === undefined ? {} : { aadObjectId }) };
  }
  const typed = trimPunctuation(token.value);
  const id = parseGuid(typed);
  if (id !== undefined) return { by: "id", value: id };
  return UPN.test(typed) ? { by: "upn", value: typed.toLowerCase() } : undefined;
}

/** As `parsePerson`, with the answer for a person that is missing or cannot be read. */
export function readPerson(
  kind: CommandKind,
  token: Token | undefined,
): PersonArgument | GrammarProblem {
  if (token === undefined) return refuseMissing(kind, "The person");
  return parsePerson(token) ?? refusePerson(kind, token.value);
}

export function refusePerson(kind: CommandKind, typed: string): GrammarProblem {
  return refuseValue(kind, {
    wrong: `I cannot tell who ${quoteTyped(typed)} is`,
    label: "a person is",
    values: [
      "a mention with @",
      "a user principal name such as sam@contoso.example",
      "an object id",
    ],
    example: PERSON_EXAMPLES[kind] ?? "riley@contoso.example",
  });
}

const PERSON_EXAMPLES: Partial<Record<CommandKind, string>> = {
  request: 'request "Finance Data" for riley@contoso.example because Riley joins the team',
  delegateTo: "delegate to sam@contoso.example",
  requests: "requests user riley@contoso.example",
  showRisk: "risk riley@contoso.example",
};
