import type { AuditedStore } from "../src/service/ports/audit-trail.js";
import type { OpenCard } from "./fill-store.js";

/** How late timers fired. Milliseconds. */
export interface Lateness {
  readonly due: number;
  readonly firedOnce: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  /** Per second, from the first due instant until the last had fired. */
  readonly perSecond: number;
}

/** Read from the audit events of the store: what is there was committed, and says when it happened. */
export async function readLateness(
  store: AuditedStore,
  cards: readonly OpenCard[],
  dueAt: readonly number[],
): Promise<Lateness> {
  const late: number[] = [];
  let last = 0;
  for (const [i, { requestId }] of cards.entries()) {
    const events = await store.events("request", requestId);
    const fired = events.filter(({ type }) => type === "stageEscalated");
    const at = fired.length === 1 ? Date.parse(String(fired[0]?.at)) : Number.NaN;
    if (Number.isNaN(at)) continue;
    late.push(at - (dueAt[i] ?? 0));
    last = Math.max(last, at);
  }
  late.sort((a, b) => a - b);
  const at = (share: number): number =>
    late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? Number.NaN;
  return {
    due: cards.length,
    firedOnce: late.length,
    p50: at(0.5),
    p99: at(0.99),
    worst: late.at(-1) ?? Number.NaN,
    perSecond: (1_000 * late.length) / (last - (dueAt[0] ?? 0)),
  };
}

export function describeLateness(name: string, one: Lateness): string {
  return (
    `${name}: ${one.firedOnce} of ${one.due} fired once, ${one.perSecond.toFixed(0)} a second, ` +
    `late by ${one.p50} ms in the middle, ${one.p99} ms p99, ${one.worst} ms at worst`
  );
}
