import type { Person } from "../../src/approval/approver.js";
import type { SendOutcome } from "../../src/approval/delivery.js";
import { FINN, INGRID, RILEY, SAM } from "../builders/cast.js";

/** What somebody sends. Each is delivered up to `deliveries` times, to either node, at any moment. */
export interface Message {
  readonly by: Person;
  /** `card`: the newest copy of his own card at the first delivery. `stolen`: the newest copy of Sam's. */
  readonly kind: "card" | "stolen" | "typed" | "cancel";
  readonly reviewResult: "Approved" | "Denied";
  readonly deliveries: number;
}

/** Bounds of one exploration: within them nothing is left to chance. */
export interface Scenario {
  readonly name: string;
  readonly messages: readonly Message[];
  /** The policy has a stage of its own, which Sam decides too. */
  readonly hasPolicyStage: boolean;
  /** What the risk source says at a click; the cards show `medium`. */
  readonly level: "medium" | "high";
  /** How many processes work at the same time, beside the sender. */
  readonly nodes: 1 | 2;
  /** Processes that die, with what they are doing. */
  readonly crashes: number;
  /** Sends that may end in one of `fates` instead of reaching their chat. */
  readonly faults: number;
  /** Times that the clock goes on although something that is due has not been seen to. */
  readonly delays: number;
  readonly fates: readonly Exclude<SendOutcome["kind"], "sent">[];
}

const click = (
  by: Person,
  reviewResult: Message["reviewResult"],
  deliveries = 1,
  kind: Message["kind"] = "card",
): Message => ({ by, kind, reviewResult, deliveries });

const CALM = {
  hasPolicyStage: false,
  level: "medium",
  nodes: 2,
  crashes: 0,
  faults: 0,
  delays: 1,
  fates: [],
} as const;

/** Every row is sent by itself here, which makes many more states: nothing else goes wrong beside it. */
const FAILING_SEND: Scenario = {
  ...CALM,
  name: "a send fails, is lost or may have arrived",
  messages: [click(SAM, "Approved")],
  delays: 0,
  faults: 1,
  fates: ["unknown", "retry", "unreachable"],
};

const EVERYBODY: readonly Message[] = [
  click(SAM, "Approved"),
  click(INGRID, "Denied"),
  click(FINN, "Denied"),
  click(RILEY, "Denied", 1, "cancel"),
];

/** A process that dies and a send of unknown fate in one exploration are for a machine that has hours. */
const EVERYBODY_WITH_A_CRASH: Scenario = {
  ...CALM,
  name: "both approvers, the fallback and the requestor act, and a process dies",
  messages: EVERYBODY,
  crashes: 1,
};
const EVERYBODY_WITH_A_FAULT: Scenario = {
  ...CALM,
  name: "both approvers, the fallback and the requestor act, and a send may have arrived",
  messages: EVERYBODY,
  delays: 0,
  faults: 1,
  fates: ["unknown"],
};

/** What fits into two minutes of one core. */
export const SCENARIOS: readonly Scenario[] = [
  {
    ...CALM,
    name: "two approvers and the fallback click at cross purposes, each click twice",
    messages: [click(SAM, "Approved", 2), click(INGRID, "Denied", 2), click(FINN, "Denied")],
    crashes: 1,
  },
  {
    ...CALM,
    name: "the requestor tries to decide and withdraws while others decide",
    messages: [
      click(SAM, "Approved"),
      click(RILEY, "Approved", 1, "stolen"),
      click(RILEY, "Denied", 2, "cancel"),
    ],
    crashes: 1,
  },
  {
    ...CALM,
    name: "clicks of a first stage come again when the second is open",
    hasPolicyStage: true,
    messages: [click(SAM, "Approved", 2), click(INGRID, "Denied")],
    crashes: 1,
  },
  {
    ...CALM,
    name: "words of a first stage come again when the second is open",
    hasPolicyStage: true,
    messages: [click(SAM, "Approved", 2, "typed")],
    crashes: 1,
  },
  {
    ...CALM,
    name: "the risk has risen when the approver clicks",
    level: "high",
    messages: [click(SAM, "Approved", 2), click(SAM, "Approved", 2), click(INGRID, "Denied")],
    crashes: 1,
  },
  FAILING_SEND,
  EVERYBODY_WITH_A_CRASH,
  EVERYBODY_WITH_A_FAULT,
];

/** Everything at once, too much for every order to be gone through: `walk` goes through some, by seed. */
export const EVERYTHING: Scenario = {
  ...CALM,
  name: "everybody acts more than once while processes die, sends fail and timers are late",
  messages: [
    click(SAM, "Approved", 2),
    click(SAM, "Approved", 2),
    click(SAM, "Approved", 1, "typed"),
    click(INGRID, "Denied", 2),
    click(FINN, "Approved", 2),
    click(RILEY, "Approved", 1, "stolen"),
    click(RILEY, "Denied", 1, "cancel"),
  ],
  hasPolicyStage: true,
  crashes: 1,
  faults: 1,
  delays: 1,
  fates: ["unknown", "retry", "unreachable"],
};

/** Without crashes, and one node beside a send that fails: to see that it works on another Node. */
export const SMALLER_SCENARIOS: readonly Scenario[] = SCENARIOS.map((scenario) => ({
  ...scenario,
  ...(scenario === EVERYBODY_WITH_A_FAULT && { nodes: 1 }),
  crashes: 0,
}));

/** One more of what else can go wrong: for a machine that has hours. A send that fails has the delays of one node. */
export const LARGER_SCENARIOS: readonly Scenario[] = SCENARIOS.map((scenario) => {
  // Here the process dies beside the send, instead of another delay.
  if (scenario === EVERYBODY_WITH_A_FAULT) return { ...scenario, nodes: 1, crashes: 1 };
  return {
    ...scenario,
    ...(scenario.faults > 0 ? { nodes: 1 } : { crashes: scenario.crashes + 1 }),
    delays: scenario.delays + 1,
  };
});
