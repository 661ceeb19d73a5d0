import { durationMs } from "../../../src/approval/instant.js";
import { concernedPeople, type RequestState, type Stage } from "../../../src/approval/request.js";
import { demand } from "../rule-broken.js";
import type { Sight, Step } from "./snapshot.js";

const NEXT_STATES: Readonly<Record<RequestState, readonly RequestState[]>> = {
  pendingApproval: ["approved", "denied", "canceled", "deliveryFailed", "delivered", "handedOver"],
  approved: ["delivered", "handedOver", "deliveryFailed"],
  deliveryFailed: ["delivered", "handedOver"],
  handedOver: [],
  delivered: [],
  denied: [],
  canceled: [],
};

/** What has ended stays as it ended; what is frozen never changes (S, P2, A1, T1). */
export function checkOnceOnly(before: Sight | undefined, after: Sight, step: Step): void {
  const { value } = after;
  const state = before?.value.state;
  if (before && state && state !== value.state) {
    demand(
      NEXT_STATES[state].includes(value.state),
      "S",
      `${value.id}: ${state} to ${value.state}`,
    );
  }
  if (before?.value.isPlanned) {
    demand(
      value.stages.length === before.value.stages.length,
      "P2",
      `${value.id} changed its plan`,
    );
  }
  for (const [index, stage] of value.stages.entries()) {
    checkStage(`${value.id} stage ${index}`, before?.value.stages[index], stage);
    if (stage.isResolved && !before?.value.stages[index]?.isResolved) {
      checkSets(after, index, stage, step);
    }
  }
  const open = value.stages.filter((s) => s.status === "open" || s.status === "resolving").length;
  demand(open <= 1, "P1", `${value.id} has ${open} open stages`);
  const isApproved = value.stages.every((s) => s.outcome?.reviewResult === "Approved");
  const isThrough = ["approved", "delivered", "deliveryFailed", "handedOver"].includes(value.state);
  demand(!isThrough || isApproved, "D8", `${value.id} is ${value.state} with a stage not approved`);
}

function checkStage(name: string, before: Stage | undefined, after: Stage): void {
  if (!before) return;
  const same = (field: keyof Stage): boolean =>
    JSON.stringify(before[field]) === JSON.stringify(after[field]);
  demand(same("settings") && same("source"), "P2", `${name} changed its settings`);
  if (before.outcome) demand(same("outcome"), "S", `${name} changed its outcome`);
  if (before.clockStartedAt !== undefined) {
    demand(same("clockStartedAt"), "T5", `${name} started its clock twice`);
  }
  if (before.escalatedAt !== undefined)
    demand(same("escalatedAt"), "T1", `${name} escalated twice`);
  if (before.graceUntil !== undefined) demand(same("graceUntil"), "T6", `${name} got two graces`);
  if (before.isResolved) {
    const isSame = same("primaryApprovers") && same("fallbackApprovers");
    demand(isSame, "A1", `${name} changed its sets`);
  }
  const { escalatedAt, clockStartedAt, escalationReason, settings } = after;
  if (before.escalatedAt === undefined && escalatedAt !== undefined) {
    const due = (clockStartedAt ?? 0) + durationMs(settings.durationBeforeEscalation);
    demand(escalatedAt <= due, "T1", `${name} escalated at ${escalatedAt}, due at ${due}`);
    const isOnTime = escalationReason !== "deadline" || escalatedAt === due;
    demand(isOnTime, "T1", `${name} escalated for its deadline at another time`);
    demand(after.fallbackApprovers.length > 0, "A3", `${name} escalated to nobody`);
  }
}

function checkSets({ value }: Sight, index: number, stage: Stage, { world }: Step): void {
  const name = `${value.id} stage ${index}`;
  for (const set of [stage.primaryApprovers, stage.fallbackApprovers]) {
    const ids = set.map((approver) => approver.id);
    demand(new Set(ids).size === ids.length, "A1", `${name} has somebody twice in a set`);
    for (const id of ids) {
      demand(!concernedPeople(value).includes(id), "A1", `${name} asks who is concerned`);
      demand(world.company.isEnabled(id), "A1", `${name} asks somebody who is disabled`);
    }
  }
  if (stage.primaryApprovers.length > 0 || stage.status === "settled") return;
  const isTold = value.alerts.some((a) => a.kind === "noApprover" && a.stage === index);
  if (stage.fallbackApprovers.length === 0) demand(isTold, "A3", `${name} has nobody, untold`);
  else demand(stage.escalatedAt !== undefined, "A2", `${name} has no primary, not escalated`);
}
