import { hash } from "node:crypto";
import { z } from "zod";
import { controlConfigurationSchema } from "../../approval/control-configuration.js";
import { insiderRiskRecordSchema } from "../../approval/insider-risk.js";
import { instantSchema } from "../../approval/instant.js";
import { personRecordSchema } from "../../approval/person-record.js";
import { accessRequestSchema } from "../../approval/request.js";
import { sendingSchema } from "../../approval/sending.js";
import type {
  AggregateKind,
  AggregateRef,
  Aggregates,
  ChainedEvent,
  IndexEntry,
} from "../../service/ports/store.js";
import { EventLog } from "./event-log.js";
import { SCHEMA } from "./migrations.js";
import { summarySchema } from "./summary-schema.js";

/** What the file of one aggregate holds. */
export class AggregateRecord<K extends AggregateKind = AggregateKind> {
  constructor(
    readonly kind: K,
    readonly id: string,
    readonly version: number,
    readonly index: IndexEntry,
    readonly value: Aggregates[K],
    readonly log: EventLog,
  ) {}

  get events(): readonly ChainedEvent[] {
    return this.log.list();
  }
}

/** The part that the start reads: enough to rebuild the index without knowing what a request is. */
export interface RecordHead {
  readonly version: number;
  readonly index: IndexEntry;
}

const count = z.int().nonnegative();
const ids = z.array(z.string());

const indexSchema = z.object({
  nextDueAt: instantSchema.exactOptional(),
  nextSendAt: instantSchema.exactOptional(),
  isClosed: z.boolean(),
  keys: z.array(z.object({ key: z.string(), until: instantSchema.exactOptional() })),
  noticeCounts: z.object({
    intended: count,
    delivered: count,
    failed: count,
    withdrawn: count,
    pending: count,
  }),
  deciders: ids,
  concerned: ids,
  unreached: ids,
  delegateId: z.string().exactOptional(),
  summary: summarySchema.exactOptional(),
});

const headSchema = z.object({
  schema: z.literal(SCHEMA),
  kind: z.string(),
  id: z.string(),
  version: z.int().positive(),
  index: indexSchema,
});

const recordSchema = z.object({
  ...headSchema.shape,
  value: z.unknown(),
  events: z.array(z.looseObject({ sequence: z.int().positive(), hash: z.string() })),
  personal: z.record(
    z.string(),
    z.record(z.string(), z.object({ salt: z.string(), text: z.string() })),
  ),
});

/** What a file of ours begins with. The digest tells whether a person has changed anything after it. */
const writtenHeadSchema = headSchema.omit({ index: true }).extend({ digest: z.string() });

// What stands between the parts of a file.
const HEAD_END = ",\n";
const INDEX = '"index":';
const VALUE = ',\n"value":';
const EVENTS = ',\n"events":[\n';
const PERSONAL = '\n],"personal":{\n';
const END = "\n}}\n";

const valueSchemas = {
  request: accessRequestSchema,
  controlConfiguration: controlConfigurationSchema,
  person: personRecordSchema,
  sending: sendingSchema,
  insiderRisk: insiderRiskRecordSchema,
} as const;

/**
 * Reads the head of a file. Of what bears the digest it was written with no more than the head is parsed; anything else
 * is parsed as a whole. Throws when it is not the record of this aggregate.
 */
export function parseFileHead(text: string, ref: AggregateRef): RecordHead {
  const written = readWritten(text, ref);
  if (!written) return parseHead(JSON.parse(text), ref);
  const { version, rest, valueAt } = written;
  return { version, index: parseIndex(rest, valueAt) };
}

/** The head of a record's content. Throws when it is not the record of this aggregate. */
export function parseHead(content: unknown, ref: AggregateRef): RecordHead {
  const head = headSchema.parse(content);
  checkOwner(head, ref);
  return head;
}

/**
 * The content of a record's file: JSON, its parts in lines that `parseRecord` finds again. The digest on the first line
 * is the SHA-256 of all lines after it, by which they are known as what was written.
 */
export function recordText({ kind, id, version, index, value, log }: AggregateRecord): string {
  const rest =
    INDEX +
    JSON.stringify(index) +
    VALUE +
    JSON.stringify(value) +
    EVENTS +
    log.eventLines +
    PERSONAL +
    log.personalLines +
    END;
  const head = { schema: SCHEMA, kind, id, version, digest: hash("sha256", rest) };
  return JSON.stringify(head).slice(0, -1) + HEAD_END + rest;
}

/**
 * Reads a file's content as a whole. What bears the digest it was written with is taken as it is; anything else, such as
 * a file that was edited by hand, is parsed by the schema of its aggregate, which costs a hundred times as much. The index
 * that is known already is not parsed again. Throws when anything is wrong.
 */
export function parseRecord<K extends AggregateKind>(
  text: string,
  ref: AggregateRef<K>,
  known?: IndexEntry,
): AggregateRecord<K> {
  return parseAsWritten(text, ref, known) ?? parseByHand(text, ref);
}

export interface InspectedRecord {
  readonly record: AggregateRecord;
  /** False when the file carries the digest of another content. A migrated file carries none. */
  readonly isAsWritten: boolean;
}

/** Reads a file's content and says whether anybody has changed it since it was written. Throws as `parseRecord`. */
export function inspectRecord(text: string, ref: AggregateRef): InspectedRecord {
  const written = parseAsWritten(text, ref);
  if (written) return { record: written, isAsWritten: true };
  const record = parseByHand(text, ref);
  return { record, isAsWritten: !text.slice(0, text.indexOf(HEAD_END)).includes('"digest"') };
}

function parseAsWritten<K extends AggregateKind>(
  text: string,
  ref: AggregateRef<K>,
  known?: IndexEntry,
): AggregateRecord<K> | undefined {
  const written = readWritten(text, ref);
  if (!written) return undefined;
  const { version, rest, valueAt } = written;
  const eventsAt = rest.indexOf(EVENTS, valueAt);
  const personalAt = rest.indexOf(PERSONAL, eventsAt);
  return new AggregateRecord(
    ref.kind,
    ref.id,
    version,
    known ?? parseIndex(rest, valueAt),
    JSON.parse(rest.slice(valueAt + VALUE.length, eventsAt)) as Aggregates[K],
    EventLog.fromLines(
      rest.slice(eventsAt + EVENTS.length, personalAt),
      rest.slice(personalAt + PERSONAL.length, -END.length),
    ),
  );
}

interface WrittenText {
  readonly version: number;
  /** All lines after the first. */
  readonly rest: string;
  /** Where the value begins in them. JSON text holds no line feed of its own, so that the first is the one. */
  readonly valueAt: number;
}

/** Undefined when the digest is missing or another: then nothing is known of the content. */
function readWritten(text: string, ref: AggregateRef): WrittenText | undefined {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = writtenHeadSchema.safeParse(parseOrNothing(`${text.slice(0, headEnd)}}`));
  const rest = text.slice(headEnd + HEAD_END.length);
  if (!head.success || head.data.digest !== hash("sha256", rest)) return undefined;
  checkOwner(head.data, ref);
  return { version: head.data.version, rest, valueAt: rest.indexOf(VALUE) };
}

function parseIndex(rest: string, valueAt: number): IndexEntry {
  return JSON.parse(rest.slice(INDEX.length, valueAt)) as IndexEntry;
}

function parseByHand<K extends AggregateKind>(
  text: string,
  ref: AggregateRef<K>,
): AggregateRecord<K> {
  const { index, version, value, events, personal, ...owner } = recordSchema.parse(
    JSON.parse(text),
  );
  checkOwner(owner, ref);
  const parsed = valueSchemas[ref.kind].parse(value) as Aggregates[K];
  const log = EventLog.of(events, personal);
  return new AggregateRecord(ref.kind, ref.id, version, index, parsed, log);
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkOwner(
  found: { readonly kind: string; readonly id: string },
  ref: AggregateRef,
): void {
  if (found.kind === ref.kind && found.id === ref.id) return;
  throw new Error(`It is the file of ${found.kind} ${found.id}.`);
}
