import type { ApproverRule, Candidate, Delegation, Person } from "../../src/approval/approver.js";
import { person } from "./request.js";

/** The people of the stories. Riley asks; Sam and Ingrid review risk; Finn and Faye are the fallback. */
export const RILEY = person(1, "Riley Chen");
export const TAYLOR = person(2, "Taylor Brooks");
export const SAM = person(3, "Sam Okafor");
export const INGRID = person(4, "Ingrid Larsen");
export const FINN = person(5, "Finn Murphy");
export const FAYE = person(6, "Faye Ito");
export const MORGAN = person(7, "Morgan Diaz");
export const DANA = person(8, "Dana Weber");
export const ADA = person(9, "Ada Novak");
export const STRANGER = person(10, "Sasha Stone");
export const COLE = person(11, "Cole Haas");

export const SECURITY_ROLE: ApproverRule = { kind: "role", name: "Security Administrator" };
export const SOC_GROUP: ApproverRule = {
  kind: "group",
  id: "00000000-0000-4000-8000-0000000000aa",
};
export const MANAGER: ApproverRule = { kind: "manager", level: 1 };

/** Somebody as the directory returns him for a rule. */
export function candidate(
  who: Person,
  rule: ApproverRule = SECURITY_ROLE,
  accountEnabled = true,
): Candidate {
  const label =
    rule.kind === "role" ? rule.name : rule.kind === "group" ? "SOC on call" : rule.kind;
  return { ...who, accountEnabled, namedBy: [{ rule, label }] };
}

/** A delegation that is in force. */
export function delegation(appointer: Person, delegate: Person, accountEnabled = true): Delegation {
  return { appointer: appointer.id, delegate: { ...delegate, accountEnabled } };
}
