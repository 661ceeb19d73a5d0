import type { Delegation } from "./approver.js";
import { andThen, type Effect, effect } from "./effect.js";
import { escalate, raiseAlert } from "./escalate.js";
import type { Instant } from "./instant.js";
import { addNotices } from "./ledger.js";
import { graceAfterOutage, type Outage } from "./outage.js";
import { isInFront, isReached } from "./reach.js";
import { type AccessRequest, openStage, type StageOutcome } from "./request.js";
import { settledEvent, settleStage } from "./settle.js";
import { touchStageCards } from "./stage-cards.js";
import { stageTimers, type Timer } from "./stage-clock.js";
import { withStage } from "./with-stage.js";

/** What the clock has to know besides the request. */
export interface ClockFacts {
  readonly outages: readonly Outage[];
  /** Spans in which an administrator held up every notice. */
  readonly pauses?: readonly Outage[];
  /** Delegations in force of anybody in the open stage's sets. */
  readonly delegations: readonly Delegation[];
}

/**
 * Everything that has fallen due happens, in the order of the due times, in one step (Rules T1 to T6). What is
 * overtaken by a later one is withdrawn before it is sent. Undefined when nothing was due: firing twice is harmless.
 */
export function advanceRequest(
  request: AccessRequest,
  facts: ClockFacts,
  now: Instant,
): Effect | undefined {
  let result: Effect | undefined;
  for (;;) {
    const current = result?.request ?? request;
    const next = nextTimer(current);
    if (next === undefined || next.timer.dueAt > now) return result;
    const { index, timer } = next;
    const step = (value: AccessRequest): Effect => fire(value, index, timer, facts, now);
    result = result ? andThen(result, step) : step(request);
  }
}

/** The next timer of the open stage; undefined when no stage is open. */
export function nextTimer(request: AccessRequest): { timer: Timer; index: number } | undefined {
  const open = openStage(request);
  const timer = open && stageTimers(open.stage)[0];
  return open && timer && { timer, index: open.index };
}

function fire(
  request: AccessRequest,
  index: number,
  timer: Timer,
  facts: ClockFacts,
  now: Instant,
): Effect {
  switch (timer.kind) {
    case "clockStart":
      return startClock(request, index, timer.dueAt, now);
    case "reachCheck":
      return checkReach(request, index, timer.dueAt, facts, now);
    case "reminder":
      return remind(request, index, timer, now);
    case "escalation":
      return escalateWhenDue(request, index, timer.dueAt, facts, now);
    case "denial":
      return denyWhenDue(request, index, timer.dueAt, facts, now);
  }
}

/** The approvers could not be read in time; the deadlines run all the same (Rule T5), and administrators hear of it. */
function startClock(request: AccessRequest, index: number, dueAt: Instant, now: Instant): Effect {
  const started = withStage(request, index, (stage) => ({
    ...stage,
    status: "open",
    clockStartedAt: dueAt,
  }));
  return raiseAlert(started, index, "approversUnreadable", now);
}

/** Rule A4: none of the primaries' cards was delivered in time. */
function checkReach(
  request: AccessRequest,
  index: number,
  dueAt: Instant,
  facts: ClockFacts,
  now: Instant,
): Effect {
  const checked = withStage(request, index, (stage) => ({ ...stage, isReachChecked: true }));
  const stage = checked.stages[index];
  if (!stage || stage.primaryApprovers.length === 0 || isReached(checked, index))
    return effect(checked);
  return stage.fallbackApprovers.length > 0
    ? escalate(checked, index, "nobodyReached", dueAt, facts.delegations, now)
    : raiseAlert(checked, index, "nobodyReached", now);
}

/** Rule T2: to whoever can decide and has a card. One that is overtaken by its own deadline is never written. */
function remind(
  request: AccessRequest,
  index: number,
  timer: Extract<Timer, { kind: "reminder" }>,
  now: Instant,
): Effect {
  const marked = withStage(request, index, (stage) => ({
    ...stage,
    remindedFor: [...stage.remindedFor, timer.deadline],
  }));
  const stage = marked.stages[index];
  const deadline = stage && stageTimers(stage).find((t) => t.kind === timer.deadline);
  if (!deadline || deadline.dueAt <= now) return effect(marked);
  const recipients = marked.notices
    .filter((n) => n.kind === "approvalCard" && n.stage === index && isInFront(n) && !n.isRevoked)
    .map((n) => n.recipient);
  const rows = recipients.map((recipient) => ({
    kind: "reminder" as const,
    recipient,
    stage: index,
    subject: timer.deadline,
  }));
  return effect(
    { ...marked, notices: addNotices(marked.notices, rows, now) },
    {
      type: "stageReminded",
      at: now,
      actor: { kind: "clock" },
      details: {
        requestId: request.id,
        stage: index,
        deadline: timer.deadline,
        recipientIds: recipients,
      },
    },
  );
}

function escalateWhenDue(
  request: AccessRequest,
  index: number,
  dueAt: Instant,
  facts: ClockFacts,
  now: Instant,
): Effect {
  const stage = request.stages[index];
  if (stage && stage.fallbackApprovers.length > 0) {
    return escalate(request, index, "deadline", dueAt, facts.delegations, now);
  }
  const missed = withStage(request, index, (open) => ({ ...open, isEscalationMissed: true }));
  return raiseAlert(missed, index, "noApprover", now);
}

/** Rules T3 and T6: the request is denied, unless an outage kept everybody from deciding. */
function denyWhenDue(
  request: AccessRequest,
  index: number,
  dueAt: Instant,
  facts: ClockFacts,
  now: Instant,
): Effect {
  const stage = request.stages[index];
  const grace = stage && graceAfterOutage(stage, outagesOf(request, index, facts), now);
  if (grace !== undefined) return grantGrace(request, index, grace, now);
  const outcome: StageOutcome = {
    reviewResult: "Denied",
    at: now,
    justification: "",
    reason: "timedOut",
    wasRiskLower: false,
  };
  const event = settledEvent(request, index, outcome);
  return settleStage(
    request,
    index,
    outcome,
    { ...event, details: { ...event.details, dueAt } },
    now,
  );
}

/**
 * A pause of sending keeps a stage from its deciders as an outage does, unless a card of it is in front of somebody:
 * clicks and commands are answered all the while.
 */
function outagesOf(request: AccessRequest, index: number, facts: ClockFacts): readonly Outage[] {
  const isShown = request.notices.some(
    (n) => n.kind === "approvalCard" && n.stage === index && !n.isRevoked && isInFront(n),
  );
  return isShown ? facts.outages : [...facts.outages, ...(facts.pauses ?? [])];
}

function grantGrace(request: AccessRequest, index: number, until: Instant, now: Instant): Effect {
  const granted = withStage(request, index, (stage) => ({ ...stage, graceUntil: until }));
  return effect(touchStageCards(granted, index, now), {
    type: "graceGranted",
    at: now,
    actor: { kind: "clock" },
    details: { requestId: request.id, stage: index, until },
  });
}
