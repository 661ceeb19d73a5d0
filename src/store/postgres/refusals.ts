import type { Instant } from "../../approval/instant.js";
import type { Outage } from "../../approval/outage.js";
import { StoreUnavailableError } from "../../service/ports/store.js";
import { sqlStateOf } from "./failure.js";
import { DATABASE_AWAY } from "./outage-table.js";

/** A server that is out of something for everybody, and not of connections for this node alone. */
const SHORTAGE = /^53(?!300)/;

type Span = Required<Outage>;

/**
 * A database that is there and refuses what is to be stored, on a full disk for example: signs of life still find a place,
 * and nobody can decide. From the first refusal to the last one before a commit that was taken it is an outage (Rule T6).
 */
export class Refusals {
  #span: Span | undefined;
  #isOver = false;
  /** The end that is recorded. */
  #savedTo: Instant | undefined;

  /** A commit failed. */
  failed(error: unknown, now: Instant): void {
    if (!(error instanceof StoreUnavailableError)) return;
    if (!SHORTAGE.test(sqlStateOf(error.cause) ?? "")) return;
    this.#span = { from: this.#isOver ? now : (this.#span?.from ?? now), to: now };
    this.#isOver = false;
  }

  /** A commit was taken. */
  committed(): void {
    this.#isOver = true;
  }

  /** Undefined while it is short or recorded. */
  get unsaved(): Span | undefined {
    const span = this.#span;
    if (!span || span.to === this.#savedTo || span.to - span.from < DATABASE_AWAY) return undefined;
    return span;
  }

  saved({ to }: Span): void {
    this.#savedTo = to;
  }
}
