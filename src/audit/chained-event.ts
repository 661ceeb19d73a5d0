import type { AuditEvent } from "../approval/audit-event.js";

/** What `prev` of the first event, and of the first anchor, says. */
export const CHAIN_START = "0".repeat(64);

/** An event as it stands in its aggregate's chain: `hash` covers canonical JSON of all the rest. */
export interface ChainedEvent {
  readonly sequence: number;
  readonly type: string;
  readonly at: string;
  readonly actor: AuditEvent["actor"];
  readonly details: AuditEvent["details"];
  /** Salted digests of the personal text that stands beside the chain, by name. */
  readonly personalDigests: { readonly [name: string]: string };
  /** Hash of the event before, 64 zeros for the first. */
  readonly prev: string;
  readonly hash: string;
}

/** Text of a person beside the chain. Erasing it (text and salt) leaves the chain whole (Rule U1). */
export interface SaltedText {
  /** 16 random bytes in hex. */
  readonly salt: string;
  readonly text: string;
}

/** Personal text of one aggregate: by event sequence, then by name. */
export type PersonalText = Readonly<Record<string, Readonly<Record<string, SaltedText>>>>;

/** What has to be known of the newest event to append to it. */
export type ChainEnd = Pick<ChainedEvent, "sequence" | "hash">;
