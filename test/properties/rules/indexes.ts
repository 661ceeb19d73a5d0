import { countNotices, type NoticeCounts } from "../../../src/approval/notice.js";
import { isTerminal, openStage } from "../../../src/approval/request.js";
import { indexOf, openRequestKey } from "../../../src/service/index-entry.js";
import type { AggregateKind, Aggregates, IndexEntry } from "../../../src/service/ports/store.js";
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
export async function checkIndexes({ world, after }: Step): Promise<void> {
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
  const sum = addUp(after);
  const counts = await store.noticeCounts();
  for (const state of Object.keys(sum) as (keyof NoticeCounts)[]) {
    demand(counts[state] === sum[state], "N2", `${counts[state]} ${state}, not ${sum[state]}`);
  }
  const { intended, delivered, failed, withdrawn, pending } = counts;
  const isBalanced = intended === delivered + failed + withdrawn + pending;
  demand(isBalanced, "N2", "the ledger does not add up");
  await checkPeople(entries, { world, after });
  await checkKeys(entries, { world, after });
}

async function checkPeople(entries: readonly Entry[], step: Look) {
  const { store } = step.world;
  for (const { id } of EVERYBODY) {
    const decidable = [...step.after.requests.values()].filter(({ value }) => {
      const stage = value.state === "pendingApproval" ? openStage(value)?.stage : undefined;
      const fallback = stage?.escalatedAt === undefined ? [] : stage.fallbackApprovers;
      const isOpen = stage?.status === "open";
      return isOpen && [...stage.primaryApprovers, ...fallback].some((a) => a.id === id);
    });
    const found = await store.decidableBy([id]);
    const expected = decidable.map(({ value }) => value.id).sort();
    demand([...found].sort().join() === expected.join(), "D2", `${id} is shown ${found}`);
    const appointers = await store.appointersOf(id);
    const isRight = entries.filter(({ index }) => index.delegateId === id).length;
    demand(appointers.length === isRight, "A5", `${id} has ${appointers.length} appointers`);
    const unreached = await store.unreachedBy(id);
    const missed = entries.filter(({ index }) => index.unreached.includes(id)).length;
    demand(unreached.length === missed, "N2", `${id} was missed by ${unreached.length}`);
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
    .filter(({ value }) => !isTerminal(value) && value.notices.length > 0)
    .map(({ value }) => openRequestKey(value.target.id, value.accessPackage.id));
  demand(new Set(open).size === open.length, "I3", `two requests are open: ${open.join()}`);
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
