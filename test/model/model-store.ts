import type { Instant } from "../../src/approval/instant.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { RISK_SOURCES } from "../../src/approval/risk.js";
import type { AggregateKind, Commit, Store } from "../../src/service/ports/store.js";
import { SETTINGS } from "./small-world.js";

/** What a process read of the request, and when. */
export interface Look {
  readonly value: AccessRequest;
  readonly now: Instant;
}

/** The process has written: whatever it does next begins as a new piece of work. */
export class WorkEndsError extends Error {
  override readonly name = "WorkEndsError";
}

/**
 * The store as one piece of work sees it. Every look but the last one was overtaken: the write that follows it is refused
 * by compare-and-swap, and the work goes on with the next look. The write after the last look is kept in `written`, and
 * whoever explores says whether and when it reaches the store.
 */
export class ModelStore {
  written: Commit<"request"> | undefined;
  #look = 0;

  constructor(readonly looks: readonly Look[]) {}

  get look(): Look {
    const look = this.looks[this.#look];
    if (!look) throw new Error("nothing was read");
    return look;
  }

  /** The port, as far as the use cases need it for one request. */
  port(): Store {
    const none = async (): Promise<readonly never[]> => [];
    const noNumber = async (): Promise<never> => {
      throw new Error("the model has no numbers to give");
    };
    return {
      now: () => this.look.now,
      load: ((kind: AggregateKind, id: string) => this.#load(kind, id)) as Store["load"],
      commit: ((commit: Commit) => this.#commit(commit)) as Store["commit"],
      nextRequestId: noNumber,
      due: none,
      nextDueAt: async () => undefined,
      sendable: none,
      nextSendAt: async () => undefined,
      holderOf: async () => undefined,
      decidableBy: none,
      requestsAbout: none,
      requestSummaries: none,
      unreachedBy: none,
      undelivered: none,
      appointersOf: none,
      delegating: none,
      noticeCounts: noNumber,
      events: none,
      outages: none,
      recordOutage: async () => undefined,
      problem: () => undefined,
      onEarlier: () => () => undefined,
      close: async () => undefined,
    };
  }

  async #load(kind: AggregateKind, id: string): Promise<unknown> {
    if (this.written) throw new WorkEndsError();
    if (kind === "request") return { version: this.#look + 1, value: this.look.value };
    const source = RISK_SOURCES.find((known) => known === id);
    if (kind === "person" || !source) return undefined;
    const rest = { settingsVersion: 1, changes: [], notices: [] };
    return { version: 1, value: { source, settings: SETTINGS[source], ...rest } };
  }

  async #commit(commit: Commit): Promise<unknown> {
    if (this.written) throw new WorkEndsError();
    if (commit.kind !== "request") throw new Error(`the model writes no ${commit.kind}`);
    if (this.#look < this.looks.length - 1) {
      this.#look += 1;
      return { ok: false, reason: "conflict" };
    }
    this.written = commit as Commit<"request">;
    return { ok: true, version: commit.expectedVersion + 1 };
  }
}
