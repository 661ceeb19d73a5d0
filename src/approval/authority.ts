import type { Approver, Person } from "./approver.js";
import { type AccessRequest, concernedPeople, type Stage } from "./request.js";

/** Why somebody may decide a stage: by an own place in its sets, or for an approver who appointed him. */
export interface Authority {
  readonly approver: Approver;
  /** Set when the right is borrowed (Rule A5). */
  readonly onBehalfOf?: Person;
}

/** The approvers who may decide now: the primaries, after escalation the fallbacks too (Rule D2). */
export function activeApprovers(stage: Stage): readonly Approver[] {
  return stage.escalatedAt === undefined
    ? stage.primaryApprovers
    : [...stage.primaryApprovers, ...stage.fallbackApprovers];
}

/**
 * Whether a person may decide a stage, and through whom (Rules A5, D2, D3). `appointers` are the people whose
 * delegate he is now. An empty set means nobody.
 */
export function findAuthority(
  request: AccessRequest,
  stage: Stage,
  personId: string,
  appointers: readonly string[],
): Authority | undefined {
  if (concernedPeople(request).includes(personId)) return undefined;
  const active = activeApprovers(stage);
  const own = withAllRules(active, personId);
  if (own) return { approver: own };
  if (!mayStandIn(request, stage, personId)) return undefined;
  const found = active.find((approver) => appointers.includes(approver.id));
  const appointer = found && withAllRules(active, found.id);
  return appointer && { approver: appointer, onBehalfOf: plainPerson(appointer) };
}

/** Somebody in both sets keeps his right while any rule of either still names him (Rule D9). */
function withAllRules(active: readonly Approver[], personId: string): Approver | undefined {
  const [first, ...others] = active.filter((approver) => approver.id === personId);
  if (!first || others.length === 0) return first;
  return { ...first, namedBy: [first, ...others].flatMap((approver) => approver.namedBy) };
}

/** Rule A5: never the requestor or the target; for a risk stage only somebody in that stage's own sets. */
export function mayStandIn(request: AccessRequest, stage: Stage, personId: string): boolean {
  if (concernedPeople(request).includes(personId)) return false;
  if (stage.source === undefined) return true;
  return [...stage.primaryApprovers, ...stage.fallbackApprovers].some((a) => a.id === personId);
}

export function plainPerson(person: Person): Person {
  return {
    id: person.id,
    displayName: person.displayName,
    userPrincipalName: person.userPrincipalName,
  };
}
