import type {
  AggregateKind,
  Aggregates,
  Store,
  Versioned,
} from "../../../src/service/ports/store.js";

/** What any store answers: one of them tells a digest besides. */
export async function loadPlain<K extends AggregateKind>(
  store: Store,
  kind: K,
  id: string,
): Promise<Versioned<Aggregates[K]> | undefined> {
  const loaded = await store.load(kind, id);
  return loaded && { version: loaded.version, value: loaded.value };
}
