import type { AggregateRef } from "./ports/store.js";

/** Equal for equal references; used as a key in memory. */
export function refKey(ref: AggregateRef): string {
  return `${ref.kind}/${ref.id}`;
}
