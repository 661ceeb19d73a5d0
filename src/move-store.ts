import type { Instant } from "./approval/instant.js";
import { indexOf } from "./service/index-entry.js";
import type { AuditedStore } from "./service/ports/audit-trail.js";
import type { AggregateRef, ReservedKey } from "./service/ports/store.js";
import { type TrailVerdict, walkTrail } from "./service/walk-trail.js";
import type { MovingIn } from "./store/postgres/moving-in.js";

export interface MovedKey {
  /** Private key in PEM that signed the anchors of the source. */
  readonly signingKeyPem: string;
  readonly isKeyKeptOutside: boolean;
}

/** Called when everything has arrived, before any node can start on it: from then on the source takes no decision. */
export type CloseSource = (movedAt: Instant) => Promise<void>;

export interface Moved {
  readonly aggregates: number;
  readonly events: number;
  readonly anchors: number;
  /** Had arrived by an earlier attempt. */
  readonly found: number;
}

/** Throws for a store that waits for a person: what it waits for would be passed over where it goes to. */
export function refuseHeld({ holds }: AuditedStore): void {
  const held = holds?.restore.restored()
    ? ["is a restored backup that was not released", "restore confirm"]
    : holds?.clock.jump() && ["waits since the clock has jumped", "clock confirm"];
  if (!held) return;
  const [what, command] = held;
  throw new Error(
    `The data folder ${what}. Start the bot on it, let an administrator write "${command}", and move it then. Nothing was changed.`,
  );
}

/**
 * Moves everything from one store into an empty database (Rule U1). The trail is verified where it leaves and where it
 * arrives, against the same anchors; a database whose trail does not fit is never opened for the bot. Throws with what
 * does not fit, and may then be called again.
 */
export async function moveStore(
  source: AuditedStore,
  target: MovingIn,
  key: MovedKey,
  closeSource: CloseSource,
): Promise<Moved> {
  const now = (): number => source.now();
  const aliveAt = now();
  const before = await walkTrail(source.auditTrail, now);
  checkIntact(before, "The audit of the data folder is broken");
  await target.checkAnchors(source.auditTrail.anchors());
  let found = 0;
  for await (const kept of source.auditTrail.trails()) {
    const { kind, id } = kept.ref;
    const loaded = await source.load(kind, id);
    if (!loaded) throw new Error(`${kept.aggregate} cannot be read.`);
    const { version, value } = loaded;
    const index = indexOf(kind, value);
    const keys = await keysHeld(source, kept.ref, index.keys);
    const commit = { kind, id, value, index: { ...index, keys } };
    if (!(await target.put({ kept, version, commit }, now()))) found += 1;
  }
  const nextId = await source.nextRequestId();
  const { firstKey } = source.auditTrail;
  await target.putLastThings({
    ...key,
    ...(firstKey !== undefined && { firstKey }),
    anchorLines: source.auditTrail.anchors(),
    aliveAt,
    counts: await source.noticeCounts(),
    outages: await source.outages(),
    nextRequestNumber: Number(nextId.slice("R-".length)),
    undelivered: await source.undelivered(Number.MAX_SAFE_INTEGER),
  });
  const after = await walkTrail(target.trail(key.signingKeyPem, firstKey), now);
  checkIntact(after, "The audit does not fit where it arrived");
  for (const figure of ["aggregates", "events", "texts", "erasedTexts", "removed"] as const) {
    if (after[figure] !== before[figure])
      throw new Error(
        `${before[figure]} ${figure} left and ${after[figure]} arrived. Run it again.`,
      );
  }
  await closeSource(now());
  await target.finish();
  const { aggregates, events, anchors } = after;
  return { aggregates, events, anchors, found };
}

/** The names that an aggregate holds now; one whose time is over may be another's by now. */
async function keysHeld(
  source: AuditedStore,
  ref: AggregateRef,
  listed: readonly ReservedKey[],
): Promise<readonly ReservedKey[]> {
  const held: ReservedKey[] = [];
  for (const key of listed) {
    const holder = await source.holderOf(key.key, source.now());
    if (holder?.kind === ref.kind && holder.id === ref.id) held.push(key);
  }
  return held;
}

function checkIntact(verdict: TrailVerdict, what: string): void {
  if (verdict.isIntact) return;
  const places = verdict.problems.map((problem) => `  ${problem.place}: ${problem.what}`);
  throw new Error([`${what}. The database is not opened for the bot.`, ...places].join("\n"));
}
