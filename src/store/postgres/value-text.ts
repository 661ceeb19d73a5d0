import { hash } from "node:crypto";
import type { JsonValue } from "../../approval/audit-event.js";
import { canonicalJson } from "../../audit/canonical-json.js";
import type { AggregateKind, Aggregates } from "../../service/ports/store.js";

export interface ValueText {
  /** Canonical JSON: what the database is sent. */
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly digest: string;
}

/**
 * The text of an aggregate's value. The database keeps JSON in an order and a spelling of its own; since the text is
 * canonical, whoever reads the value can make the same text of it again, and tell by the digest whether it was changed.
 */
export function valueText(value: Aggregates[AggregateKind]): ValueText {
  const text = canonicalJson(value as unknown as JsonValue);
  return { text, digest: hash("sha256", text) };
}
