import { canonicalJson } from "../../audit/canonical-json.js";
import type { ChainedEvent, SaltedText } from "../../audit/chained-event.js";
import type { AuditTrail, KeptTrail } from "../../service/ports/audit-trail.js";
import type { AggregateKind, AggregateRef, Aggregates } from "../../service/ports/store.js";
import { nameOf } from "./aggregate-head.js";
import type { AnchorWriter } from "./anchor-writer.js";
import type { Database } from "./database.js";
import { query, type Statement, statementOf } from "./typed-query.js";
import { valueText } from "./value-text.js";

/** Aggregates, and anchors, that are read at once. */
const PAGE = 50;
const ANCHOR_PAGE = 200;
/** What is read of one page is as it was at one instant. */
const ONE_INSTANT = "isolation level repeatable read read only";

const KEEP_TABLES: Statement<never> = {
  text: "lock table only riskgate.audit_event, only riskgate.personal_text in access share mode",
  values: [],
};

interface TrailHead extends AggregateRef {
  readonly concerned: readonly string[];
  readonly last_sequence: number | null;
  readonly value: Aggregates[AggregateKind];
  readonly digest: string;
  /** As it was made before: of the value as the database writes it. */
  readonly older_digest: string;
}

/** The evidence of the database: its tables, read from there and from nowhere else (Rule U1). */
export class PostgresAuditTrail implements AuditTrail {
  readonly #database: Database;
  readonly #anchors: AnchorWriter;
  readonly #firstKey: string | undefined;

  /** @param firstKey of the first anchor, where the key was changed before the store moved in */
  constructor(database: Database, anchors: AnchorWriter, firstKey: string | undefined) {
    this.#database = database;
    this.#anchors = anchors;
    this.#firstKey = firstKey;
  }

  get firstKey(): string {
    return this.#firstKey ?? this.publicKey;
  }

  get publicKey(): string {
    return this.#anchors.signer.publicKey;
  }

  anchor(): Promise<void> {
    return this.#anchors.write();
  }

  async *anchors(): AsyncIterable<string> {
    for (let after = Number.MIN_SAFE_INTEGER; ; ) {
      const page = query
        .selectFrom("anchor")
        .select(["sequence", "line"])
        .where("sequence", ">", after)
        .orderBy("sequence")
        .limit(ANCHOR_PAGE);
      const rows = await this.#database.read(statementOf(page, "anchors"));
      for (const { line } of rows) yield `${line}\n`;
      const last = rows.at(-1);
      if (!last) return;
      after = last.sequence;
    }
  }

  async *trails(): AsyncIterable<KeptTrail> {
    for (let after: AggregateRef = { kind: "" as AggregateKind, id: "" }; ; ) {
      const page = await this.#readPage("(kind, id) > ($1, $2)", [after.kind, after.id]);
      yield* page;
      const last = page.at(-1);
      if (!last) return;
      after = last.ref;
    }
  }

  async trail(kind: AggregateKind, id: string): Promise<KeptTrail | undefined> {
    return (await this.#readPage("kind = $1 and id = $2", [kind, id]))[0];
  }

  sign(text: string): string {
    return this.#anchors.signer.sign(text);
  }

  #readPage(condition: string, values: readonly string[]): Promise<readonly KeptTrail[]> {
    return this.#database.transaction(async (send) => {
      // Before the instant: a table that is dropped after it would be missing, whatever was in it then.
      await send(KEEP_TABLES);
      const heads = await send(headsStatement(condition, values));
      if (heads.length === 0) return [];
      const events = groupByOwner(await send(eventsStatement(heads)));
      const texts = groupByOwner(await send(textsStatement(heads)));
      return heads.map((head) => keptTrail(head, events, texts));
    }, ONE_INSTANT);
  }
}

function headsStatement(condition: string, values: readonly string[]): Statement<TrailHead> {
  return {
    text: `select kind, id, concerned, last_sequence, value, digest,
        encode(sha256(convert_to(value::text, 'UTF8')), 'hex') as older_digest
      from riskgate.aggregate where ${condition} order by kind, id limit ${PAGE}`,
    values,
  };
}

type Owners = readonly AggregateRef[];
interface EventRow extends AggregateRef {
  readonly event: string;
}
interface TextRow extends AggregateRef, SaltedText {
  readonly sequence: number;
  readonly name: string;
}

/** In every month: what somebody has put where it does not belong is found as well. */
const OF_OWNERS = "(kind, id) in (select * from unnest($1::text[], $2::text[]))";

function namesOf(owners: Owners): readonly unknown[] {
  return [owners.map(({ kind }) => kind), owners.map(({ id }) => id)];
}

function eventsStatement(owners: Owners): Statement<EventRow> {
  return {
    text: `select kind, id, event from riskgate.audit_event
      where ${OF_OWNERS} order by kind, id, sequence`,
    values: namesOf(owners),
  };
}

function textsStatement(owners: Owners): Statement<TextRow> {
  return {
    text: `select kind, id, sequence, name, salt, text from riskgate.personal_text
      where ${OF_OWNERS} order by kind, id, sequence, name`,
    values: namesOf(owners),
  };
}

function groupByOwner<R extends AggregateRef>(rows: readonly R[]): ReadonlyMap<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const known = groups.get(nameOf(row));
    if (known) known.push(row);
    else groups.set(nameOf(row), [row]);
  }
  return groups;
}

function keptTrail(
  head: TrailHead,
  eventRows: ReadonlyMap<string, readonly EventRow[]>,
  textRows: ReadonlyMap<string, readonly TextRow[]>,
): KeptTrail {
  const { kind, id, concerned } = head;
  const aggregate = nameOf(head);
  const personal: Record<string, Record<string, SaltedText>> = {};
  for (const { sequence, name, salt, text } of textRows.get(aggregate) ?? [])
    personal[sequence] = { ...personal[sequence], [name]: { salt, text } };
  const lines = (eventRows.get(aggregate) ?? []).map(({ event }) => event);
  const ref = { kind, id };
  try {
    const events = lines.map((line) => JSON.parse(line) as ChainedEvent);
    const isWhole = events.length === (head.last_sequence ?? 0);
    const isAsWritten =
      isWhole &&
      [valueText(head.value).digest, head.older_digest].includes(head.digest) &&
      events.every((event, at) => eventLine(event) === lines[at]);
    const damage = isAsWritten ? {} : { damage: "its rows are not as they were written" };
    return { ref, concerned, aggregate, events, personal, ...damage };
  } catch {
    return { ref, concerned, aggregate, events: [], personal: {}, damage: "it cannot be read" };
  }
}

/** An event as it is stored: canonical JSON of what is hashed, and its hash at the end. */
export function eventLine({ hash, ...sealed }: ChainedEvent): string {
  return `${canonicalJson(sealed).slice(0, -1)},"hash":${JSON.stringify(hash)}}`;
}
