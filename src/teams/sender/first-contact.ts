import { NOT_BEGUN } from "../../approval/delivery.js";
import type { Notice } from "../../approval/notice.js";
import type { PersonRecord } from "../../approval/person-record.js";
import type { Context } from "../../service/context.js";
import { recordSend } from "../../service/ledger.js";
import type { Installer } from "../../service/ports/installer.js";
import type { AggregateRef } from "../../service/ports/store.js";
import { errorName } from "../../service/read-risk.js";
import { registerPerson } from "../../service/register-person.js";
import type { Poster } from "../connector/poster.js";
import type { TeamsReach } from "./teams-reach.js";

/** A person who could not be reached is not tried again for so long; he may install the bot himself. Milliseconds. */
const REST_AFTER_REFUSAL = 60 * 60 * 1_000;
/** Wait after a try whose outcome nobody knows. Milliseconds. */
const REST_AFTER_FAILURE = 15_000;
/** People whose refusal is remembered; the oldest is forgotten first. */
const MOST_REFUSED = 10_000;

/** So many people are reached at the same time; the others wait for their turn. */
const MOST_AT_ONCE = 4;

/** Whoever has removed the bot is brought it back only where somebody waits for him. */
const URGENT: ReadonlySet<Notice["kind"]> = new Set([
  "approvalCard",
  "approvalDigest",
  "reminder",
  "alert",
]);

export interface FirstContactOptions {
  readonly installer: Installer;
  /** Where Teams creates a chat with somebody who has not written yet. */
  readonly serviceUrl: string;
  /** `28:` and the client id of the bot. */
  readonly botId: string;
}

/**
 * Reaches people who have never written to the bot (Rule A4): it is installed for them, and the 1:1 chat is created by
 * their object id. What is known of them then is refreshed by their first activity.
 */
export class FirstContact {
  readonly #context: Context;
  readonly #poster: Pick<Poster, "openChat">;
  readonly #reach: TeamsReach;
  readonly #options: FirstContactOptions;
  readonly #refusedUntil = new Map<string, number>();
  readonly #underWay = new Map<string, Promise<"reached" | "refused">>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(
    context: Context,
    poster: Pick<Poster, "openChat">,
    reach: TeamsReach,
    options: FirstContactOptions,
  ) {
    this.#context = context;
    this.#poster = poster;
    this.#reach = reach;
    this.#options = options;
  }

  /** Whether this row is worth a try now. */
  mayTry(person: PersonRecord | undefined, notice: Notice): boolean {
    const isRemoved = person?.conversation !== undefined;
    if (isRemoved && !URGENT.has(notice.kind)) return false;
    return (this.#refusedUntil.get(notice.recipient) ?? 0) <= this.#context.store.now();
  }

  /**
   * One try, shared by all rows of a person. `later`: nobody knows, and the row waits. `mayOpen` is asked when it comes to
   * Teams: a bot that is locked out of it has one request at a time.
   */
  async try(
    ref: AggregateRef,
    notice: Notice,
    mayOpen: () => boolean = () => true,
  ): Promise<"reached" | "refused" | "later"> {
    const personId = notice.recipient;
    const running = this.#underWay.get(personId) ?? this.#reachPerson(personId, mayOpen);
    this.#underWay.set(personId, running);
    try {
      return await running;
    } catch (error) {
      this.#context.log.warn(
        { ...ref, personId, error: errorName(error) },
        "a first contact has to wait",
      );
      await recordSend(this.#context, ref, notice.number, NOT_BEGUN, {
        kind: "retry",
        reason: "firstContact",
        retryAfter: REST_AFTER_FAILURE,
      });
      return "later";
    } finally {
      this.#underWay.delete(personId);
    }
  }

  async #reachPerson(personId: string, mayOpen: () => boolean): Promise<"reached" | "refused"> {
    if (this.#busy >= MOST_AT_ONCE)
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    else this.#busy += 1;
    try {
      return await this.#install(personId, mayOpen);
    } finally {
      // A place that is handed on stays taken.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy -= 1;
    }
  }

  async #install(personId: string, mayOpen: () => boolean): Promise<"reached" | "refused"> {
    const { installer, serviceUrl, botId } = this.#options;
    if ((await installer.install(personId)) === "refused") return this.#refuse(personId);
    const { tenantId, store } = this.#context;
    const address = { tenantId, serviceUrl, botId, conversationId: "", recipientMri: personId };
    if (!mayOpen()) throw new Error("Teams does not let the bot in");
    const chat = await this.#poster.openChat(address);
    this.#reach.saw(chat);
    if (chat.kind === "retry" || chat.kind === "lockedOut")
      throw new Error(`no chat yet: ${chat.detail}`);
    if (chat.kind !== "opened") return this.#refuse(personId);
    // The event of the installation may have come first, and knows more.
    if ((await store.load("person", personId))?.value.isInstalled) return "reached";
    const { conversationId } = chat;
    await registerPerson(this.#context, personId, {
      ...{ conversationId, serviceUrl, botId, mri: personId },
    });
    return "reached";
  }

  #refuse(personId: string): "refused" {
    this.#refusedUntil.delete(personId);
    this.#refusedUntil.set(personId, this.#context.store.now() + REST_AFTER_REFUSAL);
    const [oldest] = this.#refusedUntil.keys();
    if (this.#refusedUntil.size > MOST_REFUSED && oldest !== undefined)
      this.#refusedUntil.delete(oldest);
    return "refused";
  }
}
