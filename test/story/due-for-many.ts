import { advanceRequest } from "../../src/approval/advance.js";
import type { Person } from "../../src/approval/approver.js";
import { cancelRequest } from "../../src/approval/cancel.js";
import { beginSend, reportSend } from "../../src/approval/delivery.js";
import type { Effect } from "../../src/approval/effect.js";
import { DAY, type Instant, SECOND } from "../../src/approval/instant.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { indexOf } from "../../src/service/index-entry.js";
import type { Store } from "../../src/service/ports/store.js";
import { newPersonRecord } from "../../src/service/register-person.js";
import { atRiskStage, person } from "../builders/request.js";
import type { ConnectorStandIn } from "../connector/connector-stand-in.js";

/** What is due for the approvers of a request: a card to settle, the card of a fallback approver, a new card. */
export type Kind = "settled" | "escalated" | "new";

const GROUP = 10;
export const APPROVERS = Array.from({ length: 200 }, (_, i) => person(i + 1));
/** These have so many new cards at once that they get a digest. */
export const BUSY = APPROVERS.slice(0, GROUP);
const EACH: Readonly<Record<Kind, number>> = { new: 4, escalated: 2, settled: 3 };
const NEW_FOR_BUSY = 15;

/**
 * Writes requests of 200 approvers into a store, whose rows are all due at once: the least urgent ones first.
 *
 * @returns the kind of each request by its id
 */
export async function storeDueRows(
  store: Store,
  tenantId: string,
  connector: ConnectorStandIn,
): Promise<ReadonlyMap<string, Kind>> {
  for (const { id } of APPROVERS) await storePerson(store, tenantId, id, connector);
  const kinds = new Map<string, Kind>();
  for (const kind of ["new", "escalated", "settled"] as const) {
    for (let first = 0; first < APPROVERS.length; first += GROUP) {
      const count = kind === "new" && first === 0 ? NEW_FOR_BUSY : EACH[kind];
      const group = APPROVERS.slice(first, first + GROUP);
      for (let n = 0; n < count; n += 1) kinds.set(await storeRequest(store, kind, group), kind);
    }
  }
  return kinds;
}

async function storePerson(
  store: Store,
  tenantId: string,
  id: string,
  connector: ConnectorStandIn,
): Promise<void> {
  const conversation = {
    conversationId: connector.conversationIdOf(id),
    serviceUrl: connector.serviceUrl,
    botId: "28:riskgate",
    mri: `29:${id}`,
  };
  const value = { ...newPersonRecord(tenantId, id, store.now()), isInstalled: true, conversation };
  const index = indexOf("person", value);
  await store.commit({ kind: "person", id, expectedVersion: 0, value, events: [], index });
}

async function storeRequest(store: Store, kind: Kind, group: readonly Person[]): Promise<string> {
  const id = await store.nextRequestId();
  const requestor = person(10_000 + Number(id.slice(2)));
  const { request, events } = make(kind, id, requestor, group, store.now());
  // What the requestor hears is no part of this.
  const value = delivered(request, (recipient) => recipient === requestor.id, store.now());
  const index = indexOf("request", value);
  const result = await store.commit({
    kind: "request",
    id,
    expectedVersion: 0,
    value,
    events,
    index,
  });
  if (!result.ok) throw new Error(`${id} could not be stored: ${result.reason}`);
  return id;
}

function make(
  kind: Kind,
  id: string,
  requestor: Person,
  group: readonly Person[],
  now: Instant,
): Pick<Effect, "request" | "events"> {
  if (kind === "new") return atRiskStage(id, group, { requestor, now });
  if (kind === "settled") {
    const opened = atRiskStage(id, group, { requestor, now });
    const shown = delivered(opened.request, () => true, now);
    const by = { by: requestor, asAdministrator: false, reason: "" };
    const canceled = cancelRequest(shown, by, now);
    if (!canceled.ok) throw new Error(canceled.code);
    return { request: canceled.request, events: [...opened.events, ...canceled.events] };
  }
  const then = now - DAY - SECOND;
  const [lead, ...fallbackApprovers] = group;
  const opened = atRiskStage(id, lead ? [lead] : [], { requestor, now: then, fallbackApprovers });
  const shown = delivered(opened.request, () => true, then);
  const escalated = advanceRequest(shown, { outages: [], delegations: [] }, now);
  if (!escalated) throw new Error("nothing was due");
  return { request: escalated.request, events: [...opened.events, ...escalated.events] };
}

function delivered(
  request: AccessRequest,
  isMeant: (recipient: string) => boolean,
  at: Instant,
): AccessRequest {
  const notices = request.notices.map((notice) => {
    const token = `token-${request.id}-${notice.number}-0123456789`;
    const begun = isMeant(notice.recipient) ? beginSend(notice, token, null, at) : undefined;
    if (!begun) return notice;
    const activityId = `${request.id}-${notice.number}`;
    const sent = { kind: "sent", conversationId: `a:${notice.recipient}`, activityId } as const;
    return reportSend(begun, token, notice.revision, sent, at);
  });
  return { ...request, notices };
}
