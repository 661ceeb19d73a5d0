import { expect } from "vitest";
import type { Instant } from "../../src/approval/instant.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { verifyChain } from "../../src/audit/audit-chain.js";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import { walkTrail } from "../../src/service/walk-trail.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { cardIn, cardOf, findAction, verbsOf } from "../connector/card-reading.js";
import type { ConnectorStandIn } from "../connector/connector-stand-in.js";
import type { TeamsUser } from "../connector/people-on-teams.js";
import type { Acknowledged } from "./burst.js";

/** Rule N2: a card whose fate nobody knows is posted once more, and never a third time. Returns how many cards there are. */
export function checkPosts(connector: ConnectorStandIn): number {
  const posts = new Map<string, number>();
  for (const { name, conversationId, body } of connector.requests) {
    const action = findAction(cardOf({ id: "", activity: body }), "approve")?.action;
    const requestId = (action?.data as { r?: string } | undefined)?.r;
    if (name !== "post" || requestId === undefined) continue;
    const key = `${requestId} in ${conversationId}`;
    posts.set(key, (posts.get(key) ?? 0) + 1);
  }
  expect([...posts].filter(([, times]) => times > 2)).toEqual([]);
  return posts.size;
}

/**
 * Rule N2: every post was begun by one commit of its row, which gave its card a token. Of two nodes that sent a row at the
 * same time, or on a version that was old, the ledger would know one token, and the other was posted all the same. A row
 * was posted again only where it had been begun and its fate was unknown. Returns how many sends there were.
 */
export async function checkSends(
  connector: ConnectorStandIn,
  store: AuditedStore,
): Promise<number> {
  const posted = new Map<string, string[]>();
  for (const { name, body } of connector.requests) {
    if (name !== "post") continue;
    const action = findAction(cardOf({ id: "", activity: body }), "approve")?.action;
    const { r: id, t: token } = (action?.data ?? {}) as { r?: string; t?: string };
    if (id === undefined || token === undefined) continue;
    posted.set(id, [...(posted.get(id) ?? []), token]);
  }
  let sends = 0;
  for (const [id, tokens] of posted) {
    const rows = (await store.load("request", id))?.value.notices ?? [];
    const begun = rows.map(({ copies, reposts }) => ({
      times: tokens.filter((token) => copies.some((copy) => copy.token === token)).length,
      most: 1 + reposts,
    }));
    expect(new Set(tokens).size, `${id}: a card was posted twice`).toBe(tokens.length);
    const known = begun.reduce((sum, { times }) => sum + times, 0);
    expect(known, `${id}: every card is of a send that the ledger knows`).toBe(tokens.length);
    for (const { times, most } of begun) expect(times, id).toBeLessThanOrEqual(most);
    sends += tokens.length;
  }
  return sends;
}

/** What timers have brought about in what was acknowledged; that each did so once is part of `checkAcknowledged`. */
export async function countTimers(
  store: AuditedStore,
  { submissions }: Acknowledged,
): Promise<{ readonly escalations: number; readonly denials: number }> {
  const types: string[] = [];
  for (const id of submissions.values())
    for (const { type } of await store.events("request", id)) types.push(type);
  const count = (wanted: string): number => types.filter((type) => type === wanted).length;
  return { escalations: count("stageEscalated"), denials: count("stageTimedOut") };
}

export interface FiredTimer {
  readonly dueAt: Instant;
  readonly at: Instant;
}

/** The deadlines of what was acknowledged that have fired: when each was due, and when it happened (Rule T4). */
export async function firedTimers(
  store: AuditedStore,
  { submissions }: Acknowledged,
): Promise<readonly FiredTimer[]> {
  const fired: FiredTimer[] = [];
  for (const id of submissions.values()) {
    for (const { type, at, details } of await store.events("request", id)) {
      const isTimer =
        type === "stageTimedOut" || (type === "stageEscalated" && details.reason === "deadline");
      if (isTimer) fired.push({ at: Date.parse(at), dueAt: Number(details.dueAt) });
    }
  }
  return fired;
}

/** Rows of the ledger that wait: none is left when every stage has ended and every unknown send was given up (Rule L). */
export async function pendingRows(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/riskgate_notices\{state="pending"\} (\d+)/.exec(metrics)?.[1]);
}

/** A card whose send was cut off by a kill may still show buttons: viewing or clicking it heals it (Rule N3). */
export async function healCards(user: TeamsUser): Promise<void> {
  for (const message of user.messages().filter((m) => verbsOf(cardOf(m)).includes("approve"))) {
    const answer = await user.click(message, "approve", { justification: "late" });
    expect(verbsOf(cardIn(answer))).not.toContain("approve");
  }
}

/** Rule N2: intended = delivered + failed + withdrawn + pending. */
export async function checkLedger(url: string): Promise<void> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const count = (state: string): number =>
    Number(new RegExp(`riskgate_notices\\{state="${state}"\\} (\\d+)`).exec(metrics)?.[1]);
  expect(count("intended")).toBe(
    count("delivered") + count("failed") + count("withdrawn") + count("pending"),
  );
}

/** Everything that was acknowledged is there, once, and the trail verifies. The process must have ended. */
export async function checkStore(
  dataDir: string,
  tenantId: string,
  acknowledged: Acknowledged,
): Promise<void> {
  const store = await openEmbeddedStore({ folder: dataDir, tenantId });
  try {
    await checkAcknowledged(store, acknowledged);
  } finally {
    await store.close();
  }
}

/** Everything that was said yes to is there, happened once, and its evidence is whole. */
export async function checkAcknowledged(
  store: AuditedStore,
  acknowledged: Acknowledged,
): Promise<void> {
  for (const id of acknowledged.submissions.values()) {
    const request = (await store.load("request", id))?.value;
    expect(request, `${id} was acknowledged`).toBeDefined();
    if (!request) continue;
    const events = await store.events("request", id);
    expect(verifyChain(events).ok, `the chain of ${id}`).toBe(true);
    checkOnce(
      request,
      events.map((event) => event.type),
    );
  }
  for (const [id, outcome] of acknowledged.decisions) {
    const request = (await store.load("request", id))?.value;
    expect(request?.stages[0]?.outcome?.reviewResult, `${id} was acknowledged`).toBe(outcome);
  }
  const verdict = await walkTrail(store.auditTrail, () => store.now());
  expect(verdict.problems, "the trail and its anchors").toEqual([]);
}

/** Whatever was killed when: each stage ended once, escalated at most once, and the request ended once. */
function checkOnce(request: AccessRequest, types: readonly string[]): void {
  const times = (type: string): number => types.filter((t) => t === type).length;
  expect(times("requestSubmitted")).toBe(1);
  expect(times("stageEscalated")).toBeLessThanOrEqual(request.stages.length);
  expect(times("stageDecided") + times("stageTimedOut")).toBe(
    request.stages.filter((s) => s.outcome).length,
  );
  expect(times("requestDenied") + times("requestApproved")).toBe(1);
  expect(times("graceGranted")).toBeLessThanOrEqual(request.stages.length);
  for (const notice of request.notices) {
    // Rule N2: a card of unknown fate is posted once more, and each kill may leave one unknown.
    expect(notice.reposts).toBeLessThanOrEqual(1);
    expect(notice.state).not.toBe("pending");
  }
}
