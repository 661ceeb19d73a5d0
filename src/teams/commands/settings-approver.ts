import { objectIdSchema } from "../../approval/approver.js";
import type { RiskApproverRule } from "../../approval/control-settings.js";
import type { SettingsEdit } from "../../approval/settings-edit.js";
import type { DirectoryPerson, People } from "../../service/ports/people.js";
import { MOST_MATCHES } from "../../service/read-approvers.js";
import type { ApproverArgument } from "../grammar/command-arguments.js";
import { quoteTyped } from "../grammar/grammar-problem.js";
import type { ParsedCommand } from "../grammar/parsed-command.js";
import { parseGuid } from "../grammar/person-argument.js";
import { SOURCE_NAMES } from "../grammar/risk-source.js";
import type { SettingChange } from "../grammar/setting-change.js";
import type { Complaint } from "./settings-complaint.js";

type ChangeCommand = Extract<ParsedCommand, { kind: "changeSettings" | "previewSettings" }>;
type ApproverChange = Extract<SettingChange, { action: unknown }>;

export interface ResolvedEdits {
  readonly edits: readonly SettingsEdit[];
  /** One for every approver whom the directory does not know. */
  readonly complaints: readonly Complaint[];
}

/**
 * Finds the approvers that a command names: people by id, groups and roles by name. A mention counts by its object id
 * alone, never by its name. May reject with DirectoryUnavailableError.
 */
export async function resolveEdits(people: People, command: ChangeCommand): Promise<ResolvedEdits> {
  const edits: SettingsEdit[] = [];
  const complaints: Complaint[] = [];
  for (const change of command.changes) {
    if (!("action" in change)) {
      edits.push(change);
      continue;
    }
    const { approver, action, setting } = change;
    const rule = await findRule(people, approver, action);
    if (rule === "disabled") complaints.push(accountDisabled(command, change));
    else if (rule) edits.push({ setting, action, rule, label: nameOf(approver) });
    else if (await isAmbiguous(people, approver)) complaints.push(ambiguous(command, change));
    else complaints.push(notFound(command, change));
  }
  return { edits, complaints };
}

/**
 * To remove somebody needs no directory where the id or the role says who is meant: what the directory has forgotten
 * can still be taken out of the settings.
 */
async function findRule(
  people: People,
  approver: ApproverArgument,
  action: "add" | "remove",
): Promise<RiskApproverRule | "disabled" | undefined> {
  const isRemoved = action === "remove";
  switch (approver.by) {
    case "role": {
      const role = await people.roleByName(approver.name);
      if (role) return { kind: "role", name: role.displayName };
      return isRemoved ? { kind: "role", name: approver.name } : undefined;
    }
    case "group": {
      const group = await people.groupByName(approver.name);
      const id = group?.id.toLowerCase() ?? (isRemoved ? parseGuid(approver.name) : undefined);
      return id === undefined ? undefined : { kind: "group", id };
    }
    case "upn": {
      const person = await people.byUserPrincipalName(approver.value);
      return isRemoved || !person ? person && asRule(person) : unlessDisabled(person);
    }
    default: {
      const typed = approver.by === "id" ? approver.value : approver.aadObjectId;
      const id = objectIdSchema.safeParse(typed).data;
      if (id === undefined) return undefined;
      if (isRemoved) return asRule({ id });
      const person = await people.byId(id);
      return person && unlessDisabled(person);
    }
  }
}

function asRule({ id }: { readonly id: string }): RiskApproverRule {
  return { kind: "user", id };
}

/** Somebody whose account is off is never asked (Rule A1), so that he is no approver to add. */
function unlessDisabled(person: DirectoryPerson): RiskApproverRule | "disabled" {
  return person.accountEnabled ? asRule(person) : "disabled";
}

/** Whether several groups have the name: which one is meant is never guessed. */
async function isAmbiguous(people: People, approver: ApproverArgument): Promise<boolean> {
  if (approver.by !== "group") return false;
  const name = approver.name.toLowerCase();
  const named = await people.findByName(approver.name, MOST_MATCHES);
  const same = named.filter((m) => m.kind === "group" && m.displayName.toLowerCase() === name);
  return same.length > 1;
}

function ambiguous({ source }: ChangeCommand, { approver }: ApproverChange): Complaint {
  const start = `settings ${SOURCE_NAMES[source]}`;
  return {
    wrong: `Several groups are called ${quoteTyped(nameOf(approver))}`,
    allowed: "Choose one of them in the form: write settings, and Edit",
    example: start,
  };
}

function accountDisabled(
  command: ChangeCommand,
  { approver, action, setting }: ApproverChange,
): Complaint {
  return {
    wrong: `The account of ${quoteTyped(nameOf(approver))} is not enabled`,
    allowed: "An approver is a person whose account is enabled, a group or a role",
    example: `${startOf(command, setting, action)} sam@contoso.example`,
  };
}

function startOf(
  { source }: ChangeCommand,
  setting: ApproverChange["setting"],
  action: string,
): string {
  const word = setting === "primaryApprovers" ? "approvers" : "fallback";
  return `settings ${SOURCE_NAMES[source]} ${word} ${action}`;
}

function notFound(command: ChangeCommand, change: ApproverChange): Complaint {
  const { approver, action, setting } = change;
  const start = startOf(command, setting, action);
  const name = quoteTyped(nameOf(approver));
  switch (approver.by) {
    case "group":
    case "role":
      return {
        wrong: `I do not find the ${approver.by} ${name}`,
        allowed: `Write the ${approver.by}'s whole name, as the directory has it`,
        example:
          approver.by === "group"
            ? `${start} group:"SOC on call"`
            : `${start} role:"Security Administrator"`,
      };
    case "mention":
      return {
        wrong: `I cannot tell who ${name} is: the mention names nobody whom the directory knows`,
        allowed: "Write the user principal name or the object id instead",
        example: `${start} sam@contoso.example`,
      };
    default:
      return {
        wrong: `I do not find the person ${name}`,
        allowed: "A person is a mention, a user principal name or an object id",
        example: `${start} sam@contoso.example`,
      };
  }
}

function nameOf(approver: ApproverArgument): string {
  return "value" in approver ? approver.value : approver.name;
}
