import { nextDueAt } from "../../src/approval/next-due.js";
import { isUpdateOwed } from "../../src/approval/notice.js";
import { type AccessRequest, openStage } from "../../src/approval/request.js";
import { stageTimers } from "../../src/approval/stage-clock.js";
import { SAM } from "../builders/cast.js";
import { conversationOf, currentToken } from "../builders/post.js";
import type { Message, Scenario } from "./scenario.js";
import type { Flight, State } from "./state.js";
import type { Work } from "./work.js";

/** Something that may happen next, before it is known what comes of it. */
export type Move =
  | { readonly kind: "time"; readonly to: number; readonly isBehind: boolean }
  | { readonly kind: "deliver"; readonly place: number; readonly work: Work }
  | { readonly kind: "start"; readonly work: Work }
  | { readonly kind: "write"; readonly job: number }
  | { readonly kind: "sendAll" }
  | { readonly kind: "send"; readonly number: number; readonly token: string }
  | { readonly kind: "report"; readonly flight: Flight; readonly fate: string }
  | { readonly kind: "update"; readonly number: number; readonly revision: number }
  | { readonly kind: "crash"; readonly job?: number; readonly isSending: boolean };

/** Everything that may happen in a state, in a fixed order. */
export function movesOf(scenario: Scenario, state: State, value: AccessRequest): Move[] {
  const isFree = state.jobs.length < scenario.nodes;
  const due = sends(scenario, state, value);
  return [
    ...state.jobs.map((_, job): Move => ({ kind: "write", job })),
    ...(isFree ? deliveries(scenario, state, value) : []),
    ...(isFree && (nextDueAt(value) ?? Number.POSITIVE_INFINITY) <= state.now
      ? [{ kind: "start", work: { kind: "clock" } } as const]
      : []),
    ...sending(scenario, due),
    ...timePasses(state, value, due.length === 0),
    ...(state.crashes > 0 ? crashes(state) : []),
  ];
}

function deliveries(scenario: Scenario, state: State, value: AccessRequest): Move[] {
  return scenario.messages.flatMap((message, place): Move[] => {
    const { left, token: used } = state.messages[place] ?? { left: 0, token: "" };
    if (left === 0) return [];
    const token = used || firstToken(message, place, value);
    return token ? [{ kind: "deliver", place, work: { kind: "message", message, token } }] : [];
  });
}

/** What the message carries when it is sent for the first time; undefined while it cannot be sent. */
function firstToken(message: Message, place: number, value: AccessRequest): string | undefined {
  switch (message.kind) {
    case "card":
      return currentToken(value, message.by.id);
    case "stolen":
      return currentToken(value, SAM.id);
    case "typed":
      return openStage(value)?.stage.status === "open" ? `words-${place}` : undefined;
    case "cancel":
      return "cancel";
  }
}

function sending({ faults }: Scenario, moves: Move[]): Move[] {
  return faults > 0 || moves.length === 0 ? moves : [{ kind: "sendAll" }];
}

/** One sender, as elected: rows in their order, one at a time; updates when nothing is to be posted. */
export function sends(
  scenario: Scenario,
  { now, flight, faults, messages }: State,
  value: AccessRequest,
): Move[] {
  if (flight) {
    // Whoever has clicked a card has got it: that it certainly was not sent is no answer to it any more.
    const isClicked = messages.some(({ token }) => token === flight.token);
    const possible = scenario.fates.filter((fate) => !isClicked || fate === "unknown");
    const fates = faults > 0 ? ["sent", ...possible] : ["sent"];
    return fates.map((fate) => ({ kind: "report", flight, fate }));
  }
  const row = value.notices.find((n) => n.state === "pending" && n.notBefore <= now);
  if (row) {
    const generation = (row.copies.at(-1)?.generation ?? 0) + 1;
    const token = `card-of-row-${row.number}-copy-${generation}-${row.attempts}`;
    return [{ kind: "send", number: row.number, token }];
  }
  const owed = value.notices.find((n) => isUpdateOwed(n) && n.notBefore <= now);
  return owed ? [{ kind: "update", number: owed.number, revision: owed.revision }] : [];
}

/**
 * The clock moves to the next moment at which anything falls due. What is due is seen to first, as it is by a process
 * that runs, a send is answered, and what a process has read does not grow old; `delays` times it is otherwise.
 */
function timePasses(state: State, value: AccessRequest, isSenderIdle: boolean): Move[] {
  const { now, delays, jobs } = state;
  const dueAt = nextDueAt(value);
  const isDue = (dueAt ?? now + 1) <= now;
  const isBehind = isDue || jobs.length > 0 || !isSenderIdle;
  if (isBehind && delays === 0) return [];
  const open = openStage(value);
  const times = [
    dueAt,
    ...(open ? stageTimers(open.stage).map((timer) => timer.dueAt) : []),
    ...value.notices
      .filter((n) => n.state === "pending" || isUpdateOwed(n))
      .map((n) => n.notBefore),
  ].filter((time) => time !== undefined && time > now) as number[];
  return times.length > 0 ? [{ kind: "time", to: Math.min(...times), isBehind }] : [];
}

function crashes({ jobs, flight }: State): Move[] {
  const one = jobs.map((_, job): Move => ({ kind: "crash", job, isSending: false }));
  if (!flight) return one;
  const both = jobs.map((_, job): Move => ({ kind: "crash", job, isSending: true }));
  return [...one, ...both, { kind: "crash", isSending: true }];
}

/** The message arrived under an id that only its row can have. */
export function sentOutcome(value: AccessRequest, flight: Flight) {
  const recipient = value.notices.find((n) => n.number === flight.number)?.recipient ?? "";
  const conversationId = conversationOf(recipient);
  return { kind: "sent" as const, conversationId, activityId: `message-${flight.token}` };
}
