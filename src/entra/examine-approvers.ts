import type { ApproverRule } from "../approval/approver.js";
import type { DirectoryPerson } from "../service/ports/people.js";
import { createDirectory, type Directory, type DirectoryOptions } from "./directory.js";
import { GraphError } from "./graph-error.js";

/** Somebody whom the settings name, and where. */
export interface NamedApprover {
  readonly rule: Exclude<ApproverRule, { kind: "manager" }>;
  /** Such as `administrators`, or `ID Protection, fallback approvers`. */
  readonly place: string;
  /** The bot cannot do its work without somebody here. */
  readonly isNeeded: boolean;
}

export interface ApproverFinding extends NamedApprover {
  /** `nobody`: it is there, and nobody in it has an enabled account. */
  readonly state: "works" | "missing" | "nobody" | "unknown";
  /** The name in the directory, where there is one. */
  readonly name?: string;
  /** Enabled people. */
  readonly count: number;
  /** Graph's words for what went wrong. */
  readonly code?: string;
}

/** Whether each of them exists in the directory and leads to somebody who can decide. Changes nothing. */
export async function examineApprovers(
  options: DirectoryOptions,
  named: readonly NamedApprover[],
): Promise<readonly ApproverFinding[]> {
  const directory = createDirectory(options);
  return Promise.all(
    named.map(async (approver) => {
      try {
        const found = await lookUp(directory, approver.rule);
        if (!found) return { ...approver, state: "missing" as const, count: 0 };
        const count = found.people.filter(({ accountEnabled }) => accountEnabled).length;
        const state = count > 0 ? ("works" as const) : ("nobody" as const);
        return { ...approver, state, name: found.name, count };
      } catch (error) {
        if (!(error instanceof GraphError)) throw error;
        const code = error.status === 0 ? error.code : `${error.status} ${error.code}`;
        return { ...approver, state: "unknown" as const, count: 0, code };
      }
    }),
  );
}

/** Undefined for what the directory does not have. */
async function lookUp(
  directory: Directory,
  rule: NamedApprover["rule"],
): Promise<{ readonly name: string; readonly people: readonly DirectoryPerson[] } | undefined> {
  switch (rule.kind) {
    case "user": {
      const person = await directory.userById(rule.id);
      return person && { name: person.displayName, people: [person] };
    }
    case "group": {
      const name = await directory.groupName(rule.id);
      return name === undefined ? undefined : { name, people: await directory.membersOf(rule.id) };
    }
    case "role": {
      const role = await directory.roleNamed(rule.name);
      return role && { name: role.displayName, people: await directory.holdersOf(role.id) };
    }
  }
}
