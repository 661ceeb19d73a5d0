import type { Storage, StoreItems } from "botbuilder";
import type { Instant } from "../../approval/instant.js";
import { readRecord, writeRecord } from "./conversation-record.js";

/** Where the state of one person's conversation is kept: one text, or nothing. */
export interface ConversationSlot {
  load(): Promise<string | undefined>;
  save(json: string | undefined): Promise<void>;
}

/**
 * The SDK's storage over one text of one person. It knows one conversation at a time: another key finds nothing, and
 * a write puts its own in the place of what was there. Rejects only when the slot does.
 */
export class ConversationStorage implements Storage {
  readonly #slot: ConversationSlot;
  readonly #now: () => Instant;
  #isStale = false;

  constructor(slot: ConversationSlot, now: () => Instant) {
    this.#slot = slot;
    this.#now = now;
  }

  /** True when there was a text but no conversation in it: it is over, of another chat, or not readable. */
  get isStale(): boolean {
    return this.#isStale;
  }

  async read(keys: string[]): Promise<StoreItems> {
    const json = await this.#slot.load();
    if (json === undefined) return {};
    const items: StoreItems = {};
    for (const key of keys) {
      const state = readRecord(json, key, this.#now());
      if (state === undefined) this.#isStale = true;
      else items[key] = state;
    }
    return items;
  }

  async write(changes: StoreItems): Promise<void> {
    for (const [key, state] of Object.entries(changes)) {
      await this.#slot.save(writeRecord(state, key, this.#now()));
    }
  }

  async delete(_keys: string[]): Promise<void> {
    await this.#slot.save(undefined);
  }
}
