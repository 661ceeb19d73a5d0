import type { ChainedEvent } from "./chained-event.js";

/** Names of what is no person's text. */
const NOBODYS = new Set(["accessPackage"]);

/**
 * Whether a text beside the chain is about a person or by him: his name, what he wrote, and everything that was written
 * on a request about him (`isAbout`), other people's names apart.
 */
export function isTextAbout(
  event: ChainedEvent,
  name: string,
  personId: string,
  isAbout: boolean,
): boolean {
  if (NOBODYS.has(name)) return false;
  const { actor, details } = event;
  const named = details[`${name}Id`];
  if (named !== undefined) return named === personId;
  if (actor.kind !== "person") return isAbout;
  if (name === "riskAtDecision") return isAbout;
  if (name === "onBehalfOf") return actor.onBehalfOf === personId;
  if (name === "justification" || name === "reason") return isAbout || actor.id === personId;
  return actor.id === personId;
}
