import { advanceRequest } from "../src/approval/advance.js";
import type { Candidate, Person } from "../src/approval/approver.js";
import type { AuditEvent } from "../src/approval/audit-event.js";
import { beginSend, reportSend } from "../src/approval/delivery.js";
import { evaluateRequest } from "../src/approval/evaluate.js";
import type { Instant } from "../src/approval/instant.js";
import { REACH_PATIENCE } from "../src/approval/limits.js";
import { resolveApprovers } from "../src/approval/open-stage.js";
import type { AccessRequest } from "../src/approval/request.js";
import { interpretSignal } from "../src/approval/risk.js";
import { submitRequest } from "../src/approval/submit.js";
import type { Tenant } from "../src/local/tenant.js";
import { indexOf } from "../src/service/index-entry.js";
import type { Store } from "../src/service/ports/store.js";
import { openEmbeddedStore } from "../src/store/lowdb/open-embedded-store.js";
import { type Cast, conversationOf } from "./cast.js";

/** A card that a click can use. */
export interface OpenCard {
  readonly requestId: string;
  readonly token: string;
}

/** A request as it is to be stored, with the token of the first approver's card. */
export interface MadeRequest {
  readonly request: AccessRequest;
  readonly events: readonly AuditEvent[];
  readonly token: string;
}

export type RequestMaker = (cast: Cast, id: string, n: number, now: Instant) => MadeRequest;

/** Fills the embedded store in a folder: see `fillOpened`. */
export async function fillStore(
  folder: string,
  tenant: Tenant,
  cast: Cast,
  from: number,
  count: number,
): Promise<OpenCard[]> {
  const store = await openEmbeddedStore({ folder, tenantId: tenant.tenantId });
  try {
    const cards = await fillOpened(store, tenant, cast, from, count);
    // All that the start has found is anchored then, so that the next one need not look.
    await store.auditTrail.anchor();
    return cards;
  } finally {
    await store.close();
  }
}

/**
 * Fills a store with requests that wait in their risk stage, each with delivered cards for two approvers, by the real
 * functions and the real store: `count` of them, numbered from `from`. Returns their cards.
 */
export async function fillOpened(
  store: Store,
  tenant: Tenant,
  cast: Cast,
  from: number,
  count: number,
  make: RequestMaker = makeWaiting,
): Promise<OpenCard[]> {
  for (const person of [...cast.everybody, ...cast.requestors])
    await storePerson(store, tenant, person.id);
  const cards: OpenCard[] = [];
  const end = from + count;
  for (let start = from; start < end; start += 64) {
    const batch = Array.from({ length: Math.min(64, end - start) }, (_, i) => start + i);
    const stored = await Promise.all(batch.map((n) => storeRequest(store, cast, n, make)));
    cards.push(...stored);
  }
  return cards;
}

async function storePerson(store: Store, tenant: Tenant, id: string): Promise<void> {
  const value = {
    id,
    tenantId: tenant.tenantId,
    isInstalled: true,
    seenAt: store.now(),
    conversation: conversationOf(id),
    notices: [],
  };
  await store.commit({
    kind: "person",
    id,
    expectedVersion: 0,
    value,
    events: [],
    index: indexOf("person", value),
  });
}

async function storeRequest(
  store: Store,
  cast: Cast,
  n: number,
  make: RequestMaker,
): Promise<OpenCard> {
  const id = await store.nextRequestId();
  const { request, events, token } = make(cast, id, n, store.now());
  const index = indexOf("request", request);
  const result = await store.commit({
    kind: "request",
    id,
    expectedVersion: 0,
    value: request,
    events,
    index,
  });
  if (!result.ok) throw new Error(`could not store ${id}: ${result.reason}`);
  return { requestId: id, token };
}

/**
 * Opened a while ago, so that the look whether somebody was reached (Rule A4) has happened: else every one of them would
 * fall due while something else is measured.
 */
function makeWaiting(cast: Cast, id: string, n: number, now: Instant): MadeRequest {
  const opened = openRequest(cast, id, n, now - 2 * REACH_PATIENCE);
  const looked = advanceRequest(opened.request, { outages: [], delegations: [] }, now);
  if (!looked) throw new Error("nobody looked whether anybody was reached");
  return { ...opened, request: looked.request, events: [...opened.events, ...looked.events] };
}

/** A request in its risk stage, opened at `now`, every card delivered. */
export function openRequest(
  cast: Cast,
  id: string,
  n: number,
  now: Instant,
  fallback: readonly Person[] = [],
): MadeRequest {
  const requestor = cast.requestors[n % cast.requestors.length];
  if (!requestor) throw new Error("nobody asks");
  const submitted = submitRequest(
    {
      id,
      origin: { kind: "api", caller: "bench", key: `key-${n}`, contentDigest: "0".repeat(64) },
      requestor,
      target: requestor,
      accessPackage: { ...cast.accessPackage, id: `${cast.accessPackage.id}-${n}` },
      assignmentPolicy: cast.policy,
      justification: "Quarterly close, need the ledger export by Friday",
    },
    now,
  );
  if (!submitted.ok) throw new Error(submitted.code);
  const readings = [
    interpretSignal(
      "idProtection",
      requestor.id,
      { kind: "listed", level: "high", riskState: "atRisk" },
      now,
    ),
  ];
  const planned = evaluateRequest(submitted.request, readings, cast.controls, now);
  const sets = {
    primaryApprovers: cast.approvers.map(asCandidate),
    fallbackApprovers: fallback.map(asCandidate),
    isComplete: true,
    delegations: [],
  };
  const opened = planned && resolveApprovers(planned.request, 0, sets, now);
  if (!opened) throw new Error("the stage did not open");
  const { request, token } = deliverAll(opened.request, cast, now);
  return { request, token, events: [...submitted.events, ...planned.events, ...opened.events] };
}

function asCandidate(person: Person): Candidate {
  const rule = { kind: "role", name: "Security Administrator" } as const;
  return {
    ...person,
    accountEnabled: true,
    namedBy: [{ rule, label: "Security Administrator" }],
  };
}

/** Every row that waits was sent; the token is that of the first approver's card. */
export function deliverAll(
  request: AccessRequest,
  cast: Cast,
  now: number,
): { request: AccessRequest; token: string } {
  let token = "";
  const notices = request.notices.map((notice) => {
    const mine = `token-${request.id}-${notice.number}-0123456789`;
    if (notice.kind === "approvalCard" && notice.recipient === cast.approvers[0]?.id) token = mine;
    const reading =
      notice.stage === undefined ? null : (request.stages[notice.stage]?.readings.at(-1) ?? null);
    const begun = beginSend(notice, mine, reading, now);
    if (!begun) return notice;
    const sent = {
      kind: "sent" as const,
      conversationId: conversationOf(notice.recipient).conversationId,
      activityId: `${request.id}-${notice.number}`,
    };
    return reportSend(begun, mine, notice.revision, sent, now);
  });
  return { request: { ...request, notices }, token };
}
