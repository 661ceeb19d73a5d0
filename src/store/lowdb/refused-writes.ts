import { type Instant, SECOND } from "../../approval/instant.js";
import type { Outage } from "../../approval/outage.js";
import { addOutage } from "../merge-outages.js";
import type { OutageLog } from "./outage-log.js";

/** A disk that was full for less has kept nobody from deciding. Milliseconds. */
const SHORTEST = 10 * SECOND;

/** While the disk takes no writes nobody can decide: it is an outage as long as that lasts (Rule T6). */
export class RefusedWrites {
  readonly #log: OutageLog;
  readonly #now: () => Instant;
  #since: Instant | undefined;

  constructor(log: OutageLog, now: () => Instant) {
    this.#log = log;
    this.#now = now;
  }

  /** When decisions could be kept last: a process that ends while the disk is full leaves the whole span to the next start. */
  get aliveAt(): Instant {
    return this.#since ?? this.#now();
  }

  /** Whether the store refuses writes has changed, or why. What follows in this turn knows of it. */
  changed(isRefusing: boolean): void {
    const now = this.#now();
    if (isRefusing) this.#since ??= now;
    else if (this.#since !== undefined) {
      const outage = { from: this.#since, to: now };
      this.#since = undefined;
      if (now - outage.from >= SHORTEST) this.#log.note(outage, now);
    }
  }

  /** Every outage, with the one that goes on. */
  list(): readonly Outage[] {
    const now = this.#now();
    const known = this.#log.list(now);
    if (this.#since === undefined || now - this.#since < SHORTEST) return known;
    return addOutage(known, { from: this.#since }, now);
  }
}
