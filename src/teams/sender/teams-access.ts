import { type Instant, MINUTE } from "../../approval/instant.js";
import type { Pacer } from "../connector/pacing.js";
import type { ChatOutcome, PostOutcome } from "../connector/post-outcome.js";
import type { Poster } from "../connector/poster.js";
import { LOCKED_OUT_PAUSES } from "../limits.js";

type Outcome = PostOutcome | ChatOutcome;

/** Since when, and what Microsoft Entra or Teams said: codes only. */
export interface Lockout {
  readonly since: Instant;
  readonly reason: string;
}

/** Longer than the longest pause between two tries, so that it stays while rows wait. Milliseconds. */
const SHOWN_FOR = 2 * MINUTE;

/** Teams took the request of a bot that it knows, whatever became of the message. */
const LET_IN: ReadonlySet<Outcome["kind"]> = new Set(["sent", "opened", "unreachable"]);

/**
 * Whether Teams lets the bot in. Without a token, or with one that is refused, no row can be sent, whoever it is for:
 * they wait, untouched, and one request at a time finds out whether it works again.
 */
export class TeamsAccess {
  readonly #now: () => Instant;
  #lockout: Lockout | undefined;
  #tries = 0;
  #nextTryAt = Number.NEGATIVE_INFINITY;
  #seenAt = Number.NEGATIVE_INFINITY;

  constructor(now: () => Instant) {
    this.#now = now;
  }

  /** Undefined while the bot is let in. */
  lockout(): Lockout | undefined {
    return this.#lockout;
  }

  /** For those who watch: a lockout that a request has met lately. One that nobody tries any more may be long over. */
  shownLockout(): Lockout | undefined {
    return this.#now() - this.#seenAt < SHOWN_FOR ? this.#lockout : undefined;
  }

  /** Locked out, and it is not time for the next try. */
  isResting(): boolean {
    return this.#lockout !== undefined && this.#now() < this.#nextTryAt;
  }

  /** Whether the caller may send although the bot is locked out: one caller in each pause. */
  takeTry(): boolean {
    if (this.isResting()) return false;
    this.#rest();
    return true;
  }

  saw(outcome: Outcome): void {
    const isThrottled = outcome.kind === "retry" && outcome.reason === "throttled";
    if (LET_IN.has(outcome.kind) || isThrottled) this.#lockout = undefined;
    if (outcome.kind !== "lockedOut") return;
    const since = this.#lockout?.since ?? this.#now();
    if (!this.#lockout) {
      this.#tries = 0;
      this.#rest();
    }
    this.#lockout = { since, reason: outcome.detail };
    this.#seenAt = this.#now();
  }

  #rest(): void {
    const pause = LOCKED_OUT_PAUSES[this.#tries] ?? LOCKED_OUT_PAUSES.at(-1) ?? 0;
    this.#nextTryAt = this.#now() + pause;
    this.#tries += 1;
  }
}

/** The same poster, within the limit of the tenant; what it hears tells whether Teams lets the bot in. */
export function guardPoster(
  poster: Poster,
  pacer: Pick<Pacer, "leave">,
  access: TeamsAccess,
): Poster {
  const guarded = async <T extends Outcome>(request: () => Promise<T>): Promise<T> => {
    const outcome = await pacer.leave(request);
    access.saw(outcome);
    return outcome;
  };
  return {
    post: (...call) => guarded(() => poster.post(...call)),
    update: (...call) => guarded(() => poster.update(...call)),
    openChat: (...call) => guarded(() => poster.openChat(...call)),
    remove: (...call) => guarded(() => poster.remove(...call)),
  };
}
