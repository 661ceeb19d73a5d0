import type { Approver, ApproverRule, Person } from "../approval/approver.js";
import { type Authority, findAuthority } from "../approval/authority.js";
import type { AccessRequest, Stage } from "../approval/request.js";
import type { Context } from "./context.js";

/** Whether a right to decide still stands, and by which appointers where it is borrowed. */
export type Standing =
  | { readonly kind: "stands"; readonly appointers: readonly string[] }
  | { readonly kind: "revoked" | "unreadable" };

/**
 * Rule D9: the decider is enabled, and whoever's right is used is enabled and still named by one of the rules that named
 * him. A delegate on a risk stage must himself still be named (Rule A5). Whatever cannot be read means no.
 */
export async function readStanding(
  context: Context,
  request: AccessRequest,
  stage: Stage,
  person: Person,
  appointers: readonly string[],
): Promise<Standing> {
  try {
    const decider = await context.people.byId(person.id);
    if (!decider?.accountEnabled) return { kind: "revoked" };
    const own = findAuthority(request, stage, person.id, []);
    if (own) {
      return (await isNamed(context, request, own.approver))
        ? { kind: "stands", appointers }
        : { kind: "revoked" };
    }
    if (stage.source !== undefined && !(await isInOwnSets(context, request, stage, person.id))) {
      return { kind: "revoked" };
    }
    for (const appointer of appointers) {
      const lent: Authority | undefined = findAuthority(request, stage, person.id, [appointer]);
      if (lent && (await isNamed(context, request, lent.approver))) {
        return { kind: "stands", appointers: [appointer] };
      }
    }
    return { kind: "revoked" };
  } catch {
    return { kind: "unreadable" };
  }
}

async function isInOwnSets(
  context: Context,
  request: AccessRequest,
  stage: Stage,
  personId: string,
): Promise<boolean> {
  const places = [...stage.primaryApprovers, ...stage.fallbackApprovers].filter(
    (a) => a.id === personId,
  );
  for (const place of places) if (await isNamed(context, request, place)) return true;
  return false;
}

async function isNamed(
  context: Context,
  request: AccessRequest,
  approver: Approver,
): Promise<boolean> {
  for (const { rule } of approver.namedBy) {
    if (await isStillNamed(context, rule, approver.id, request.requestor.id)) return true;
  }
  return false;
}

async function isStillNamed(
  context: Context,
  rule: ApproverRule,
  personId: string,
  requestorId: string,
): Promise<boolean> {
  const candidates = await context.people.resolve(rule, requestorId);
  return candidates.some((candidate) => candidate.id === personId && candidate.accountEnabled);
}
