import { setTimeout as wait } from "node:timers/promises";
import type { AuditEvent } from "../approval/audit-event.js";
import type { Instant } from "../approval/instant.js";
import type { Figures, Log } from "./context.js";
import { indexOf } from "./index-entry.js";
import { logHappenings } from "./log-happenings.js";
import {
  type AggregateKind,
  type Aggregates,
  type CommitResult,
  OutcomeUnknownError,
  type Store,
  StoreUnavailableError,
  type Versioned,
} from "./ports/store.js";

/** What a happening makes of a value. Without `value` nothing is written. */
export interface Change<K extends AggregateKind, T> {
  readonly value?: Aggregates[K];
  readonly events?: readonly AuditEvent[];
  readonly outcome: T;
}

/** What a write needs of the context. */
export interface WriteContext {
  readonly store: Store;
  readonly log: Pick<Log, "info" | "warn">;
  readonly figures: Pick<Figures, "committed">;
}

const MAX_ATTEMPTS = 50;
/** From this attempt on whoever loses again waits for a moment by chance: many that want the same one come apart. */
const FIRST_PAUSED = 5;
/** Milliseconds for each attempt so far, at most. */
const PAUSE = 3;
const RECOVERY_PATIENCE = 8_000;
const RECOVERY_POLL = 20;

/**
 * One atomic write by compare-and-swap: load, let it happen, commit. Whoever loses loads again and decides again. A
 * write of unknown outcome is read back first, then decided again: nothing is claimed that was not read.
 *
 * @param happen gets undefined for an aggregate that does not exist
 * @param known what the caller has loaded a moment before: saves a load where the commit finds it unchanged. An answer
 *   that writes nothing is never given on it
 * @returns the outcome of the attempt that was stored, or needed no write
 */
export async function transact<K extends AggregateKind, T>(
  context: WriteContext,
  kind: K,
  id: string,
  happen: (value: Aggregates[K] | undefined, now: Instant) => Change<K, T> | Promise<Change<K, T>>,
  known?: Versioned<Aggregates[K]>,
): Promise<T> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt >= FIRST_PAUSED) await wait(Math.random() * attempt * PAUSE);
    const early = attempt === 0 ? known : undefined;
    const loaded = early ?? (await context.store.load(kind, id));
    const change = await happen(loaded?.value, context.store.now());
    if (change.value === undefined || change.value === loaded?.value) {
      if (early) continue;
      return change.outcome;
    }
    const result = await commitOrRecover(
      context,
      kind,
      id,
      loaded,
      change.value,
      change.events ?? [],
    );
    if (result === "recovered") continue;
    if (result.ok) {
      logHappenings(context.log, { kind, id }, change.events ?? []);
      return change.outcome;
    }
    if (result.reason === "reserved") throw new ReservedError(result);
  }
  throw new StoreUnavailableError(`${kind} ${id} is changed too often to write it`);
}

/** A key of the value belongs to another aggregate: only the creation of a request can meet this (Rules I2, I3). */
export class ReservedError extends Error {
  override readonly name = "ReservedError";
  constructor(readonly by: Extract<CommitResult, { reason: "reserved" }>) {
    super(`${by.key} is held by ${by.holder.id}`);
  }
}

async function commitOrRecover<K extends AggregateKind>(
  context: WriteContext,
  kind: K,
  id: string,
  loaded: Versioned<Aggregates[K]> | undefined,
  value: Aggregates[K],
  events: readonly AuditEvent[],
): Promise<CommitResult | "recovered"> {
  const index = indexOf(kind, value);
  const expected = { expectedVersion: loaded?.version ?? 0, expectedDigest: loaded?.digest };
  const began = performance.now();
  try {
    return await context.store
      .commit({ kind, id, ...expected, value, events, index })
      .finally(() => context.figures.committed(performance.now() - began));
  } catch (error) {
    if (!(error instanceof OutcomeUnknownError)) throw error;
    context.log.warn({ kind, id }, "the outcome of a write is unknown; reading it back");
    await storeRecovered(context);
    return "recovered";
  }
}

async function storeRecovered(context: WriteContext): Promise<void> {
  for (let waited = 0; waited < RECOVERY_PATIENCE; waited += RECOVERY_POLL) {
    if (context.store.problem() === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, RECOVERY_POLL));
  }
  throw new StoreUnavailableError("the store has not recovered from a write of unknown outcome");
}
