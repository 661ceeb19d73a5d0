import { StoreUnavailableError } from "../../service/ports/store.js";
import type { Database } from "./database.js";
import type { DatabaseHealth } from "./database-health.js";
import type { Statement } from "./typed-query.js";

const FIRST_WAIT = 20;
const LONGEST_WAIT = 1_000;
/** Sessions that may still be carrying out a commit, at most: each holds a connection of the server. */
const MOST_SESSIONS = 10;

interface UnknownCommit {
  readonly aggregate: string;
  readonly session: string;
}

/**
 * Finds out what became of a commit whose answer never came. The session that was to carry it out may still be doing so:
 * it is ended first, and only once it is gone does what can be read say what happened.
 */
export class OutcomeRecovery {
  readonly #database: Database;
  readonly #health: DatabaseHealth;
  /** Commits whose outcome is being found out; those of a group have one session. */
  readonly #commits = new Set<UnknownCommit>();
  #isStopped = false;

  constructor(database: Database, health: DatabaseHealth) {
    this.#database = database;
    this.#health = health;
  }

  /** Throws while so many sessions wait that those of further commits might use up the server's connections. */
  checkRoom(): void {
    const sessions = new Set([...this.#commits].map(({ session }) => session));
    if (sessions.size >= MOST_SESSIONS) throw new StoreUnavailableError(this.#health.problem());
  }

  /** Keeps the aggregate unreadable, and the store unready, until its truth can be read. */
  begin(aggregate: string, session: string): void {
    const commit = { aggregate, session };
    this.#commits.add(commit);
    this.#health.outcomeUnknown(aggregate);
    const attempt = (wait: number): void => {
      setTimeout(async () => {
        if (this.#isStopped) return;
        const isGone = await this.#endSession(session).catch(() => false);
        if (isGone) this.#end(commit);
        else attempt(Math.min(2 * wait, LONGEST_WAIT));
      }, wait).unref();
    };
    attempt(FIRST_WAIT);
  }

  /** Two commits of one aggregate may have been on their way at once: it is known when both are. */
  #end(commit: UnknownCommit): void {
    const { aggregate } = commit;
    this.#commits.delete(commit);
    if ([...this.#commits].every((other) => other.aggregate !== aggregate))
      this.#health.outcomeKnown(aggregate);
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** True once no such session is left on the server that takes writes. */
  async #endSession(session: string): Promise<boolean> {
    return (await this.#database.read(endStatement(session))).length === 0;
  }
}

function endStatement(session: string): Statement<{ readonly ended: boolean }> {
  return {
    // A session that waits for a synchronous standby has committed: ended, it would show what a failover then loses.
    // A server that is a standby neither has the session nor knows yet what became of the commit.
    text: `select case when wait_event is distinct from 'SyncRep' then pg_terminate_backend(pid) else false end as ended
      from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()
      union all select false where pg_is_in_recovery()`,
    values: [session],
  };
}
