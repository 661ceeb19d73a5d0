import type { Instant } from "../../approval/instant.js";
import type { ReservedKey } from "../../service/ports/store.js";
import { DueQueue } from "./due-queue.js";

interface Held {
  readonly holder: string;
  readonly until: Instant | undefined;
}

interface Claim {
  readonly holder: string;
  readonly ended: Promise<void>;
}

/** Keys that are claimed while a write is going on. */
export interface KeyClaim {
  end(): void;
}

/**
 * Who holds which key (Rules I2, I3). Published holders are what was committed; a claim keeps a key for a write that
 * is going on, so that two writes cannot both come to hold it.
 */
export class KeyTable {
  readonly #held = new Map<string, Held>();
  readonly #claims = new Map<string, Claim>();
  readonly #expiry = new DueQueue();

  holderOf(key: string, now: Instant): string | undefined {
    const held = this.#held.get(key);
    return held && isInForce(held, now) ? held.holder : undefined;
  }

  /** The first of these keys that another aggregate holds. */
  findTaken(
    keys: readonly ReservedKey[],
    holder: string,
    now: Instant,
  ): { key: string; holder: string } | undefined {
    for (const { key } of keys.filter((wanted) => isInForce(wanted, now))) {
      const other = this.holderOf(key, now);
      if (other !== undefined && other !== holder) return { key, holder: other };
    }
    return undefined;
  }

  /** A write of another aggregate that may come to hold one of the keys. Wait for it, then look again. */
  findClaim(keys: readonly ReservedKey[], holder: string): Promise<void> | undefined {
    for (const { key } of keys) {
      const claim = this.#claims.get(key);
      if (claim && claim.holder !== holder) return claim.ended;
    }
    return undefined;
  }

  claim(keys: readonly ReservedKey[], holder: string): KeyClaim {
    let finish: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      finish = resolve;
    });
    for (const { key } of keys) this.#claims.set(key, { holder, ended });
    return {
      end: () => {
        for (const { key } of keys) this.#claims.delete(key);
        finish();
      },
    };
  }

  /** A commit was published: `holder` holds these keys and no others. */
  replace(
    before: readonly ReservedKey[],
    after: readonly ReservedKey[],
    holder: string,
    now: Instant,
  ): void {
    for (const { key } of before) {
      if (this.#held.get(key)?.holder === holder) this.#drop(key);
    }
    for (const { key, until } of after) {
      if (!isInForce({ until }, now)) continue;
      this.#held.set(key, { holder, until });
      this.#expiry.set(key, until);
    }
    for (const key of this.#expiry.list(now, 100)) this.#drop(key);
  }

  #drop(key: string): void {
    this.#held.delete(key);
    this.#expiry.set(key, undefined);
  }
}

function isInForce(key: { readonly until?: Instant | undefined }, now: Instant): boolean {
  return key.until === undefined || now < key.until;
}
