import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Tenant } from "../../src/local/tenant.js";
import { cardOf, verbsOf } from "../connector/card-reading.js";
import type { TeamsUser } from "../connector/people-on-teams.js";
import { type Acknowledged, noteAnswer } from "../crash/burst.js";
import { watchedBody } from "../crash/watched-log.js";

/** Milliseconds between two things that a client does. */
const THINKING = 1_500;
const LOOKING = 250;
/**
 * How often a person asks for something; else he looks at what he asked for. The store keeps the 2,000 requests used last at
 * hand: with more of them the first minutes would measure how that fills up.
 */
const ASKING = 0.25;
/** How often a person removes the bot and installs it again, at one of his steps. */
const LEAVING = 0.01;
/** How often an approver writes instead of waiting for cards: none reaches him whom Teams has refused a message. */
const WRITING = 0.02;

export interface ClientParts {
  readonly tenant: Tenant;
  readonly url: () => string;
  readonly acknowledged: Acknowledged;
  readonly random: () => number;
  readonly end: AbortSignal;
}

/** What the clients did, by answer. */
export type Tally = Map<string, number>;

/** A person who asks for one package after the other, over HTTP and in chat, and looks at the own requests. */
export async function askAgainAndAgain(
  parts: ClientParts,
  user: TeamsUser,
  tally: Tally,
): Promise<void> {
  const { tenant, random, end } = parts;
  while (!end.aborted) {
    const chosen = tenant.accessPackages[Math.floor(random() * tenant.accessPackages.length)];
    if (random() < ASKING) await submit(parts, user.objectId, chosen?.id ?? "", tally);
    else count(tally, `status ${(await user.say("status")).status}`);
    if (random() < LEAVING) await leaveForAWhile(parts, user, tally);
    await rest(THINKING * (0.5 + random()), end);
  }
}

/** The roster changes: what is sent meanwhile is refused. */
async function leaveForAWhile(
  { random, end }: ClientParts,
  user: TeamsUser,
  tally: Tally,
): Promise<void> {
  count(tally, `uninstall ${(await user.uninstall()).status}`);
  await rest(THINKING * (0.5 + 2 * random()), end);
  count(tally, `install ${(await user.install()).status}`);
}

/** Somebody who watches the bot: its health and its figures. */
export async function watch({ url, end }: ClientParts, tally: Tally): Promise<void> {
  while (!end.aborted) {
    for (const path of ["healthz", "readyz", "metrics"]) {
      const response = await fetch(`${url()}/${path}`);
      const isLate = (await response.text()).includes("s behind") && response.status === 503;
      count(tally, `${path} ${response.status}${isLate ? " behind" : ""}`);
    }
    await rest(THINKING, end);
  }
}

/** Answers 5xx that nothing excuses: whatever Teams does, only readiness may be denied, by a bot that is busy. */
export function unexcused(tally: Tally): readonly string[] {
  return [...tally.keys()].filter((what) => / 5\d\d/.test(what) && what !== "readyz 503 behind");
}

/** An approver who decides whatever comes, half of it one way; some clicks arrive twice. */
export async function decideWhatComes(
  parts: ClientParts,
  user: TeamsUser,
  share: (messageId: string) => boolean,
  tally: Tally,
): Promise<void> {
  const { acknowledged, random, end } = parts;
  const seen = new Set<string>();
  while (!end.aborted) {
    for (const message of user.messages()) {
      if (end.aborted) return;
      if (seen.has(message.id) || !share(message.id)) continue;
      seen.add(message.id);
      if (!verbsOf(cardOf(message)).includes("approve")) continue;
      // Some are left to the deadlines.
      if (random() < 0.3) continue;
      const verb = random() < 0.5 ? "approve" : "deny";
      const click = () => user.click(message, verb, { justification: "Spoke to the person" });
      const answers = await Promise.all(random() < 0.2 ? [click(), click()] : [click()]);
      for (const answer of answers) {
        count(tally, `click ${answer.status}`);
        noteAnswer(acknowledged, message, answer);
      }
    }
    if (random() < WRITING) count(tally, `approvals ${(await user.say("approvals")).status}`);
    if (random() < LEAVING / 4) await leaveForAWhile(parts, user, tally);
    await rest(LOOKING, end);
  }
}

async function submit(
  { url, acknowledged, random }: ClientParts,
  personId: string,
  packageId: string,
  tally: Tally,
): Promise<void> {
  const key = randomUUID();
  const body = watchedBody({
    accessPackageAssignmentRequestId: key,
    requestor: { objectId: personId },
    accessPackage: { id: packageId },
    justification: "Quarterly close",
  });
  const headers = { "content-type": "application/json" };
  const post = () => fetch(`${url()}/api/access-requests`, { method: "POST", headers, body });
  const responses = await Promise.all(random() < 0.1 ? [post(), post()] : [post()]);
  const taken = new Set<string>();
  for (const response of responses) {
    count(tally, `submission ${response.status}`);
    const answer = (await response.json()) as { id?: string };
    if (response.status !== 202 || !answer.id) continue;
    taken.add(answer.id);
    acknowledged.submissions.set(key, answer.id);
  }
  if (taken.size > 1) throw new Error(`I2: ${key} became ${[...taken].join(" and ")}`);
}

function count(tally: Tally, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

function rest(milliseconds: number, end: AbortSignal): Promise<void> {
  return wait(milliseconds, undefined, { signal: end }).catch(() => undefined);
}
