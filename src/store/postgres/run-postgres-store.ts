import { type Instant, SECOND } from "../../approval/instant.js";
import type { EarlierWork } from "../../service/ports/store.js";
import { EarlierListeners } from "../earlier-listeners.js";
import type { AggregateLists } from "./aggregate-lists.js";
import { AggregateLoader } from "./aggregate-loader.js";
import type { AnchorWriter } from "./anchor-writer.js";
import type { Database } from "./database.js";
import type { DatabaseClock } from "./database-clock.js";
import { DatabaseClockHold } from "./database-clock-hold.js";
import type { DatabaseHealth } from "./database-health.js";
import { DatabaseRestoreHold } from "./database-restore-hold.js";
import { DelegateCache } from "./delegate-cache.js";
import { DueWork } from "./due-work.js";
import { readMessage, writeMessage } from "./node-messages.js";
import { NodeSession } from "./node-session.js";
import { DATABASE_AWAY, type OutageTable } from "./outage-table.js";
import { OutcomeRecovery } from "./outcome-recovery.js";
import { PostgresAuditTrail } from "./postgres-audit-trail.js";
import { PostgresCommitter } from "./postgres-committer.js";
import { PostgresStore } from "./postgres-store.js";
import { PostgresTrailKeeping } from "./postgres-trail-keeping.js";
import { RecentHeads } from "./recent-heads.js";
import { Refusals } from "./refusals.js";
import { refusePooler } from "./refuse-pooler.js";
import { RequestNumbers } from "./request-numbers.js";
import { startUpkeep } from "./upkeep.js";

/** What the start has read and made ready. */
export interface PreparedPostgres {
  readonly url: string;
  readonly node: string;
  readonly now: () => Instant;
  readonly isCandidate: boolean;
  readonly database: Database;
  readonly databaseClock: DatabaseClock;
  readonly health: DatabaseHealth;
  readonly outages: OutageTable;
  readonly lists: AggregateLists;
  readonly anchors: AnchorWriter;
  readonly firstKey: string | undefined;
  readonly copyTakenAt: Instant | undefined;
  readonly log: (message: string) => void;
}

/** Wires the parts together, joins the other nodes, and begins the upkeep. */
export async function runPostgresStore(prepared: PreparedPostgres): Promise<PostgresStore> {
  const { url, node, now, database, databaseClock, health, outages, lists, anchors, log } =
    prepared;
  const heads = new RecentHeads();
  const delegates = new DelegateCache(lists);
  const refusals = new Refusals();
  const recovery = new OutcomeRecovery(database, health);
  const earlierListeners = new EarlierListeners();
  const wake = (): void => earlierListeners.tell({});

  const restoreHold = new DatabaseRestoreHold(database, prepared.copyTakenAt, wake);
  const session = new NodeSession({
    url,
    node: `riskgate ${node}`,
    now,
    isCandidate: prepared.isCandidate,
    onTime: (time, sentAt, before) => databaseClock.take(time, sentAt, before),
    untoldJump: () => databaseClock.untold,
    onJump: (jump) => databaseClock.agree(jump),
    onCopy: (takenAt) => restoreHold.agree(takenAt),
    lostTime: () => ({
      shortestSilence: outages.isSilent ? DATABASE_AWAY : undefined,
      refusals: refusals.unsaved,
    }),
    onBeat: (sentAt, recorded) => {
      health.beat();
      outages.heard(sentAt);
      delegates.confirm(sentAt);
      if (recorded.refusals) refusals.saved(recorded.refusals);
    },
    onFailure: (reason) => health.beatFailed(reason),
    onMessage: (text) => {
      const message = readMessage(text);
      // Of a commit of its own, too: its answer may have got lost.
      if (message.areDelegatesChanged) delegates.forget();
      if (message.node === node) return;
      if (message.isEarlier) wake();
    },
    onConnected: () => {
      // The address may lead to another server by now.
      database.renew();
      delegates.forget();
      wake();
    },
    onElected: () => {
      log("This node sends from now on.");
      wake();
    },
  });
  const committer = new PostgresCommitter({
    ...{ node, database, health, heads, recovery, refusals, now },
    onChange: ({ earlier, areDelegatesChanged }) => {
      if (areDelegatesChanged) delegates.forget();
      if (!earlier) return;
      earlierListeners.tell(earlier);
      if (isForOthers(earlier, now(), session.isElected()))
        session.notify(writeMessage({ node, isEarlier: true, areDelegatesChanged: false }));
    },
  });
  await startSession(session, database, () => delegates.fill());
  const isElected = (): boolean => session.isElected();
  const upkeep = startUpkeep({ isElected, anchors, lists, database, now, log });
  const due = new DueWork(database, node);
  const shutDown = async (): Promise<void> => {
    recovery.stop();
    await upkeep.stop();
    // A database that is away hands over by itself, a moment later.
    await due.release(now()).catch(() => undefined);
    await session.stop();
    health.close();
    await database.close();
  };
  return new PostgresStore({
    ...{ now, database, health, committer, heads, lists, delegates, outages, earlierListeners },
    loader: new AggregateLoader(database),
    due,
    numbers: new RequestNumbers(database),
    auditTrail: new PostgresAuditTrail(database, anchors, prepared.firstKey),
    trailKeeping: new PostgresTrailKeeping({ database, anchors, committer, heads, isElected }),
    isElected,
    shutDown,
    clockHold: new DatabaseClockHold(database, databaseClock, outages),
    restoreHold,
  });
}

/** Two connections that are there at the same time have a process of the server each, unless something in between shares one. */
async function startSession(
  session: NodeSession,
  database: Database,
  prepare: () => Promise<void>,
): Promise<void> {
  try {
    await session.start();
    const [row] = await database.read<{ readonly pid: number }>({
      text: "select pg_backend_pid() as pid",
      values: [],
    });
    if (row?.pid === session.pid) throw refusePooler();
    await prepare();
  } catch (error) {
    await session.stop();
    throw error;
  }
}

/** Every node looks each second by itself: only what cannot wait for that is told, and what is to be sent only to whoever sends. */
function isForOthers({ dueAt, sendAt }: EarlierWork, now: Instant, isElected: boolean): boolean {
  const isSoon = (at: Instant | undefined) => at !== undefined && at <= now + SECOND;
  return isSoon(dueAt) || (isSoon(sendAt) && !isElected);
}
