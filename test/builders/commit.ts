import type { AuditEvent } from "../../src/approval/audit-event.js";
import { countNotices, nextSendAt } from "../../src/approval/notice.js";
import type { PersonRecord } from "../../src/approval/person-record.js";
import { type AccessRequest, concernedPeople } from "../../src/approval/request.js";
import type { Commit, IndexEntry } from "../../src/service/ports/store.js";
import { NOW, person, submitted } from "./request.js";

/** The commit of a request, with an index entry like the service's; `index` replaces parts of it. */
export function requestCommit(
  request: AccessRequest,
  expectedVersion: number,
  index: Partial<IndexEntry> = {},
  events: readonly AuditEvent[] = [],
): Commit<"request"> {
  const sendAt = nextSendAt(request.notices);
  return {
    kind: "request",
    id: request.id,
    expectedVersion,
    value: request,
    events,
    index: {
      ...(sendAt !== undefined && { nextSendAt: sendAt }),
      isClosed: false,
      keys: [],
      noticeCounts: countNotices(request.notices),
      deciders: [],
      concerned: concernedPeople(request),
      unreached: [],
      summary: {
        id: request.id,
        state: request.state,
        requestorId: request.requestor.id,
        requestorName: request.requestor.displayName,
        targetId: request.target.id,
        targetName: request.target.displayName,
        accessPackageId: request.accessPackage.id,
        accessPackageName: request.accessPackage.displayName,
        submittedAt: request.submittedAt,
        policyStages: 0,
        riskStages: request.stages.length,
        endedAtRiskStage: false,
        isCallOut: false,
        isReviewed: true,
        readings: [],
        stages: [],
        settingsVersions: {},
      },
      ...index,
    },
  };
}

/** The first commit of a submitted request. */
export function newRequest(
  id: string,
  index: Partial<IndexEntry> = {},
  now = NOW,
): Commit<"request"> {
  const { request, events } = submitted(id, { now });
  return requestCommit(request, 0, index, events);
}

/** The next commit of a request that ended and has nothing left to do. */
export function closing(
  request: AccessRequest,
  expectedVersion: number,
  index: Partial<IndexEntry> = {},
) {
  const notices = request.notices.map((notice) => ({ ...notice, state: "delivered" as const }));
  const ended: AccessRequest = {
    ...request,
    notices,
    state: "denied",
    completedAt: request.submittedAt + 1,
  };
  const { nextSendAt: _, ...rest } = requestCommit(ended, expectedVersion).index;
  const event: AuditEvent = {
    type: "requestDenied",
    at: request.submittedAt + 1,
    actor: { kind: "clock" },
    details: { requestId: request.id },
  };
  return {
    ...requestCommit(ended, expectedVersion, {}, [event]),
    index: { ...rest, isClosed: true, ...index },
  };
}

export function personCommit(
  number: number,
  index: Partial<IndexEntry> = {},
  expectedVersion = 0,
): Commit<"person"> {
  const { id } = person(number);
  const value: PersonRecord = {
    id,
    tenantId: "tenant-1",
    isInstalled: true,
    seenAt: NOW,
    notices: [],
  };
  return {
    kind: "person",
    id,
    expectedVersion,
    value,
    events: [],
    index: {
      isClosed: false,
      keys: [],
      noticeCounts: countNotices([]),
      deciders: [],
      concerned: [],
      unreached: [],
      ...index,
    },
  };
}
