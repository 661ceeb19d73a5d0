import {
  type AnchorContent,
  type AnchorEnd,
  type HeadRow,
  makeAnchor,
  parseAnchor,
} from "../../audit/anchor.js";
import type { Signer } from "../../audit/signing-key.js";
import type { Database, Send } from "./database.js";
import { query, statementOf } from "./typed-query.js";

/** Held by whoever writes an anchor until it is written: there is one chain of them, over all nodes. */
const LOCK = {
  text: "select pg_advisory_xact_lock(hashtext('riskgate.anchor'))",
  values: [],
} as const;
const TAKE = {
  name: "take-heads",
  text: "delete from riskgate.waiting_head returning position, aggregate, version, sequence, hash",
  values: [],
} as const;

interface WaitingHead {
  readonly position: number;
  readonly aggregate: string;
  readonly version: number;
  readonly sequence: number;
  readonly hash: string;
}

/**
 * Writes the signed anchors (Rule U1). A commit leaves the head of its chain in a table; an anchor takes what waits there
 * and names it, in one transaction. So a head is anchored exactly once, whichever node is killed when, and an aggregate
 * that is ahead of its anchor without waiting was changed by somebody else.
 */
export class AnchorWriter {
  readonly signer: Signer;
  readonly #database: Database;
  readonly #now: () => number;

  constructor(database: Database, signer: Signer, now: () => number) {
    this.#database = database;
    this.signer = signer;
    this.#now = now;
  }

  /** Resolves when everything that was committed before is anchored. */
  async write(): Promise<void> {
    const first = query.selectFrom("waiting_head").select("position").limit(1);
    const waiting = await this.#database.read(statementOf(first, "is-head-waiting"));
    if (waiting.length > 0) await this.#database.transaction((send) => this.add(send, {}));
  }

  /** Adds an anchor with what waits and with a record of its own, as part of a transaction. */
  async add(send: Send, content: Pick<AnchorContent, "removed" | "erased">): Promise<void> {
    await send(LOCK);
    const heads = newestHeads(await send<WaitingHead>(TAKE));
    if (heads.length === 0 && Object.keys(content).length === 0) return;
    const last = await this.#readLast(send);
    // A clock that went back must not put an anchor before its predecessor.
    const at = new Date(Math.max(this.#now(), Date.parse(last?.at ?? "1970-01-01"))).toISOString();
    const said = { ...(heads.length > 0 && { heads }), ...content };
    const { anchor, line } = makeAnchor(last, at, said, this.signer);
    await send({
      text: "insert into riskgate.anchor (sequence, line) values ($1, $2)",
      values: [anchor.sequence, line],
    });
  }

  async #readLast(send: Send): Promise<AnchorEnd | undefined> {
    const newest = query.selectFrom("anchor").select("line").orderBy("sequence", "desc").limit(1);
    const [row] = await send(statementOf(newest, "last-anchor"));
    if (!row) return undefined;
    const { sequence, hash, at } = parseAnchor(row.line);
    return { sequence, hash, at };
  }
}

/** The newest head of each aggregate, in the order in which they came. */
function newestHeads(waiting: readonly WaitingHead[]): readonly HeadRow[] {
  const newest = new Map<string, HeadRow>();
  for (const { aggregate, version, sequence, hash } of waiting.toSorted(
    (a, b) => a.position - b.position,
  )) {
    const known = newest.get(aggregate);
    if (!known || known[1] < version) newest.set(aggregate, [aggregate, version, sequence, hash]);
  }
  return [...newest.values()];
}
