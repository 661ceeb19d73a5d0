import { createHash } from "node:crypto";
import type { ExportFormat } from "./export-format.js";
import {
  type ExportedEvent,
  sealTrailer,
  type TrailerContent,
  type WithheldEvent,
} from "./export-record.js";
import type { Signer } from "./signing-key.js";

/** Text is gathered to pieces of about this size before it becomes bytes. */
const PIECE = 64 * 1024;

/** Writes one export: events first, the signed trailer last. */
export class ExportWriter {
  readonly #format: ExportFormat;
  readonly #digest = createHash("sha256");
  readonly #pieces: Buffer[] = [];
  #text: string;
  #length = 0;

  constructor(format: ExportFormat) {
    this.#format = format;
    this.#text = format.head;
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length + this.#text.length;
  }

  add(record: ExportedEvent | WithheldEvent): void {
    this.#text += this.#format.encode(record) + this.#format.lineEnd;
    if (this.#text.length >= PIECE) this.#cut();
  }

  finish(content: TrailerContent, signer: Pick<Signer, "publicKey" | "sign">): Buffer {
    this.#cut();
    const trailer = sealTrailer(content, this.#digest.copy().digest("hex"), signer);
    this.#text = this.#format.encode(trailer) + this.#format.lineEnd;
    this.#cut();
    return Buffer.concat(this.#pieces);
  }

  #cut(): void {
    const bytes = Buffer.from(this.#text);
    this.#digest.update(bytes);
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    this.#text = "";
  }
}
