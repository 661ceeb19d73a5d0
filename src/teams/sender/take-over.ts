import { HOUR } from "../../approval/instant.js";
import type { PersonRecord } from "../../approval/person-record.js";
import { readSendsLately } from "../../service/cards-lately.js";
import type { Context } from "../../service/context.js";
import type { Pacer } from "../connector/pacing.js";

/** The longest window of a conversation. Milliseconds. */
const LONGEST_WINDOW = 1 * HOUR;

/**
 * Notices when this process begins to send, at its start or by an election: another one, or the one before, has sent
 * until a moment ago, and Teams counts both as one bot.
 */
export class TakeOver {
  readonly #context: Context;
  readonly #pacer: Pacer;
  #wasSender = false;
  #tookOverAt = Number.NEGATIVE_INFINITY;
  /** By conversation: the ledger is asked once for what was sent there before. */
  readonly #recalled = new Map<string, Promise<void>>();

  constructor(context: Context, pacer: Pacer) {
    this.#context = context;
    this.#pacer = pacer;
  }

  /** Whether this process sends. With the first yes the pauses begin that Teams wants between the two. */
  isSender(): boolean {
    const { store } = this.#context;
    const isSender = store.isSender?.() !== false;
    if (isSender && !this.#wasSender) {
      this.#tookOverAt = store.now();
      this.#recalled.clear();
      this.#pacer.takeOver();
    }
    this.#wasSender = isSender;
    return isSender;
  }

  /** Tells the pacer what was sent to a person before, as far as the ledger knows. */
  async recall(person: PersonRecord, conversationId: string): Promise<void> {
    const since = this.#context.store.now() - LONGEST_WINDOW;
    if (this.#tookOverAt <= since) return;
    const known = this.#recalled.get(conversationId) ?? this.#read(person, conversationId);
    this.#recalled.set(conversationId, known);
    await known.catch((error: unknown) => {
      this.#recalled.delete(conversationId);
      throw error;
    });
  }

  async #read(person: PersonRecord, conversationId: string): Promise<void> {
    const { store } = this.#context;
    const times = await readSendsLately(store, person, this.#tookOverAt - LONGEST_WINDOW);
    const before = times.filter((at) => at <= this.#tookOverAt);
    const now = store.now();
    this.#pacer.recall(
      conversationId,
      before.map((at) => now - at),
    );
  }
}
