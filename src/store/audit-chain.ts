import { createHash, createHmac, randomBytes } from "node:crypto";
import type { AuditEvent, JsonValue } from "../approval/audit-event.js";
import type { ChainedEvent } from "../service/ports/store.js";

/** What `prev` of the first event says. */
export const CHAIN_START = "0".repeat(64);

const SALT_BYTES = 16;

/** Text of a person beside the chain. Erasing it (text and salt) leaves the chain whole (Rule U1). */
export interface SaltedText {
  /** 16 random bytes in hex. */
  readonly salt: string;
  readonly text: string;
}

/** Personal text of one aggregate: by event sequence, then by name. */
export type PersonalText = Readonly<Record<string, Readonly<Record<string, SaltedText>>>>;

export interface ChainedAddition {
  readonly events: readonly ChainedEvent[];
  readonly personal: PersonalText;
}

/**
 * Appends events to an aggregate's chain (Rule U1). `last` is the newest event so far, undefined for an empty chain.
 * Sequences count up from 1.
 */
export function chainEvents(
  last: ChainedEvent | undefined,
  events: readonly AuditEvent[],
): ChainedAddition {
  const personal: Record<string, Record<string, SaltedText>> = {};
  const chained: ChainedEvent[] = [];
  let previous = last;
  for (const event of events) {
    const sequence = (previous?.sequence ?? 0) + 1;
    const texts = saltTexts(event.personal ?? {});
    if (Object.keys(texts).length > 0) personal[sequence] = texts;
    previous = seal({
      sequence,
      type: event.type,
      at: new Date(event.at).toISOString(),
      actor: event.actor,
      details: event.details,
      personalDigests: Object.fromEntries(
        Object.entries(texts).map(([name, salted]) => [name, digestText(salted)]),
      ),
      prev: previous?.hash ?? CHAIN_START,
    });
    chained.push(previous);
  }
  return { events: chained, personal };
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
    const { hash, ...rest } = event;
    if (hash !== hashEvent(rest)) return { ok: false, sequence, reason: "hash" };
    head = hash;
  }
  return { ok: true, head, length: events.length };
}

/** Whether text beside the chain is the text that the chain was made with. */
export function isTextOf(event: ChainedEvent, name: string, salted: SaltedText): boolean {
  return event.personalDigests[name] === digestText(salted);
}

/** JSON with sorted keys, without spaces and without keys whose value is undefined: equal values, equal text. */
export function canonicalJson(value: JsonValue | undefined): string {
  if (Array.isArray(value))
    return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const record = value as { readonly [key: string]: JsonValue | undefined };
    const members = Object.keys(record)
      .filter((key) => record[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

function seal(event: Omit<ChainedEvent, "hash">): ChainedEvent {
  return { ...event, hash: hashEvent(event) };
}

function hashEvent(event: Omit<ChainedEvent, "hash">): string {
  return createHash("sha256")
    .update(canonicalJson({ ...event }))
    .digest("hex");
}

function saltTexts(texts: Readonly<Record<string, string>>): Record<string, SaltedText> {
  const names = Object.entries(texts);
  // One draw for all of them: asking for random bytes costs more than the bytes.
  const random = randomBytes(SALT_BYTES * names.length).toString("hex");
  const width = 2 * SALT_BYTES;
  return Object.fromEntries(
    names.map(([name, text], i) => [
      name,
      { salt: random.slice(i * width, (i + 1) * width), text },
    ]),
  );
}

function digestText({ salt, text }: SaltedText): string {
  return createHmac("sha256", Buffer.from(salt, "hex")).update(text).digest("hex");
}
