import type { Activity } from "botbuilder";
import type { Tenant } from "../../src/local/tenant.js";

/** Shorter texts are words that a log line has anyway. */
const SHORTEST = 7;

/** Fields of an activity that hold words of people. */
const WORDS = ["text", "value", "from", "localTimezone", "entities"] as const;

/** Everything in what a person sends that is his own: words, names and card tokens, not codes of the protocol. */
export function wordsOfPeople(activity: Partial<Activity>): string[] {
  return WORDS.flatMap((field) => textsIn(activity[field])).filter(isTelling);
}

/** Fields of a body over HTTP that hold words of people. */
const SPOKEN = /justification|displayName|userPrincipalName|answer|detail/i;

/** The same of what is handed in over HTTP. */
export function wordsHandedIn(body: unknown, isSpoken = false): string[] {
  if (typeof body === "string") return isSpoken && isTelling(body) ? [body] : [];
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([field, value]) =>
    wordsHandedIn(value, isSpoken || SPOKEN.test(field)),
  );
}

/** Names, addresses and evidence of the people of a tenant. */
export function personalTexts(tenant: Tenant): string[] {
  const people = tenant.users.flatMap((user) => [user.displayName, user.userPrincipalName]);
  const evidence = tenant.riskyUsers.map(({ riskDetail }) => riskDetail ?? "");
  return [...people, ...evidence].filter((text) => text.length >= SHORTEST);
}

/** The lines in which a text stands that no log may hold (Rule V3), each with the text; empty when all is well. */
export function findLeaks(lines: readonly string[], texts: Iterable<string>): string[] {
  const log = lines.join("\n");
  return [...new Set(texts)]
    .filter((text) => log.includes(asLogged(text)))
    .map((text) => `${text}: ${lines.find((line) => line.includes(asLogged(text)))}`);
}

function asLogged(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** Whether a text would give something away, other than ids, verbs and such words of our own. */
function isTelling(text: string): boolean {
  const isId = /^([0-9a-f-]{36}|R-\d+|2[89]:.*|a:.*|Action\.\w+|[a-z]+[A-Z]\w*|\d+)$/i.test(text);
  return text.length >= SHORTEST && !isId && !PROTOCOL.has(text.toLowerCase());
}

const PROTOCOL: ReadonlySet<string> = new Set([
  ...["manual", "automatic", "clientinfo", "mention", "europe/berlin", "approve", "confirm"],
  ...["discard", "refresh", "requests", "approvals", "deliveries", "settings", "insights"],
  ...["adaptivecard/action", "message", "withdrawrequest", "id-protection", "insider-risk"],
]);
