import { hash } from "node:crypto";
import type { JsonValue } from "../approval/audit-event.js";
import { canonicalJson } from "./canonical-json.js";
import { CHAIN_START } from "./chained-event.js";
import type { PublicKeyText, Signer } from "./signing-key.js";

/** The newest event of an aggregate: `request/R-1042`, the aggregate's version, the event's sequence and hash. */
export type HeadRow = readonly [aggregate: string, version: number, sequence: number, hash: string];
/** An aggregate that retention takes away, with the newest event that it had. */
export type RemovalRow = readonly [aggregate: string, sequence: number, hash: string];
/** Names of personal text of one event that is erased. */
export type ErasureRow = readonly [aggregate: string, sequence: number, names: readonly string[]];

/** What one anchor says. Every list may be missing. */
export interface AnchorContent {
  readonly heads?: readonly HeadRow[];
  /** Heads that were found at a start and that no anchor had seen. */
  readonly recovered?: readonly HeadRow[];
  readonly removed?: readonly RemovalRow[];
  readonly erased?: readonly ErasureRow[];
  /** Every anchor after this one is signed with this key; this one still with the key before (Rule U1). */
  readonly nextKey?: PublicKeyText;
  /** The process ended in an orderly way: nothing is committed between this anchor and the next. */
  readonly isClosing?: true;
}

/** One line of the anchor log (Rule U1). */
export interface Anchor extends AnchorContent {
  /** Counts up from 1. */
  readonly sequence: number;
  /** When it was made, UTC. */
  readonly at: string;
  /** Hash of the anchor before, 64 zeros for the first. */
  readonly prev: string;
  /** SHA-256 of canonical JSON of everything but `hash` and `signature`. */
  readonly hash: string;
  /** Ed25519 over `riskgate-anchor:` and the hash. */
  readonly signature: string;
}

/** What has to be known of the newest anchor to make the next one. */
export type AnchorEnd = Pick<Anchor, "sequence" | "hash" | "at">;

/** The next anchor as a line, without its line feed. */
export function makeAnchor(
  last: AnchorEnd | undefined,
  at: string,
  content: AnchorContent,
  signer: Signer,
): { readonly anchor: Anchor; readonly line: string } {
  const open = {
    ...content,
    sequence: (last?.sequence ?? 0) + 1,
    at,
    prev: last?.hash ?? CHAIN_START,
  };
  const digest = digestAnchor(open);
  const anchor = { ...open, hash: digest, signature: signer.sign(signedText(digest)) };
  return { anchor, line: canonicalJson(asJson(anchor)) };
}

/** The heads of an anchor, older ones first: what a start has found is older than what was committed since. */
export function headsOf({ recovered = [], heads = [] }: AnchorContent): readonly HeadRow[] {
  return [...recovered, ...heads];
}

/** Instants as they are written: UTC, in milliseconds. Whatever else stands there would name a file or a place in time. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Throws when the line is no anchor. */
export function parseAnchor(line: string): Anchor {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== "object" || parsed === null) throw new Error("It is no anchor.");
  const { sequence, hash: digest, prev, at } = parsed as Partial<Anchor>;
  const isAnchor =
    Number.isSafeInteger(sequence) &&
    [digest, prev].every((text) => typeof text === "string") &&
    typeof at === "string" &&
    INSTANT.test(at) &&
    !Number.isNaN(Date.parse(at));
  if (!isAnchor) throw new Error("It is no anchor.");
  return parsed as Anchor;
}

export function digestAnchor(anchor: Partial<Anchor>): string {
  const { hash: _, signature: __, ...rest } = anchor;
  return hash("sha256", canonicalJson(asJson(rest)));
}

/** Says what is signed, so that no signature for one thing can be shown for another. */
export function signedText(digest: string): string {
  return `riskgate-anchor:${digest}`;
}

export function asJson(value: object): JsonValue {
  return value as unknown as JsonValue;
}
