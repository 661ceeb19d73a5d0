import { countNotices, type NoticeCounts } from "../../../src/approval/notice.js";
import { isTerminal, openStage } from "../../../src/approval/request.js";
import { canonicalJson } from "../../../src/audit/canonical-json.js";
import { indexOf, openRequestKey } from "../../../src/service/index-entry.js";
import type { AggregateKind, Aggregates, IndexEntry } from "../../../src/service/ports/store.js";
import { allSummaries } from "../../builders/all-summaries.js";
import { EVERYBODY } from "../company.js";
import { demand } from "../rule-broken.js";
import type { Snapshot, Step } from "./snapshot.js";

const known = new WeakMap<object, IndexEntry>();

type Look = Pick<Step, "world" | "after">;

interface Entry {
  readonly name: string;
  readonly index: IndexEntry;
}

/** What the store finds is what the values say (T4, N2, I2, I3, A5, D2). */
export async function checkIndexes({ world, before, after }: Step): Promise<void> {
  const { store } = world;
  const entries = entriesOf(after);
  const now = store.now();
  for (const [rule, field] of [
    ["T4", "nextDueAt"],
    ["N2", "nextSendAt"],
  ] as const) {
    const times = entries.flatMap(({ index }) => index[field] ?? []);
    const next = times.length > 0 ? Math.min(...times) : undefined;
    const found = await store[field]();
    demand(found === next, rule, `the store says ${field} ${found}, the values ${next}`);
    const listed = await (field === "nextDueAt" ? store.due(now, 500) : store.sendable(now, 500));
    const expected = entries.filter(({ index }) => (index[field] ?? Infinity) <= now).length;
    demand(listed.length === expected, rule, `${listed.length} for ${field}, not ${expected}`);
  }
  // What follows depends on nothing but what is stored.
  if (isUnchanged(before, after)) return;
  const sum = addUp(after);
  const counts = await store.noticeCounts();
  for (const state of Object.keys(sum) as (keyof NoticeCounts)[]) {
    demand(counts[state] === sum[state], "N2", `${counts[state]} ${state}, not ${sum[state]}`);
  }
  const { intended, delivered, failed, withdrawn, pending } = counts;
  const isBalanced = intended === delivered + failed + withdrawn + pending;
  demand(isBalanced, "N2", "the ledger does not add up");
  const summaries = await allSummaries(store);
  const expected = entries.flatMap(({ index }) => index.summary ?? []);
  const text = (all: readonly object[]) =>
    all
      .map((one) => canonicalJson(JSON.parse(JSON.stringify(one))))
      .sort()
      .join("\n");
  demand(text(summaries) === text(expected), "E4", "the summaries are not those of the values");
  const undelivered = entries.filter(({ index: { noticeCounts } }) => {
    return noticeCounts.pending + noticeCounts.failed > 0;
  });
  const listed = (await store.undelivered(500)).length;
  demand(
    listed === undelivered.length,
    "N2",
    `${listed} are undelivered, not ${undelivered.length}`,
  );
  await checkPeople(entries, { world, after });
  await checkKeys(entries, { world, after });
}

async function checkPeople(entries: readonly Entry[], { world: { store }, after }: Look) {
  const decidable = new Map<string, string[]>();
  for (const { value } of after.requests.values()) {
    const stage = value.state === "pendingApproval" ? openStage(value)?.stage : undefined;
    if (stage?.status !== "open") continue;
    const fallback = stage.escalatedAt === undefined ? [] : stage.fallbackApprovers;
    const asked = [...stage.primaryApprovers, ...fallback].map((approver) => approver.id);
    for (const id of new Set(asked)) decidable.set(id, [...(decidable.get(id) ?? []), value.id]);
  }
  const count = (ids: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  };
  const missed = count(entries.flatMap(({ index }) => index.unreached));
  const appointed = count(entries.flatMap(({ index }) => index.delegateId ?? []));
  for (const { id } of EVERYBODY) {
    const found = [...(await store.decidableBy([id]))].sort().join();
    demand(found === (decidable.get(id) ?? []).sort().join(), "D2", `${id} is shown ${found}`);
    const appointers = (await store.appointersOf(id)).length;
    demand(appointers === (appointed.get(id) ?? 0), "A5", `${id} has ${appointers} appointers`);
    const unreached = (await store.unreachedBy(id)).length;
    demand(unreached === (missed.get(id) ?? 0), "N2", `${id} was missed by ${unreached}`);
  }
}

async function checkKeys(entries: readonly Entry[], { world, after }: Look) {
  const now = world.store.now();
  for (const { name, index } of entries) {
    for (const { key, until } of index.keys) {
      if (until !== undefined && until <= now) continue;
      const holder = await world.store.holderOf(key, now);
      demand(
        `request/${holder?.id}` === name,
        "I2",
        `${key} is held by ${holder?.id}, not ${name}`,
      );
    }
  }
  const open = [...after.requests.values()]
    .filter(({ value }) => !isTerminal(value) && value.origin.callOut?.requestType !== "userRemove")
    .map(({ value }) => openRequestKey(value.target.id, value.accessPackage.id));
  demand(new Set(open).size === open.length, "I3", `two requests are open: ${open.join()}`);
}

function isUnchanged(before: Snapshot, after: Snapshot): boolean {
  const kinds = ["requests", "people", "configurations"] as const;
  return kinds.every((kind) => {
    const earlier: ReadonlyMap<string, { readonly value: object }> = before[kind];
    const now: ReadonlyMap<string, { readonly value: object }> = after[kind];
    return (
      now.size === earlier.size &&
      [...now].every(([id, { value }]) => earlier.get(id)?.value === value)
    );
  });
}

function entriesOf({ requests, people, configurations }: Snapshot): Entry[] {
  const list = (kind: AggregateKind, values: ReadonlyMap<string, { value: object }>): Entry[] =>
    [...values].map(([id, { value }]) => ({ name: `${kind}/${id}`, index: entryOf(kind, value) }));
  return [
    ...list("request", requests),
    ...list("person", people),
    ...list("controlConfiguration", configurations),
  ];
}

function entryOf(kind: AggregateKind, value: object): IndexEntry {
  const entry = known.get(value) ?? indexOf(kind, value as Aggregates[AggregateKind]);
  known.set(value, entry);
  return entry;
}

function addUp({ requests, people, configurations }: Snapshot): NoticeCounts {
  const all = [...requests.values(), ...people.values(), ...configurations.values()];
  return countNotices(all.flatMap(({ value }) => value.notices));
}
