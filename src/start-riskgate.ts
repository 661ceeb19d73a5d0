import { answerIntake } from "./answer-intake.js";
import { allowLoopback } from "./http/authorize.js";
import { authorizeByToken } from "./http/authorize-by-token.js";
import { createHttpServer, type HttpServer } from "./http/http-server.js";
import { CALLER_RATE } from "./http/limits.js";
import { createMetrics, type Metrics } from "./http/metrics.js";
import type { Log } from "./log.js";
import { createRateLimit } from "./rate-limit.js";
import { readReadiness } from "./readiness.js";
import { createSecurityLog } from "./security-log.js";
import { startClockwork } from "./service/clockwork.js";
import type { Context } from "./service/context.js";
import { correlate } from "./service/correlation.js";
import { createFileDesk } from "./service/file-desk.js";
import { createIntakeMeter, type IntakeMeter } from "./service/intake-meter.js";
import type { AuditedStore } from "./service/ports/audit-trail.js";
import type { Catalog } from "./service/ports/catalog.js";
import type { Fulfilment } from "./service/ports/fulfilment.js";
import type { Gate } from "./service/ports/gate.js";
import type { People } from "./service/ports/people.js";
import type { RiskSignals } from "./service/ports/risk-signals.js";
import { createTokens } from "./service/random-tokens.js";
import { startReconciler } from "./service/reconciler.js";
import { reportInsiderRisk } from "./service/report-insider-risk.js";
import { addReportedLevels } from "./service/reported-levels.js";
import { startRetention } from "./service/retention.js";
import { readSending } from "./service/sending.js";
import { watchClock } from "./service/watch-clock.js";
import { watchFeed } from "./service/watch-feed.js";
import { watchStore } from "./service/watch-store.js";
import { startTeams, type Teams, type TeamsParts } from "./teams/start-teams.js";
import type { Trust } from "./trust.js";

/** What the process is made of; every part is a real one, chosen by whoever starts it. */
export interface RiskgateParts {
  readonly tenantId: string;
  readonly store: AuditedStore;
  readonly people: People;
  readonly signals: RiskSignals;
  readonly catalog: Catalog;
  readonly fulfilment: Fulfilment;
  /** Present where the bot stands in front of Microsoft Entra. */
  readonly gate?: Gate;
  /** Present where the bot may install itself for people. */
  readonly firstContact?: TeamsParts["firstContact"];
  /** Who may speak; undefined in local mode, where everybody on this machine may. */
  readonly trust: Trust | undefined;
  /** `off` sends without pacing; in local mode only. */
  readonly sendLimits: "teams" | "off";
  /** Milliseconds that one request to Teams may take; 10 s unless said. */
  readonly connectorTimeout?: number | undefined;
  readonly log: Log;
  /** Requests are removed so long after their end; none is when it is absent. Milliseconds. */
  readonly retention?: number;
  /** Whoever has it reads the figures, from wherever he calls. */
  readonly metricsToken?: string | undefined;
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
  const isLocal = parts.trust === undefined;
  const securityLog = createSecurityLog(log);
  let queueDepth = (): number => 0;
  let behind = async (): Promise<number> => 0;
  let lockout: Teams["lockout"] = () => undefined;
  const readiness = () => readReadiness(store, behind, lockout());
  const metrics = createMetrics({
    noticeCounts: () => store.noticeCounts(),
    queueDepth: () => queueDepth(),
    isSendingPaused: async () => (await readSending({ store })).pause !== undefined,
    isLockedOut: () => lockout() !== undefined,
    state: {
      isReady: async () => (await readiness()).ready,
      behind: () => behind(),
      holds: () => ({
        clock: store.holds?.clock.jump() !== undefined,
        restore: store.holds?.restore.restored() !== undefined,
      }),
    },
  });
  const intakes = createIntakeMeter();
  const context = createContext(parts, metrics, intakes);
  const desk = createFileDesk(context.newToken);
  let address = "";
  const teams = startTeams({
    context,
    entry: parts.trust?.teams,
    sendLimits: parts.sendLimits,
    connectorTimeout: parts.connectorTimeout,
    log,
    isLocal,
    firstContact: parts.firstContact,
    noteRefusal: (attempt) => {
      context.figures.refused(attempt.reason);
      securityLog.refusedAttempt(attempt);
    },
    files: { desk, downloadUrl: isLocal ? (token) => `${address}/downloads/${token}` : undefined },
  });
  queueDepth = teams.queueDepth;
  lockout = teams.lockout;
  const restored = store.holds?.restore.restored();
  if (restored) {
    const takenAt = new Date(restored.takenAt).toISOString();
    log.warn({ takenAt }, "the store is a restored copy; it waits for an administrator");
  }
  const clockwork = startClockwork(context);
  behind = () => clockwork.behind();
  const retention =
    parts.retention === undefined
      ? undefined
      : startRetention(context, store.trailKeeping, parts.retention);
  const reconciler = context.gate && startReconciler(context, context.gate);
  const endWatches = [watchStore(context), watchClock(context), watchFeed(context)];
  const server: HttpServer = createHttpServer({
    isLocal,
    admitsActivity: teams.admits,
    processActivity: teams.processActivity,
    takeDownload: (token) => desk.take(token),
    submit: (body, caller, correlationId) =>
      intakes.during(() => answerIntake(correlate(context, correlationId), body, caller)),
    authorize: parts.trust ? authorizeByToken(parts.trust.callers) : allowLoopback,
    insiderRisk: {
      report: (personId, report, actor) => reportInsiderRisk(context, personId, report, actor),
      authorize: parts.trust ? authorizeByToken(parts.trust.levelReporters) : allowLoopback,
      now: () => store.now(),
    },
    rateLimit: isLocal ? undefined : createRateLimit(CALLER_RATE),
    readiness,
    metrics,
    metricsToken: parts.metricsToken,
    log,
    securityLog,
  });
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    for (const endWatch of endWatches) endWatch();
    await server.close();
    await clockwork.stop();
    await retention?.stop();
    await reconciler?.stop();
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

function createContext(parts: RiskgateParts, metrics: Metrics, intakes: IntakeMeter): Context {
  return {
    tenantId: parts.tenantId,
    store: parts.store,
    auditTrail: parts.store.auditTrail,
    people: parts.people,
    signals: addReportedLevels(parts.signals, parts.store),
    catalog: parts.catalog,
    fulfilment: parts.fulfilment,
    ...(parts.gate && { gate: parts.gate }),
    ...(parts.store.holds && { holds: parts.store.holds }),
    log: parts.log,
    figures: {
      decided: (result) => metrics.countDecision(result),
      refused: (code) => metrics.countRefusal("teams", code),
      sent: (outcome) => metrics.countSend(outcome),
      late: (ms) => metrics.observeLateness(ms),
      committed: (ms) => metrics.observeCommit(ms),
      reconciled: (result) => metrics.countReconciled(result),
    },
    intakes,
    newToken: createTokens(18),
  };
}
