import type { SendOutcome } from "../../src/approval/delivery.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { demand } from "../properties/rule-broken.js";
import { checkPromises } from "./checks.js";
import { type Move, sends, sentOutcome } from "./moves.js";
import type { Scenario } from "./scenario.js";
import type { Flight, Job, State } from "./state.js";
import type { Done, Values } from "./values.js";
import type { Answer, Work } from "./work.js";

/** What the explored world is made of. */
export interface World {
  readonly scenario: Scenario;
  readonly values: Values;
  /** Off for showing what the check finds without it. */
  readonly hasCompareAndSwap: boolean;
}

/** The state after a move. Throws RuleBrokenError where it breaks a rule. */
export async function takeMove(world: World, state: State, move: Move): Promise<State> {
  switch (move.kind) {
    case "time":
      return { ...state, now: move.to, delays: state.delays - (move.isBehind ? 1 : 0) };
    case "deliver": {
      const { token } = move.work as Extract<Work, { kind: "message" }>;
      const messages = state.messages.map((known, place) =>
        place === move.place ? { left: known.left - 1, token } : known,
      );
      return start(world, { ...state, messages }, `message ${move.place} ${token}`, move.work);
    }
    case "start":
      return start(world, state, move.work.kind, move.work);
    case "write":
      return write(world, state, move.job);
    case "sendAll":
      return sendAll(world, state);
    case "send":
      return send(world, state, move);
    case "report":
      return report(world, state, move.flight, move.fate);
    case "update":
      return atOnce(world, state, { ...move, kind: "recordUpdate" });
    case "crash": {
      const { flight, ...rest } = state;
      const jobs = state.jobs.filter((_, place) => place !== move.job);
      const crashed = { ...rest, jobs, crashes: state.crashes - 1 };
      return flight && !move.isSending ? { ...crashed, flight } : crashed;
    }
  }
}

/** A process reads and decides; what it wants to write waits for its turn. */
async function start(world: World, state: State, key: string, work: Work): Promise<State> {
  return lookAgain(world, state, { key, work, looks: [] });
}

async function lookAgain(world: World, state: State, job: Job): Promise<State> {
  const looks = [...job.looks, { value: state.value, now: state.now }];
  const done = await world.values.do(job.work, job.key, looks);
  if (done.value === undefined) return answered(world, state, job.work, done.answer);
  return { ...state, jobs: [...state.jobs, { ...job, looks }] };
}

async function write(world: World, state: State, place: number): Promise<State> {
  const job = state.jobs[place];
  if (!job) throw new Error("no such process");
  const others = { ...state, jobs: state.jobs.filter((_, other) => other !== place) };
  const isOvertaken = job.looks.at(-1)?.value !== state.value;
  if (world.hasCompareAndSwap && isOvertaken) return lookAgain(world, others, job);
  const done = await world.values.do(job.work, job.key, job.looks);
  return answered(world, stored(world, others, done), job.work, done.answer);
}

function stored(world: World, state: State, done: Done): State {
  const { values } = world;
  if (done.value === undefined) return state;
  values.checkWrite(state.value, done.value, done);
  checkPromises(values.at(done.value), state.promised);
  const jobs = world.hasCompareAndSwap ? state.jobs.map(forgetLook) : state.jobs;
  return { ...state, jobs, value: done.value };
}

/**
 * Whoever read before a write has to read again, so that it does not matter what he read; but of words, where the stage
 * that they were first understood to mean goes into the decision.
 */
function forgetLook(job: Job): Job {
  const isTyped = job.work.kind === "message" && job.work.message.kind === "typed";
  return { ...job, looks: isTyped ? job.looks.slice(0, 1) : [] };
}

/** The sender's steps do not wait for each other: each is read and written at once. */
async function atOnce(world: World, state: State, work: Work): Promise<State> {
  const looks = [{ value: state.value, now: state.now }];
  return stored(world, state, await world.values.do(work, JSON.stringify(work), looks));
}

async function send(
  world: World,
  state: State,
  { number, token }: { readonly number: number; readonly token: string },
): Promise<State> {
  const begun = await atOnce(world, state, { kind: "beginSend", number, token });
  const row = world.values.at(begun.value).notices.find((n) => n.number === number);
  if (!row?.copies.some((copy) => copy.token === token)) return begun;
  return { ...begun, flight: { number, token, revision: row.revision } };
}

/** Where no send may fail, all that is due is sent and brought up to date in one move. */
async function sendAll(world: World, state: State): Promise<State> {
  let after = state;
  for (;;) {
    const [move] = sends(world.scenario, after, world.values.at(after.value));
    if (!move) return after;
    after = await takeMove(world, after, move);
  }
}

async function report(world: World, state: State, flight: Flight, fate: string): Promise<State> {
  const { flight: _, ...rest } = state;
  const outcome = (
    fate === "sent"
      ? sentOutcome(world.values.at(state.value), flight)
      : { kind: fate, reason: "as explored" }
  ) as SendOutcome;
  const landed = fate === "sent" ? rest : { ...rest, faults: state.faults - 1 };
  return atOnce(world, landed, { ...flight, kind: "recordSend", outcome });
}

/** Somebody gets his answer: from now on it must be so. */
function answered({ values }: World, state: State, work: Work, answer: Answer | undefined): State {
  if (work.kind !== "message" || !answer) return state;
  const { by, kind, reviewResult } = work.message;
  const value = values.at(state.value);
  const isDecision = answer.says === "settled" || answer.says === "question";
  demand(!(kind === "stolen" && isDecision), "D2", `${by.displayName} decided by another's card`);
  if (answer.says === "canceled")
    demand(value.state === "canceled", "C1", "not canceled after all");
  if (answer.says === "known") demand(isOver(value, answer.stage), "D1", "known, but not over");
  if (answer.says !== "settled" || answer.stage === undefined) return state;
  const promised = [...state.promised, { stage: answer.stage, personId: by.id, reviewResult }];
  checkPromises(value, promised);
  return { ...state, promised };
}

function isOver(value: AccessRequest, stage: number | undefined): boolean {
  return value.state !== "pendingApproval" || value.stages[stage ?? -1]?.outcome !== undefined;
}
