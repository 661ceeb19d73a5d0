import { randomBytes } from "node:crypto";
import { answerIntake } from "./answer-intake.js";
import { allowLoopback, refuseAll } from "./http/authorize.js";
import { createHttpServer, type HttpServer } from "./http/http-server.js";
import { createMetrics, type Metrics } from "./http/metrics.js";
import type { Log } from "./log.js";
import { createSecurityLog } from "./security-log.js";
import { startClockwork } from "./service/clockwork.js";
import type { Context } from "./service/context.js";
import { createFileDesk } from "./service/file-desk.js";
import type { AuditedStore } from "./service/ports/audit-trail.js";
import type { Catalog } from "./service/ports/catalog.js";
import type { Fulfilment } from "./service/ports/fulfilment.js";
import type { People } from "./service/ports/people.js";
import type { RiskSignals } from "./service/ports/risk-signals.js";
import { startRetention } from "./service/retention.js";
import { readSending } from "./service/sending.js";
import { watchStore } from "./service/watch-store.js";
import type { BotCredentials } from "./teams/connector/authentication.js";
import { startTeams } from "./teams/start-teams.js";

/** Due work may be this far behind before the process says that it is not ready. Milliseconds. */
const READY_LATENESS = 5_000;

/** What the process is made of; every part is a real one, chosen by whoever starts it. */
export interface RiskgateParts {
  readonly tenantId: string;
  readonly store: AuditedStore;
  readonly people: People;
  readonly signals: RiskSignals;
  readonly catalog: Catalog;
  readonly fulfilment: Fulfilment;
  readonly credentials: BotCredentials | undefined;
  /** `off` sends without pacing; in local mode only. */
  readonly sendLimits: "teams" | "off";
  readonly log: Log;
  /** Requests are removed so long after their end; none is when it is absent. Milliseconds. */
  readonly retention?: number;
}

export interface Riskgate {
  readonly context: Context;
  listen(host: string, port: number): Promise<{ readonly port: number }>;
  /** Stops accepting, finishes what is in flight, closes the store. Safe to call twice. */
  stop(): Promise<void>;
}

/** Wires the product together and sets its clock going. */
export function startRiskgate(parts: RiskgateParts): Riskgate {
  const { store, log } = parts;
  const isLocal = parts.credentials === undefined;
  const securityLog = createSecurityLog(log);
  let queueDepth = (): number => 0;
  const isSendingPaused = async (): Promise<boolean> =>
    (await readSending({ store })).pause !== undefined;
  const metrics = createMetrics({
    noticeCounts: () => store.noticeCounts(),
    queueDepth: () => queueDepth(),
    isSendingPaused,
  });
  const context = createContext(parts, metrics);
  const desk = createFileDesk(context.newToken);
  let address = "";
  const teams = startTeams({
    context,
    credentials: parts.credentials,
    sendLimits: parts.sendLimits,
    log,
    isLocal,
    noteRefusal: (attempt) => securityLog.refusedAttempt(attempt),
    files: { desk, downloadUrl: isLocal ? (token) => `${address}/downloads/${token}` : undefined },
  });
  queueDepth = teams.queueDepth;
  const clockwork = startClockwork(context);
  const retention =
    parts.retention === undefined
      ? undefined
      : startRetention(context, store.trailKeeping, parts.retention);
  const endStoreWatch = watchStore(context);
  const server: HttpServer = createHttpServer({
    isLocal,
    processActivity: teams.processActivity,
    takeDownload: (token) => desk.take(token),
    submit: (body, caller) => answerIntake(context, body, caller),
    authorize: isLocal ? allowLoopback : refuseAll,
    readiness: async () => {
      const problem = store.problem();
      if (problem !== undefined) return { ready: false, reason: problem };
      const behind = await clockwork.behind();
      return behind > READY_LATENESS
        ? { ready: false, reason: `due work is ${Math.round(behind / 1_000)} s behind` }
        : { ready: true, isSendingPaused: await isSendingPaused() };
    },
    metrics,
    log,
    securityLog,
  });
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    endStoreWatch();
    await server.close();
    await clockwork.stop();
    await retention?.stop();
    await teams.stop();
    securityLog.flush();
    await store.close();
  };
  return {
    context,
    async listen(host, port) {
      const listening = await server.listen(host, port);
      address = `http://${host.includes(":") ? `[${host}]` : host}:${listening.port}`;
      return listening;
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

function createContext(parts: RiskgateParts, metrics: Metrics): Context {
  return {
    tenantId: parts.tenantId,
    store: parts.store,
    auditTrail: parts.store.auditTrail,
    people: parts.people,
    signals: parts.signals,
    catalog: parts.catalog,
    fulfilment: parts.fulfilment,
    log: parts.log,
    figures: {
      decided: (result) => metrics.countDecision(result),
      refused: (code) => metrics.countRefusal("teams", code),
      sent: (outcome) => metrics.countSend(outcome),
      late: (ms) => metrics.observeLateness(ms),
    },
    newToken: () => randomBytes(18).toString("base64url"),
  };
}
