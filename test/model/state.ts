import type { Instant } from "../../src/approval/instant.js";
import { NOW } from "../builders/request.js";
import type { Scenario } from "./scenario.js";
import { BEGINNING } from "./small-world.js";
import type { Seen } from "./values.js";
import type { Work } from "./work.js";

/** A process at work: it has read, and has not written yet. */
export interface Job {
  readonly key: string;
  readonly work: Work;
  /** Looks that were overtaken, and the one that counts. */
  readonly looks: readonly Seen[];
}

/** A send that has begun and whose result is not written down. */
export interface Flight {
  readonly number: number;
  readonly token: string;
  readonly revision: number;
}

/** Somebody was told that his click decided a stage. */
export interface Promised {
  readonly stage: number;
  readonly personId: string;
  readonly reviewResult: string;
}

/** Everything that what happens next depends on. */
export interface State {
  readonly value: number;
  readonly now: Instant;
  /** At most two: the nodes are alike, so their order says nothing. */
  readonly jobs: readonly Job[];
  readonly flight?: Flight;
  readonly messages: readonly { readonly left: number; readonly token: string }[];
  readonly crashes: number;
  readonly faults: number;
  readonly delays: number;
  readonly promised: readonly Promised[];
}

export function firstState(scenario: Scenario, value: number): State {
  return {
    value,
    now: BEGINNING,
    jobs: [],
    messages: scenario.messages.map((message) => ({ left: message.deliveries, token: "" })),
    crashes: scenario.crashes,
    faults: scenario.faults,
    delays: scenario.delays,
    promised: [],
  };
}

/** Equal for states from which the same happens, whichever way they were reached. */
export function keyOf(state: State): string {
  const jobs = state.jobs.map((job) => `${job.key}:${job.looks.map(seenKey).join(",")}`).sort();
  const flight = state.flight ? `${state.flight.number}.${state.flight.token}` : "";
  const messages = state.messages.map(({ left, token }) => `${left}${token}`).join(",");
  const promised = state.promised.map((p) => `${p.stage}${p.personId}${p.reviewResult}`).join(",");
  const rest = [messages, state.crashes, state.faults, state.delays, promised].join("|");
  return `${seenKey(state)}|${jobs.join("&")}|${flight}|${rest}`;
}

function seenKey({ value, now }: Seen): string {
  return `${value}@${now - NOW}`;
}
