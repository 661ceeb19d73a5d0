import { OutcomeUnknownError, StoreUnavailableError } from "../../service/ports/store.js";
import { nameOf } from "./aggregate-head.js";
import { type CommitParts, type CommitRow, commitStatement } from "./commit-statement.js";
import type { Database } from "./database.js";
import { groupCommitStatement, mayShareStatement } from "./group-commit-statement.js";

/** Commits that one statement carries at most. */
const MOST_AT_ONCE = 32;
/** Statements under way: with a second one the database works on it while this side makes ready what the first has answered. */
const MOST_UNDER_WAY = 2;
/** A statement that takes longer, by a held row or a connection that hangs, does not hold up the next. Milliseconds. */
const LONGEST_TURN = 50;

type Outcome = CommitRow["outcome"];

interface Waiting {
  readonly parts: CommitParts;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends commits, each by itself while there are few, several in one statement while there are many: the round trip, the
 * plan and the wait for the disk are then shared. Each of them happens as a whole or not at all, and is answered when
 * its statement is on the disk.
 */
export class GroupCommit {
  readonly #database: Database;
  #waiting: Waiting[] = [];
  /** Statements on their way, or about to be; what comes meanwhile waits for the next one, which is the larger for it. */
  #underWay = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  send(parts: CommitParts): Promise<Outcome> {
    if (!mayShareStatement(parts)) return this.#sendAlone(parts);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ parts, resolve, reject });
      this.#plan();
    });
  }

  #plan(): void {
    if (this.#underWay >= MOST_UNDER_WAY || this.#waiting.length === 0) return;
    this.#underWay += 1;
    // What is asked for in the same turn of the event loop goes along.
    setImmediate(() => {
      let isOver = false;
      const goOn = (): void => {
        clearTimeout(timer);
        if (isOver) return;
        isOver = true;
        this.#underWay -= 1;
        this.#plan();
      };
      const timer = setTimeout(goOn, LONGEST_TURN);
      void this.#sendGroup(this.#takeGroup()).finally(goOn);
    });
  }

  /** Each aggregate once: a second commit of the same one is judged after the first. */
  #takeGroup(): readonly Waiting[] {
    const group = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const one of this.#waiting) {
      const name = nameOf(one.parts.commit);
      if (group.size < MOST_AT_ONCE && !group.has(name)) group.set(name, one);
      else left.push(one);
    }
    this.#waiting = left;
    return [...group.values()];
  }

  async #sendGroup(group: readonly Waiting[]): Promise<void> {
    const [only, ...others] = group;
    if (only && others.length === 0) return this.#answer(only);
    let committed: ReadonlySet<string> = new Set();
    try {
      const rows = await this.#database.write(groupCommitStatement(group.map((one) => one.parts)));
      committed = new Set(rows.map(nameOf));
    } catch (error) {
      if (error instanceof OutcomeUnknownError || error instanceof StoreUnavailableError) {
        for (const { reject } of group) reject(error);
        return;
      }
      // One of them was refused, and with it all: each is sent again and hears its own answer.
    }
    for (const one of group) {
      if (committed.has(nameOf(one.parts.commit))) one.resolve("committed");
      else void this.#answer(one);
    }
  }

  #answer({ parts, resolve, reject }: Waiting): Promise<void> {
    return this.#sendAlone(parts).then(resolve, reject);
  }

  async #sendAlone(parts: CommitParts): Promise<Outcome> {
    const [row] = await this.#database.write(commitStatement(parts));
    return row?.outcome ?? "conflict";
  }
}
