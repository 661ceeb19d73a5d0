import type { IncomingMessage } from "node:http";
import { objectIdSchema } from "../approval/approver.js";
import type { Actor } from "../approval/audit-event.js";
import type { InsiderRiskRecord, LevelReport } from "../approval/insider-risk.js";
import { checkReport } from "../approval/insider-risk-form.js";
import type { Instant } from "../approval/instant.js";
import type { Log } from "../log.js";
import type { RateLimit } from "../rate-limit.js";
import type { ReportResult } from "../service/report-insider-risk.js";
import { RETRY_HEADERS, refuseCaller, refuseHaste } from "./access-requests-route.js";
import { answerJson } from "./answer.js";
import type { Authorize } from "./authorize.js";
import { type HttpRefusal, refuseWith } from "./http-refusal.js";
import { readJsonObject } from "./read-json-object.js";
import type { RouteHandler } from "./route-handler.js";
import { INSIDER_RISK, ownPart } from "./route-of.js";

export interface InsiderRiskParts {
  readonly report: (personId: string, report: LevelReport, actor: Actor) => Promise<ReportResult>;
  readonly authorize: Authorize;
  readonly now: () => Instant;
}

export interface InsiderRiskRouteOptions extends InsiderRiskParts {
  readonly rateLimit?: RateLimit | undefined;
  readonly bodyPatience: number;
  readonly log: Log;
}

const EXAMPLE = "/api/insider-risk/f6fadfa7-e5c1-4b62-9362-da5cc13da58a";

/**
 * `PUT /api/insider-risk/{userId}` records a level, `DELETE` takes the person off the list. Both answer 200 with what is
 * stored now, and may be repeated.
 */
export function createInsiderRiskRoute(options: InsiderRiskRouteOptions): RouteHandler {
  return async (request, response) => {
    try {
      const authorization = await options.authorize(request);
      if (!authorization.ok) return refuseCaller(authorization);
      const wait = options.rateLimit?.take(authorization.caller) ?? 0;
      if (wait > 0) return refuseHaste(wait);
      const personId = objectIdSchema.safeParse(ownPart(INSIDER_RISK, request.url)).data;
      if (personId === undefined) return refuseUser();
      let report: LevelReport = { level: "none" };
      if (request.method === "PUT") {
        const read = await readJsonObject(request, response, options.bodyPatience);
        if (!read.ok) return read.refusal;
        const checked = checkReport(read.value, options.now());
        if (!checked.ok) return refuseField(checked.field, checked.problem);
        report = checked.report;
      }
      const actor = { kind: "caller" as const, id: authorization.caller };
      const result = await options.report(personId, report, actor);
      if (result.kind === "unknownPerson") return refuseUnknown();
      if (result.kind === "outdated") return refuseOutdated(result.record);
      answerJson(response, 200, describe(result.record));
      return undefined;
    } catch (err) {
      options.log.error({ err }, "insider risk level not stored");
      return refuseNow(request);
    }
  };
}

function describe(record: InsiderRiskRecord): Readonly<Record<string, string | undefined>> {
  const { id, level = "none", reportedBy, recordedAt, lastUpdated, expiresAt } = record;
  return {
    userId: id,
    level,
    source: reportedBy,
    lastUpdatedDateTime: isoOf(lastUpdated),
    recordedDateTime: isoOf(recordedAt),
    expirationDateTime: expiresAt === undefined ? undefined : isoOf(expiresAt),
  };
}

function isoOf(instant: Instant): string {
  return new Date(instant).toISOString();
}

function refuseField(field: string, problem: string): HttpRefusal {
  return refuseWith("invalidRequest", `${field} ${problem} Nothing was stored.`, field);
}

function refuseUser(): HttpRefusal {
  const message = `The path must end in the object id of a user, for example ${EXAMPLE}. Nothing was stored.`;
  return refuseWith("invalidRequest", message, "userId");
}

function refuseUnknown(): HttpRefusal {
  const message = "userId is not known in the directory of this tenant. Nothing was stored.";
  return refuseWith("notFound", message, "userId");
}

function refuseOutdated({ lastUpdated }: InsiderRiskRecord): HttpRefusal {
  const message = `What is stored of this person is of ${isoOf(lastUpdated)}, which is newer. Nothing was stored.`;
  return refuseWith("conflict", message, "lastUpdatedDateTime");
}

/** A write may have happened before the error, so nothing is claimed; a repeat has no second effect. */
function refuseNow(request: IncomingMessage): HttpRefusal {
  const again = request.method === "PUT" ? "Send the same body again" : "Send it again";
  const message = `This cannot be answered now. ${again} in a few seconds: it counts once.`;
  return { ...refuseWith("unavailable", message), headers: RETRY_HEADERS };
}
