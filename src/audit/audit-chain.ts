import { hash, randomBytes } from "node:crypto";
import type { AuditEvent } from "../approval/audit-event.js";
import { canonicalJson } from "./canonical-json.js";
import {
  CHAIN_START,
  type ChainEnd,
  type ChainedEvent,
  type PersonalText,
  type SaltedText,
} from "./chained-event.js";

const SALT_BYTES = 16;
const SALT_LENGTH = 2 * SALT_BYTES;
/** Asking for random bytes costs more than the bytes: salts are drawn so many at a time, and each is used once. */
const SALTS_DRAWN = 256;

export interface ChainedAddition {
  readonly events: readonly ChainedEvent[];
  /** Each event as JSON in one line. */
  readonly lines: readonly string[];
  readonly personal: PersonalText;
}

/**
 * Appends events to an aggregate's chain (Rule U1). `last` is the newest event so far, undefined for an empty chain.
 * Sequences count up from 1.
 */
export function chainEvents(
  last: ChainEnd | undefined,
  events: readonly AuditEvent[],
): ChainedAddition {
  const personal: Record<string, Record<string, SaltedText>> = {};
  const chained: ChainedEvent[] = [];
  const lines: string[] = [];
  let end = last;
  for (const { type, at, actor, details, personal: names = {} } of events) {
    const sequence = (end?.sequence ?? 0) + 1;
    const texts: Record<string, SaltedText> = {};
    const personalDigests: Record<string, string> = {};
    for (const name of Object.keys(names)) {
      const salted = { salt: drawSalt(), text: names[name] ?? "" };
      texts[name] = salted;
      personalDigests[name] = digestText(salted);
      personal[sequence] = texts;
    }
    const prev = end?.hash ?? CHAIN_START;
    const instant = new Date(at).toISOString();
    const open = { sequence, type, at: instant, actor, details, personalDigests, prev };
    const text = canonicalJson(open);
    const sealed = { ...open, hash: digestOf(text) };
    chained.push(sealed);
    lines.push(`${text.slice(0, -1)},"hash":"${sealed.hash}"}`);
    end = sealed;
  }
  return { events: chained, lines, personal };
}

export type ChainVerdict =
  | { readonly ok: true; readonly head: string; readonly length: number }
  /** `sequence` is where the chain should be and is not. */
  | {
      readonly ok: false;
      readonly sequence: number;
      readonly reason: "sequence" | "prev" | "hash";
    };

/** Whether events are one unbroken chain from the first on. Says nothing about events cut off at the end. */
export function verifyChain(events: readonly ChainedEvent[]): ChainVerdict {
  let head = CHAIN_START;
  for (const [index, event] of events.entries()) {
    const sequence = index + 1;
    if (event.sequence !== sequence) return { ok: false, sequence, reason: "sequence" };
    if (event.prev !== head) return { ok: false, sequence, reason: "prev" };
    if (!isSealed(event)) return { ok: false, sequence, reason: "hash" };
    head = event.hash;
  }
  return { ok: true, head, length: events.length };
}

/** Whether the hash of an event fits all the rest of it. */
export function isSealed({ hash: sealed, ...rest }: ChainedEvent): boolean {
  return sealed === digestOf(canonicalJson(rest));
}

/** Whether text beside the chain is the text that the chain was made with. */
export function isTextOf(event: ChainedEvent, name: string, salted: SaltedText): boolean {
  return event.personalDigests[name] === digestText(salted);
}

/** The salt is of a fixed length, so that no other salt and text make the same input. */
function digestText({ salt, text }: SaltedText): string {
  return digestOf(salt + text);
}

function digestOf(text: string): string {
  return hash("sha256", text);
}

let drawn = "";

function drawSalt(): string {
  if (drawn === "") drawn = randomBytes(SALT_BYTES * SALTS_DRAWN).toString("hex");
  const salt = drawn.slice(-SALT_LENGTH);
  drawn = drawn.slice(0, -SALT_LENGTH);
  return salt;
}
