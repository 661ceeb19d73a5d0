import { erasePersonFrom } from "../approval/erase-person.js";
import type { Instant } from "../approval/instant.js";
import type { PersonRecord } from "../approval/person-record.js";
import { isTerminal } from "../approval/request.js";
import type { ErasureRow } from "../audit/anchor.js";
import { isTextAbout } from "../audit/text-owner.js";
import { indexOf } from "./index-entry.js";
import type { AuditedStore, KeptTrail } from "./ports/audit-trail.js";
import type { AggregateKind, Aggregates, Versioned } from "./ports/store.js";

export type Erasure =
  | { readonly kind: "erased"; readonly aggregates: number; readonly texts: number }
  /** Requests about the person that are not over: their approvers need to know who asks. */
  | { readonly kind: "open"; readonly requestIds: readonly string[] }
  | { readonly kind: "unknown" };

/**
 * Takes the name of a person, and what he wrote or what was written about him, out of everything that is kept. Ids,
 * decisions and instants stay, and so do the digests in the chains, which still verify (Rule U1). May be repeated: it
 * goes on where it was interrupted.
 */
export async function erasePerson(store: AuditedStore, personId: string): Promise<Erasure> {
  const concerned: KeptTrail[] = [];
  const open: string[] = [];
  for await (const kept of store.auditTrail.trails()) {
    if (!(await mentions(store, kept, personId))) continue;
    concerned.push(kept);
    if (kept.concerned.includes(personId) && !(await isOver(store, kept))) open.push(kept.ref.id);
  }
  if (open.length > 0) return { kind: "open", requestIds: open };
  if (concerned.length === 0) return { kind: "unknown" };
  let texts = 0;
  for (const kept of concerned) texts += await eraseFrom(store, kept, personId);
  return { kind: "erased", aggregates: concerned.length, texts };
}

/** In the value, or in the trail alone: the value does not remember everybody who acted on it. */
async function mentions(
  store: AuditedStore,
  { ref, events }: KeptTrail,
  personId: string,
): Promise<boolean> {
  if (JSON.stringify(events).includes(personId)) return true;
  const value = (await store.load(ref.kind, ref.id))?.value;
  return JSON.stringify(value ?? null).includes(personId);
}

async function isOver(store: AuditedStore, { ref }: KeptTrail): Promise<boolean> {
  const request = await store.load("request", ref.id);
  return request !== undefined && isTerminal(request.value);
}

async function eraseFrom(
  store: AuditedStore,
  { ref, aggregate, concerned, events, personal }: KeptTrail,
  personId: string,
): Promise<number> {
  const isAbout = concerned.includes(personId) || (ref.kind === "person" && ref.id === personId);
  const rows = events.flatMap((event): ErasureRow[] => {
    const names = Object.keys(personal[event.sequence] ?? {}).filter((name) =>
      isTextAbout(event, name, personId, isAbout),
    );
    return names.length > 0 ? [[aggregate, event.sequence, names]] : [];
  });
  const texts = rows.reduce((sum, [, , names]) => sum + names.length, 0);
  const loaded = await store.load(ref.kind, ref.id);
  if (!loaded) return 0;
  const value = valueWithout(ref.kind, loaded, personId, isAbout);
  const isUnchanged = JSON.stringify(value) === JSON.stringify(loaded.value);
  if (isUnchanged && texts === 0) return 0;
  const event = erasedEvent(store.now(), personId, texts);
  const commit = {
    ...{ kind: ref.kind, id: ref.id, value, events: [event] },
    expectedVersion: loaded.version,
    expectedDigest: loaded.digest,
    index: indexOf(ref.kind, value),
  };
  const result = await store.trailKeeping.erase(commit, rows);
  if (!result.ok) throw new Error(`${aggregate} was changed meanwhile; stop the bot first.`);
  return texts;
}

function erasedEvent(at: Instant, personId: string, texts: number) {
  return {
    type: "personalTextErased",
    at,
    actor: { kind: "system" as const },
    details: { personId, texts },
  };
}

function valueWithout<K extends AggregateKind>(
  kind: K,
  { value }: Versioned<Aggregates[K]>,
  personId: string,
  isAbout: boolean,
): Aggregates[K] {
  const erased = erasePersonFrom(value, personId, isAbout);
  if (kind !== "person" || !isAbout) return erased;
  // His address and what he was typing: without them he is a stranger who has not written yet.
  const { conversation: _, dialogState: __, delegation: ___, ...rest } = erased as PersonRecord;
  return { ...rest, isInstalled: false } as Aggregates[K];
}
