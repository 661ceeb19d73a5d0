import { hash } from "node:crypto";
import { isSealed, isTextOf } from "./audit-chain.js";
import { CHAIN_START } from "./chained-event.js";
import { CSV, type ExportFormat, JSON_LINES } from "./export-format.js";
import {
  type ExportedEvent,
  type ExportedHead,
  isTrailer,
  isTrailerSigned,
  isWithheld,
  type Trailer,
  type WithheldEvent,
} from "./export-record.js";
import type { PublicKeyText } from "./signing-key.js";
import { describeAggregate, type TrailProblem, TrailProblems } from "./trail-problem.js";

export interface ExportVerdict {
  readonly isIntact: boolean;
  readonly events: number;
  readonly aggregates: number;
  readonly texts: number;
  /** Texts that are not in the file: erased, or not for its reader. */
  readonly missingTexts: number;
  /** Events of which only the place in the chain is there. */
  readonly withheld: number;
  readonly problems: readonly TrailProblem[];
  readonly problemCount: number;
  readonly trailer: Trailer | undefined;
}

/**
 * Verifies an export by itself, without the bot (Rule U1): the trailer's signature, every chain, every text, and that no
 * byte differs. `pinned` is the key that it has to be signed with.
 */
export function verifyExport(bytes: Uint8Array, pinned?: PublicKeyText): ExportVerdict {
  const reading = new ExportReading();
  reading.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), pinned);
  return reading.verdict();
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** What was read of one chain so far. */
interface Part {
  first: number;
  last: number;
  hash: string;
}

class ExportReading {
  readonly #problems = new TrailProblems();
  readonly #parts = new Map<string, Part>();
  readonly #figures = { events: 0, texts: 0, missingTexts: 0, withheld: 0 };
  #trailer: Trailer | undefined;

  read(bytes: Buffer, pinned: PublicKeyText | undefined): void {
    const format = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? CSV : JSON_LINES;
    let at = 0;
    let number = 0;
    let trailerAt = bytes.length;
    while (at < bytes.length) {
      const end = bytes.indexOf(0x0a, at);
      const next = end < 0 ? bytes.length : end + 1;
      number += 1;
      if (this.#trailer) this.#complain(number, "something stands after the trailer");
      const isHead = at === 0 && format.head !== "";
      if (isHead) this.#checkHead(bytes.subarray(at, next), format);
      else if (this.#readLine(bytes.subarray(at, next), number, format)) trailerAt = at;
      at = next;
    }
    this.#checkEnd(hash("sha256", bytes.subarray(0, trailerAt)), number, pinned);
  }

  verdict(): ExportVerdict {
    return {
      isIntact: this.#problems.count === 0,
      ...this.#figures,
      aggregates: this.#parts.size,
      problems: this.#problems.named,
      problemCount: this.#problems.count,
      trailer: this.#trailer,
    };
  }

  #checkHead(line: Buffer, format: ExportFormat): void {
    if (line.toString() !== format.head) this.#complain(1, "the names of the columns are others");
  }

  /** True for the trailer. */
  #readLine(bytes: Buffer, number: number, format: ExportFormat): boolean {
    try {
      const text = decoder.decode(bytes);
      const line = text.endsWith(format.lineEnd) ? text.slice(0, -format.lineEnd.length) : text;
      const record = format.decode(line);
      if (format.encode(record) + format.lineEnd !== text)
        this.#complain(number, "it is not as it was written");
      if (isTrailer(record)) {
        this.#trailer = record;
        return true;
      }
      this.#readEvent(record, number);
    } catch {
      this.#complain(number, "it cannot be read");
    }
    return false;
  }

  #readEvent(record: ExportedEvent | WithheldEvent, number: number): void {
    const aggregate = `${record.kind}/${record.id}`;
    const complain = (what: string): void => {
      const place = `line ${number} (${describeAggregate(aggregate)}, event ${record.sequence})`;
      this.#problems.add({ aggregate, place, what });
    };
    const part = this.#parts.get(aggregate);
    const { sequence, prev } = record;
    this.#figures.events += 1;
    if (part && sequence !== part.last + 1) complain(`event ${part.last + 1} is missing before it`);
    else if (part ? prev !== part.hash : sequence === 1 && prev !== CHAIN_START)
      complain("it does not follow the event before it");
    this.#parts.set(aggregate, {
      first: part?.first ?? sequence,
      last: sequence,
      hash: record.hash,
    });
    if (isWithheld(record)) this.#figures.withheld += 1;
    else this.#readContent(record, complain);
  }

  #readContent(record: ExportedEvent, complain: (what: string) => void): void {
    const { kind: _, id: __, personal = {}, ...event } = record;
    if (!isSealed(event)) complain("its hash does not fit its content");
    for (const name of Object.keys(event.personalDigests)) {
      const salted = personal[name];
      if (salted === undefined) this.#figures.missingTexts += 1;
      else this.#figures.texts += 1;
      if (salted !== undefined && !isTextOf(event, name, salted))
        complain(`the text "${name}" is not the one that was written`);
    }
    for (const name of Object.keys(personal)) {
      if (!Object.hasOwn(event.personalDigests, name))
        complain(`the text "${name}" belongs to no digest`);
    }
  }

  #checkEnd(digest: string, number: number, pinned: PublicKeyText | undefined): void {
    const trailer = this.#trailer;
    try {
      if (trailer) this.#checkTrailer(trailer, digest, number, pinned);
      else this.#complain(number, "the file ends without its trailer");
    } catch {
      this.#complain(number, "the trailer cannot be read");
    }
  }

  #checkTrailer(
    trailer: Trailer,
    digest: string,
    number: number,
    pinned: PublicKeyText | undefined,
  ): void {
    const { events } = this.#figures;
    if (!isTrailerSigned(trailer)) this.#complain(number, "the trailer's signature is not valid");
    if (pinned !== undefined && pinned !== trailer.key)
      this.#complain(number, "the trailer is signed with another key than the one that was given");
    if (trailer.count !== events)
      this.#complain(number, `the trailer counts ${trailer.count} events, not ${events}`);
    this.#checkHeads(trailer.heads, number);
    if (trailer.verdict !== "intact") {
      this.#problems.add({ place: "at the export", what: "the stored trail was broken already" });
      for (const what of trailer.problems) this.#problems.add({ place: "at the export", what });
    }
    if (trailer.digest !== digest && this.#problems.count === 0)
      this.#complain(number, "the bytes before the trailer are not those that it was made for");
  }

  #checkHeads(heads: readonly ExportedHead[], number: number): void {
    const left = new Set(this.#parts.keys());
    for (const [aggregate, first, last, head] of heads) {
      left.delete(aggregate);
      const part = this.#parts.get(aggregate);
      const name = describeAggregate(aggregate);
      if (!part) this.#complain(number, `${name} is missing`, aggregate);
      else if (part.first !== first || part.last !== last)
        this.#complain(number, `${name} should have events ${first} to ${last}`, aggregate);
      else if (part.hash !== head)
        this.#complain(number, `${name} ends with another event ${last}`, aggregate);
    }
    for (const aggregate of left)
      this.#complain(number, `${describeAggregate(aggregate)} is not in the trailer`, aggregate);
  }

  #complain(number: number, what: string, aggregate?: string): void {
    this.#problems.add({ place: `line ${number}`, what, ...(aggregate && { aggregate }) });
  }
}
