import { type Activity, TestAdapter } from "botbuilder";
import { type Instant, MINUTE } from "../../../src/approval/instant.js";
import type { CatalogPackage } from "../../../src/service/ports/catalog.js";
import type { GuidedRequestOptions } from "../../../src/teams/dialogs/guided-request.js";
import { createGuidedRequest } from "../../../src/teams/dialogs/guided-request.js";
import { offerAll } from "./catalog-fixture.js";

type Submitted = Parameters<GuidedRequestOptions["submit"]>[0];

/** One person, his chat and the world around it; a restart loses everything but the kept text. */
export class GuidedChat {
  now: Instant = Date.UTC(2026, 10, 23, 9);
  packages: CatalogPackage[] = offerAll();
  /** What is kept of each person, as a store would. */
  readonly kept = new Map<string, string>();
  saves = 0;
  /** Rejects the next loads or saves. */
  fault: "load" | "save" | undefined;
  readonly submitted: Submitted[] = [];
  readonly failures: unknown[] = [];
  /** Holds submissions back until it settles. */
  gate: Promise<void> = Promise.resolve();
  #guided = this.#start();
  #messages = 0;

  restart(): void {
    this.#guided = this.#start();
  }

  wait(minutes: number): void {
    this.now += minutes * MINUTE;
  }

  /** Types one message; `id` makes it a redelivery, `conversation` another chat. */
  async type(
    text: string | undefined,
    also: {
      id?: string;
      conversation?: string;
      person?: string;
      begins?: boolean;
      value?: object;
    } = {},
  ): Promise<{ readonly isTaken: boolean; readonly said: string }> {
    this.#messages += 1;
    const activity: Partial<Activity> = {
      type: "message",
      id: also.id ?? `message-${this.#messages}`,
      ...(text === undefined ? {} : { text }),
      ...(also.value && { value: also.value }),
    };
    const person = also.person ?? "riley";
    let isTaken = false;
    const said: string[] = [];
    const chat = TestAdapter.createConversation(also.conversation ?? "chat-of-riley");
    const adapter = new TestAdapter(chat, { channelId: "msteams" });
    await adapter.processActivity(activity, async (turn) => {
      // The bot collects what is said and posts it by itself, so nothing reaches the adapter.
      turn.onSendActivities(async (_, activities) => {
        said.push(...activities.map((sent) => sent.text ?? ""));
        return activities.map(() => ({ id: "" }));
      });
      if (also.begins) await this.#guided.begin(turn, person);
      else isTaken = await this.#guided.continue(turn, person);
    });
    return { isTaken, said: said.join("\n") };
  }

  begin(id?: string, person?: string): Promise<{ readonly said: string }> {
    return this.type("request by text", {
      begins: true,
      ...(id === undefined ? {} : { id }),
      ...(person === undefined ? {} : { person }),
    });
  }

  #start() {
    return createGuidedRequest({
      packages: async () => this.packages,
      submit: async (input) => {
        this.submitted.push(input);
        await this.gate;
        return "R-1042 is submitted.";
      },
      state: {
        load: async (personId) => {
          if (this.fault === "load") throw new Error("the store does not answer");
          return this.kept.get(personId);
        },
        save: async (personId, json) => {
          if (this.fault === "save") throw new Error("the store does not answer");
          this.saves += 1;
          if (json === undefined) this.kept.delete(personId);
          else this.kept.set(personId, json);
        },
      },
      now: () => this.now,
      onFailure: (error) => this.failures.push(error),
    });
  }
}
