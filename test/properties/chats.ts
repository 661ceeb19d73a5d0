import type { Activity } from "botbuilder";
import type { Instant } from "../../src/approval/instant.js";
import { SIGN_OF_LIFE_PATIENCE } from "../../src/approval/limits.js";
import type { Notice } from "../../src/approval/notice.js";
import type { AggregateRef } from "../../src/service/ports/store.js";
import type { PostOutcome } from "../../src/teams/connector/post-outcome.js";
import type { Poster } from "../../src/teams/connector/poster.js";
import { cardOf, textsOf } from "../connector/card-reading.js";
import { demand } from "./rule-broken.js";
import type { World } from "./world.js";

/** What becomes of a send. `dies`: the process ends its work on it before it can write the result down. */
export type Fate =
  | "sent"
  | "sentWithoutId"
  | "throttled"
  | "busy"
  | "unreachable"
  | "gone"
  | "rejected"
  | "unknownArrived"
  | "unknownLost"
  | "diesArrived"
  | "diesLost";

/** A message of the bot as a chat shows it. */
export interface Message {
  readonly id: string;
  readonly personId: string;
  readonly ref: AggregateRef;
  readonly number: number;
  readonly kind: Notice["kind"];
  readonly token: string;
  activity: Partial<Activity>;
  /** An update of it was refused for good: it heals when it is looked at. */
  isBeyondUpdates: boolean;
}

/** What a card that somebody holds was made for. */
export interface HeldCard {
  readonly requestId: string;
  readonly stage: number;
  readonly personId: string;
  readonly token: string;
  readonly messageId: string | undefined;
}

const ARRIVES: ReadonlySet<Fate> = new Set([
  "sent",
  "sentWithoutId",
  "unknownArrived",
  "diesArrived",
]);
const UNCERTAIN: ReadonlySet<Fate> = new Set([
  "unknownArrived",
  "unknownLost",
  "diesArrived",
  "diesLost",
]);

/** Teams, as far as the sender sees it. */
export class Chats {
  readonly messages: Message[] = [];
  readonly cards: HeldCard[] = [];
  /** Everything that people were told about requests of their own. */
  readonly told: { readonly requestId: string; readonly text: string }[] = [];
  /** Posts of unknown outcome in a row, by ledger row. */
  readonly #uncertain = new Map<string, { count: number; at: Instant }>();

  constructor(private readonly world: World) {}

  /** A poster for one row, whose sends have this fate. */
  poster(ref: AggregateRef, number: number, fate: Fate, life: number): Poster {
    return {
      post: async (_, activity) => {
        if (life !== this.world.life) return { kind: "unknown", detail: "the process is dead" };
        return answer(fate, await this.#arrive(ref, number, activity, fate));
      },
      update: async (_, activityId, activity) => {
        if (life !== this.world.life) throw new Error("the process is dead");
        const message = this.messages.find((known) => known.id === activityId);
        const outcome = answer(fate, activityId);
        if (outcome.kind === "sent" && message) this.#show(message, activity);
        if (message && ["gone", "rejected", "unreachable"].includes(outcome.kind)) {
          message.isBeyondUpdates = true;
        }
        return outcome.kind === "unknown"
          ? { kind: "retry", reason: "busy", detail: "no answer" }
          : outcome;
      },
      openChat: async ({ conversationId }) => ({ kind: "opened", conversationId }),
      remove: () => Promise.reject(new Error("the sender takes no message away")),
    };
  }

  /** The answer to a click or a list put a card in front of somebody. */
  hold(card: HeldCard): void {
    this.cards.push(card);
  }

  cardOf(token: string): HeldCard | undefined {
    return this.cards.find((card) => card.token === token);
  }

  /** The row is settled: what was uncertain about it is over. */
  forget(ref: AggregateRef, number: number): void {
    this.#uncertain.delete(keyOf(ref, number));
  }

  /** Checks a post against its row; returns the id of the message, if it reaches its chat. */
  async #arrive(
    ref: AggregateRef,
    number: number,
    activity: Partial<Activity>,
    fate: Fate,
  ): Promise<string | undefined> {
    const { world } = this;
    const value = (await world.store.load(ref.kind, ref.id))?.value;
    const row = value?.notices.find((notice) => notice.number === number);
    const token = row?.copies.at(-1)?.token;
    const isWrittenBefore = row?.state === "pending" && row.sendingSince !== undefined;
    demand(isWrittenBefore && token !== undefined, "N2", "a post left before its row was written");
    const isCard = row?.kind === "approvalCard";
    demand(
      !isCard || JSON.stringify(activity).includes(token),
      "D6",
      "a posted card does not carry the token of its row",
    );
    this.#checkRepeat(ref, number, fate);
    if (!ARRIVES.has(fate)) return undefined;
    const id = world.newName("message");
    const message = { id, personId: row.recipient, ref, number, kind: row.kind, token, activity };
    const shown = { ...message, isBeyondUpdates: fate !== "sent" };
    this.messages.push(shown);
    this.#show(shown, activity);
    if (isCard && row.stage !== undefined) {
      this.hold({
        requestId: ref.id,
        stage: row.stage,
        personId: row.recipient,
        token,
        messageId: id,
      });
    }
    return id;
  }

  #show(message: Message, activity: Partial<Activity>): void {
    message.activity = activity;
    if (message.kind !== "ownRequestCard" && message.kind !== "outcome") return;
    this.told.push({ requestId: message.ref.id, text: textOf(message) });
  }

  #checkRepeat(ref: AggregateRef, number: number, fate: Fate): void {
    const key = keyOf(ref, number);
    const before = this.#uncertain.get(key);
    if (before) {
      const isEarly = this.world.now - before.at < SIGN_OF_LIFE_PATIENCE;
      demand(!isEarly, "N2", `${key} is posted again before 60 s have gone by`);
      demand(before.count < 2, "N2", `${key} is posted blindly a third time`);
    }
    if (UNCERTAIN.has(fate)) {
      this.#uncertain.set(key, { count: (before?.count ?? 0) + 1, at: this.world.now });
    } else this.#uncertain.delete(key);
  }
}

/** Everything that a person can read of a message, the toast and the spoken text included. */
function textOf({ id, activity }: Message): string {
  const card = cardOf({ id, activity });
  const unseen = [activity.summary, activity.text, card?.fallbackText, card?.speak];
  return [...unseen, ...textsOf(card)].join("\n");
}

function keyOf(ref: AggregateRef, number: number): string {
  return `${ref.kind}/${ref.id} row ${number}`;
}

function answer(fate: Fate, messageId: string | undefined): PostOutcome {
  const detail = "as the run says";
  switch (fate) {
    case "sent":
      return { kind: "sent", activityId: messageId ?? "" };
    case "sentWithoutId":
      return { kind: "sent", activityId: "" };
    case "throttled":
      return { kind: "retry", reason: "throttled", retryAfterMs: 7_000, detail };
    case "busy":
      return { kind: "retry", reason: "busy", detail };
    case "unreachable":
    case "gone":
    case "rejected":
      return { kind: fate, detail };
    case "unknownArrived":
    case "unknownLost":
      return { kind: "unknown", detail };
    case "diesArrived":
    case "diesLost":
      throw new Error("the process ended its work here");
  }
}
