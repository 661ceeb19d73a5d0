import { createHash } from "node:crypto";
import { z } from "zod";
import { controlConfigurationSchema } from "../../approval/control-configuration.js";
import { instantSchema } from "../../approval/instant.js";
import { personRecordSchema } from "../../approval/person-record.js";
import { accessRequestSchema, requestStateSchema } from "../../approval/request.js";
import type {
  AggregateKind,
  AggregateRef,
  Aggregates,
  ChainedEvent,
  IndexEntry,
} from "../../service/ports/store.js";
import type { PersonalText } from "../audit-chain.js";
import { SCHEMA } from "./migrations.js";

/** What the file of one aggregate holds. */
export interface AggregateRecord<K extends AggregateKind = AggregateKind> {
  readonly schema: number;
  readonly kind: K;
  readonly id: string;
  readonly version: number;
  readonly index: IndexEntry;
  readonly value: Aggregates[K];
  readonly events: readonly ChainedEvent[];
  readonly personal: PersonalText;
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
  summary: z
    .object({
      id: z.string(),
      state: requestStateSchema,
      requestorId: z.string(),
      requestorName: z.string(),
      targetId: z.string(),
      targetName: z.string(),
      accessPackageId: z.string(),
      accessPackageName: z.string(),
      submittedAt: instantSchema,
      completedAt: instantSchema.exactOptional(),
      policyStages: count,
      riskStages: count,
      endedAtRiskStage: z.boolean(),
    })
    .exactOptional(),
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
  /** SHA-256 of the value's text; absent in a file that was written by hand. */
  digest: z.string().optional(),
  value: z.unknown(),
  events: z.array(z.looseObject({ sequence: z.int().positive(), hash: z.string() })),
  personal: z.record(
    z.string(),
    z.record(z.string(), z.object({ salt: z.string(), text: z.string() })),
  ),
});

const valueSchemas = {
  request: accessRequestSchema,
  controlConfiguration: controlConfigurationSchema,
  person: personRecordSchema,
} as const;

/** Reads the head of a file's content. Throws when it is not the record of this aggregate. */
export function parseHead(content: unknown, ref: AggregateRef): RecordHead {
  const head = headSchema.parse(content);
  checkOwner(head, ref);
  return head;
}

/** The content of a record's file, with the digest by which the value is known again as what was written. */
export function recordText({ value, ...rest }: AggregateRecord): string {
  const valueText = JSON.stringify(value);
  const others = JSON.stringify({ ...rest, digest: digestOf(valueText) });
  return `${others.slice(0, -1)},"value":${valueText}}`;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Reads a file's content as a whole. A value that bears the digest it was written with is taken as it is; any other is
 * parsed by the schema of its aggregate, which costs a hundred times as much. Throws when anything is wrong.
 */
export function parseRecord<K extends AggregateKind>(
  content: unknown,
  ref: AggregateRef<K>,
): AggregateRecord<K> {
  const { digest, ...record } = recordSchema.parse(content);
  checkOwner(record, ref);
  const isAsWritten = digest !== undefined && digest === digestOf(JSON.stringify(record.value));
  const value = isAsWritten ? record.value : valueSchemas[ref.kind].parse(record.value);
  return { ...record, value } as unknown as AggregateRecord<K>;
}

function checkOwner(
  found: { readonly kind: string; readonly id: string },
  ref: AggregateRef,
): void {
  if (found.kind === ref.kind && found.id === ref.id) return;
  throw new Error(`It is the file of ${found.kind} ${found.id}.`);
}
