import { approverKey, objectIdSchema } from "../approval/approver.js";
import type { RiskApproverRule } from "../approval/control-settings.js";
import { visibleText } from "../approval/text.js";
import type { Context } from "./context.js";
import type { DirectoryPerson, NamedMatch, People } from "./ports/people.js";

/** Most people, groups and roles that are offered for one typed name. */
export const MOST_MATCHES = 10;
/** Most lines of one set that are looked up. */
export const MOST_LINES = 60;

/** A rule with the line that stands for it in a form. */
export interface KnownApprover {
  readonly label: string;
  readonly rule: RiskApproverRule;
}

/** A line that names nobody for certain, with whom it may mean; nobody when `matches` is empty. */
export interface UncertainName {
  readonly typed: string;
  readonly matches: readonly NamedMatch[];
  /** There are more than can be offered. */
  readonly isCut: boolean;
  /** It names somebody whose account is off, who is never asked (Rule A1). */
  readonly isDisabled?: true;
}

export interface ReadApprovers {
  readonly rules: readonly RiskApproverRule[];
  readonly uncertain: readonly UncertainName[];
  /** There are more lines than are looked up: nothing was read. */
  readonly isTooLong: boolean;
}

/**
 * Reads a set of approvers as people write it, one on each line or with semicolons between them: a name, a user principal
 * name, an object id, `group: name`, `role: name`, or a line as the form showed it. A name counts when it is the whole name
 * of exactly one person, group or role; anything else is offered, never guessed. May reject with
 * DirectoryUnavailableError.
 *
 * @param known what the form showed: those lines need no directory
 * @param chosen keys of approvers that were chosen from what was offered before; they count for lines that offer them
 */
export async function readApprovers(
  people: Context["people"],
  text: string,
  known: readonly KnownApprover[],
  chosen: ReadonlySet<string>,
): Promise<ReadApprovers> {
  const rules: RiskApproverRule[] = [];
  const uncertain: UncertainName[] = [];
  const lines = new Set(linesOf(text));
  if (lines.size > MOST_LINES) return { rules, uncertain, isTooLong: true };
  for (const line of lines) {
    for (const found of await readLine(people, line, known, chosen)) {
      if ("typed" in found) uncertain.push(found);
      else rules.push(found);
    }
  }
  return { rules, uncertain, isTooLong: false };
}

type Found = RiskApproverRule | UncertainName;

function linesOf(text: string): string[] {
  const lines = visibleText(text).split(/[\n;]/);
  return lines.map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean);
}

/** A comma may belong to a name: only a line that means nobody as a whole is read as several names. */
async function readLine(
  people: People,
  line: string,
  known: readonly KnownApprover[],
  chosen: ReadonlySet<string>,
): Promise<readonly Found[]> {
  const shown = known.filter(({ label }) => label.toLowerCase() === line.toLowerCase());
  if (shown[0] && shown.length === 1) return [shown[0].rule];
  const whole = await readName(people, line, chosen);
  const isRead = !("typed" in whole) || whole.matches.length > 0 || whole.isDisabled;
  if (isRead || !line.includes(",")) return [whole];
  const parts = line
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  const found = await Promise.all(parts.map((part) => readLine(people, part, known, chosen)));
  return found.flat();
}

async function readName(
  people: People,
  typed: string,
  chosen: ReadonlySet<string>,
): Promise<Found> {
  const [reading, ...others] = readingsOf(typed);
  let found = await readAs(people, typed, reading, chosen);
  for (const other of others) {
    if (!("typed" in found) || found.matches.length > 0 || found.isDisabled) break;
    found = await readAs(people, typed, other, chosen);
  }
  return found;
}

interface Reading {
  readonly kind?: NamedMatch["kind"];
  readonly name: string;
}

async function readAs(
  people: People,
  typed: string,
  { kind, name }: Reading,
  chosen: ReadonlySet<string>,
): Promise<Found> {
  const exact = await readIdentity(people, kind, name);
  if (exact === "disabled") return { typed, matches: [], isCut: false, isDisabled: true };
  if (exact) return exact;
  const found = await people.findByName(name, MOST_MATCHES + 1);
  const fitting = found.filter((match) => kind === undefined || match.kind === kind);
  const whole = fitting.filter((match) => match.displayName.toLowerCase() === name.toLowerCase());
  if (whole[0] && whole.length === 1) return ruleOf(whole[0]);
  const picked = fitting.filter((match) => chosen.has(approverKey(ruleOf(match))));
  if (picked[0] && picked.length === 1) return ruleOf(picked[0]);
  return {
    typed,
    matches: fitting.slice(0, MOST_MATCHES),
    isCut: fitting.length > MOST_MATCHES,
  };
}

/**
 * `role: Security Administrator`, `SOC on call (group)`, `Sam Okafor (sam@contoso.example)`. A kind without its colon may
 * be the beginning of a name, as in User Administrator: then the name comes first.
 */
function readingsOf(typed: string): readonly [Reading, ...Reading[]] {
  const [, before = "", rest = ""] = /^(user|person|group|role)\s*:\s*(.+)$/i.exec(typed) ?? [];
  if (before !== "") return [{ kind: kindOf(before), name: unquoted(rest) }];
  const [, inner = "", after = ""] = /^(.+) \((user|person|group|role)\)$/i.exec(typed) ?? [];
  if (after !== "") return [{ kind: kindOf(after), name: unquoted(inner) }];
  const [, address] = /\(([^\s()]+@[^\s()]+)\)$/.exec(typed) ?? [];
  if (address !== undefined) return [{ kind: "user", name: address }];
  const [, word = "", last = ""] = /^(user|person|group|role)\s+(.+)$/i.exec(typed) ?? [];
  const whole = { name: unquoted(typed) };
  return word === "" ? [whole] : [whole, { kind: kindOf(word), name: unquoted(last) }];
}

function kindOf(word: string): NamedMatch["kind"] {
  const kind = word.toLowerCase();
  return kind === "group" || kind === "role" ? kind : "user";
}

function unquoted(name: string): string {
  return name.replace(/^["“„«](.*)["”“»]$/, "$1").trim();
}

/** Who is meant for certain: an object id, a user principal name, or the whole name of a group or role that was asked for. */
async function readIdentity(
  people: People,
  kind: NamedMatch["kind"] | undefined,
  name: string,
): Promise<RiskApproverRule | "disabled" | undefined> {
  if (kind === "role") {
    const role = await people.roleByName(name);
    return role && { kind: "role", name: role.displayName };
  }
  const id = objectIdSchema.safeParse(name).data;
  if (id !== undefined) {
    // A group is found by its name: an id says nothing to whoever reads the settings.
    if (kind === "group") return undefined;
    return unlessDisabled(await people.byId(id));
  }
  return name.includes("@") ? unlessDisabled(await people.byUserPrincipalName(name)) : undefined;
}

function unlessDisabled(
  person: DirectoryPerson | undefined,
): RiskApproverRule | "disabled" | undefined {
  if (person === undefined) return undefined;
  return person.accountEnabled ? { kind: "user", id: person.id } : "disabled";
}

export function ruleOf(match: NamedMatch): RiskApproverRule {
  return match.kind === "role"
    ? { kind: "role", name: match.displayName }
    : { kind: match.kind, id: match.id };
}
