import type { AccessRequest } from "../../../src/approval/request.js";
import { verifyChain } from "../../../src/audit/audit-chain.js";
import { demand } from "../rule-broken.js";
import type { Sight } from "./snapshot.js";

const ENDS: Readonly<Partial<Record<AccessRequest["state"], string>>> = {
  denied: "requestDenied",
  canceled: "requestCanceled",
  delivered: "requestHandedOver",
  handedOver: "requestHandedOver",
};

/** Nothing happens without an event before it, and no event ever changes (S, U1). */
export function checkAudit(before: Sight | undefined, after: Sight): void {
  const { value, events } = after;
  const isLinked = events.every((event, i) => i === 0 || event.prev === events[i - 1]?.hash);
  demand(isLinked, "U1", `the chain of ${value.id} is broken`);
  const head = before?.events.at(-1);
  const isKept = !head || events[head.sequence - 1]?.hash === head.hash;
  demand(isKept, "U1", `${value.id} changed events of the past`);
  const count = (type: string, stage?: number): number =>
    events.filter((e) => e.type === type && (stage === undefined || e.details.stage === stage))
      .length;
  const demandOnce = (type: string, happened: boolean, stage?: number): void => {
    const times = count(type, stage);
    const expected = happened ? 1 : 0;
    const where = stage === undefined ? value.id : `${value.id} stage ${stage}`;
    demand(times === expected, "S", `${where}: ${times} ${type}, not ${expected}`);
  };
  if (count("callOutEnded") === 0) {
    demandOnce("requestSubmitted", true);
    const end = ENDS[value.state];
    for (const type of ["requestDenied", "requestCanceled"]) demandOnce(type, type === end);
    if (end === "requestHandedOver") demandOnce(end, true);
    demandOnce("requestPlanned", value.isPlanned && value.evaluateNotBefore === undefined);
  }
  for (const [index, stage] of value.stages.entries()) {
    const reason = stage.outcome?.reason;
    demandOnce("stageOpened", stage.status !== "waiting", index);
    demandOnce("stageDecided", reason === "decision", index);
    demandOnce("stageTimedOut", reason === "timedOut", index);
    demandOnce("stageEscalated", stage.escalatedAt !== undefined, index);
    demandOnce("approversResolved", stage.isResolved, index);
    demandOnce("graceGranted", stage.graceUntil !== undefined, index);
    const reminders = count("stageReminded", index);
    demand(reminders <= 2, "T2", `${value.id} stage ${index} was reminded of ${reminders} times`);
  }
  const open = before?.value;
  const hasHappened = open !== undefined && factsOf(open) !== factsOf(value);
  const hasEvent = events.length > (before?.events.length ?? 0);
  demand(!hasHappened || hasEvent, "S", `${value.id} changed without an event`);
}

/** Every hash is that of its event: looked at once, at the end, because it costs the most. */
export function checkChain({ value, events }: Sight): void {
  demand(verifyChain(events).ok, "U1", `the chain of ${value.id} is broken`);
}

/** What must not change without an event. */
function factsOf(request: AccessRequest): string {
  const rows = request.notices.map((row) => row.state === "delivered" || row.state === "failed");
  const stages = request.stages.map((s) => [s.status, s.outcome, s.escalatedAt, s.graceUntil]);
  return JSON.stringify([request.state, stages, rows, request.canceledBy]);
}
