import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { Tenant } from "../../src/local/tenant.js";
import { cardIn, cardOf, findAction, textsOf, verbsOf } from "../connector/card-reading.js";
import type { ConnectorStandIn } from "../connector/connector-stand-in.js";
import type { TeamsUser } from "../connector/people-on-teams.js";
import { WatchedUser, watchedBody } from "./watched-log.js";

/** What the bot has said yes to: none of it may ever be lost or change. */
export class Acknowledged {
  /** Request id by idempotency key. */
  readonly submissions = new Map<string, string>();
  /** What was submitted, by idempotency key. */
  readonly bodies = new Map<string, string>();
  /** Outcome by request id. */
  readonly decisions = new Map<string, "Approved" | "Denied">();
}

export interface BurstParts {
  readonly tenant: Tenant;
  readonly connector: ConnectorStandIn;
  readonly url: string;
  readonly acknowledged: Acknowledged;
  readonly random: () => number;
}

/**
 * Submits and decides as fast as it can, until the bot is gone.
 *
 * @param isAtOnce every approver clicks all his cards at once, and not one after the other
 */
export async function burst(
  parts: BurstParts,
  targets: readonly string[],
  end: AbortSignal,
  isAtOnce = false,
): Promise<void> {
  const approvers = ["sam", "ada"].map((name) => approver(parts, name));
  await Promise.all([
    ...targets.map((target) => submit(parts, target).catch(() => undefined)),
    ...approvers.map((user) => decideAll(parts, user, end, isAtOnce)),
  ]);
}

export function approver({ tenant, connector, url }: BurstParts, name: string): TeamsUser {
  const user = tenant.users.find((u) => u.userPrincipalName.startsWith(`${name}@`));
  if (!user) throw new Error(`nobody is called ${name}`);
  return new WatchedUser({
    botUrl: `${url}/api/messages`,
    connector,
    tenantId: tenant.tenantId,
    objectId: user.id,
    name: user.displayName,
  });
}

/** One person asks; what is answered with yes is noted. */
export async function submit(
  { tenant, url, acknowledged }: BurstParts,
  target: string,
): Promise<void> {
  const key = randomUUID();
  const body = submissionBody(tenant, key, target);
  const response = await postSubmission(url, body);
  const answer = (await response.json()) as { id?: string };
  if (response.status === 202 && answer.id) {
    acknowledged.submissions.set(key, answer.id);
    acknowledged.bodies.set(key, body);
  }
}

export function submissionBody(tenant: Tenant, key: string, target: string): string {
  return watchedBody({
    accessPackageAssignmentRequestId: key,
    requestor: { objectId: target },
    accessPackage: { id: tenant.accessPackages[0]?.id },
    justification: "Quarterly close",
  });
}

export function postSubmission(url: string, body: string): Promise<Response> {
  return fetch(`${url}/api/access-requests`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
}

/** State of every request that was acknowledged, asked for with its key (Rule I2). */
export async function statesOf(url: string, { bodies, submissions }: Acknowledged) {
  const states: string[] = [];
  for (const [key, body] of bodies) {
    const response = await postSubmission(url, body);
    const answer = (await response.json()) as { readonly id: string; readonly state: string };
    expect(answer.id).toBe(submissions.get(key));
    states.push(answer.state);
  }
  return states;
}

/** Rule L: every request that was acknowledged has ended. */
export async function areOver(url: string, acknowledged: Acknowledged): Promise<boolean> {
  const states = await statesOf(url, acknowledged);
  return !states.some((state) => state === "pendingApproval" || state === "approved");
}

async function decideAll(
  parts: BurstParts,
  user: TeamsUser,
  end: AbortSignal,
  isAtOnce: boolean,
): Promise<void> {
  const clicked = new Set<string>();
  while (!end.aborted) {
    await decideOpen(parts, user, clicked, end, isAtOnce);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Clicks every card with live buttons that is not in `clicked`, some of them twice. */
export async function decideOpen(
  parts: BurstParts,
  user: TeamsUser,
  clicked: Set<string>,
  end: AbortSignal,
  isAtOnce = false,
): Promise<void> {
  const open = user
    .messages()
    .filter((m) => !clicked.has(m.id) && verbsOf(cardOf(m)).includes("approve"));
  const clicks: Promise<void>[] = [];
  for (const message of open) {
    if (end.aborted) break;
    clicked.add(message.id);
    const click = decideCard(parts, user, message);
    if (isAtOnce) clicks.push(click);
    else await click;
  }
  await Promise.all(clicks);
}

async function decideCard(
  parts: BurstParts,
  user: TeamsUser,
  message: Parameters<TeamsUser["click"]>[0],
): Promise<void> {
  const verb = parts.random() < 0.5 ? "approve" : "deny";
  // Some clicks are delivered twice, as Teams does when an answer is late.
  const answers = await Promise.allSettled([
    user.click(message, verb, { justification: "Spoke to the person" }),
    ...(parts.random() < 0.3
      ? [user.click(message, verb, { justification: "Spoke to the person" })]
      : []),
  ]);
  for (const answer of answers) {
    if (answer.status === "fulfilled") noteAnswer(parts.acknowledged, message, answer.value);
  }
}

export function noteAnswer(
  acknowledged: Acknowledged,
  message: Parameters<typeof cardOf>[0],
  answer: Parameters<typeof cardIn>[0],
): void {
  const requestId = requestOf(message);
  const card = cardIn(answer);
  if (!requestId || !card || verbsOf(card).includes("approve")) return;
  const text = textsOf(card).join("");
  if (text.includes("Approved by")) acknowledged.decisions.set(requestId, "Approved");
  else if (text.includes("Denied by")) acknowledged.decisions.set(requestId, "Denied");
}

/** The number of the request that a card with live buttons is about. */
export function requestOf(message: Parameters<typeof cardOf>[0]): string | undefined {
  const data = findAction(cardOf(message), "approve")?.action.data;
  return (data as { r?: string } | undefined)?.r;
}
