import type { AuditEvent } from "../../src/approval/audit-event.js";
import { nextDueAt } from "../../src/approval/next-due.js";
import { nextSendAt } from "../../src/approval/notice.js";
import { type AccessRequest, concernedPeople } from "../../src/approval/request.js";
import { findBrokenInvariants } from "../builders/invariants.js";
import { demand } from "../properties/rule-broken.js";
import { denialOf } from "../properties/rules/stage-deadline.js";
import type { Promised } from "./state.js";

/** What is checked, in the words of the rule book; shown in the documentation. */
export const INVARIANTS: readonly (readonly [rules: string, text: string])[] = [
  ["S, D1", "a stage has at most one outcome, and it never changes"],
  ["S, D6", "whoever was told that his click decided finds that decision in every later state"],
  ["D6", "no card and no message decides twice, and none decides a stage it was not made for"],
  ["D2, D3, A1", "only people of the stage's sets decide, never whom the request is about"],
  ["D5, T3", "no decision is dated at or after the automatic-denial time, no denial before it"],
  ["D8", "a stage opens after the approval of the one before; granted means approved by all"],
  ["T1, T2, T5", "clocks start once, escalation happens once, each deadline reminds once"],
  ["N2", "the ledger adds up, no row vanishes, nothing that was withdrawn is sent"],
  [
    "N2",
    "a row is delivered only with a copy of which Teams said, or a click showed, that it arrived",
  ],
  ["N3", "a card of a stage that is over is settled, or its update is owed"],
  ["V1", "the requestor's own view names no approver and no risk"],
  ["U1", "no state, outcome or escalation changes without an audit event in the same write"],
  ["L", "nothing runs in circles, and wherever everything has happened the request has ended"],
  [
    "L, N1",
    "at the end nothing is due, nothing is owed, and the requestor has heard the outcome once",
  ],
];

/** Checks what a write makes of the stored value. */
export function checkWrite(
  before: AccessRequest,
  after: AccessRequest,
  events: readonly AuditEvent[],
): void {
  const [broken] = findBrokenInvariants(before, after, { lent: [] });
  demand(broken === undefined, "S", broken ?? "");
  demand(events.length > 0 || factsOf(before) === factsOf(after), "U1", "changed in silence");
  checkCardsUsed(after);
  checkArrived(after);
  for (const [index, { outcome, ...stage }] of after.stages.entries()) {
    if (!outcome || before.stages[index]?.outcome) continue;
    const denial = denialOf({ ...stage, outcome });
    const isLate = denial === undefined || outcome.at >= denial;
    if (outcome.reason === "decision") demand(!isLate, "D5", `stage ${index} was decided too late`);
    else demand(isLate, "T3", `stage ${index} timed out too early`);
  }
}

/** Rule D6: a card decides the stage it was made for, once; so do words. */
function checkCardsUsed(request: AccessRequest): void {
  const used = request.stages.flatMap((stage) => stage.outcome?.token ?? []);
  demand(new Set(used).size === used.length, "D6", "one card decided two stages");
  for (const [index, { outcome }] of request.stages.entries()) {
    if (outcome?.token === undefined) continue;
    const row = request.notices.find((n) => n.copies.some((copy) => copy.token === outcome.token));
    const isHis = row?.stage === index && row.recipient === outcome.reviewedBy?.id;
    demand(isHis, "D6", `stage ${index} was decided by the card of another one`);
    const copy = row.copies.find((known) => known.token === outcome.token);
    const isAsked = outcome.reviewResult === "Approved" && copy?.isQuestioned;
    demand(!isAsked, "D7", `stage ${index} was approved by a card that was asked about`);
  }
  const words = request.typedDecisions.filter((entry) => entry.answer === "settled");
  const ids = words.map((entry) => entry.activityId);
  demand(new Set(ids).size === ids.length, "D6", "one message decided two stages");
}

/** Rule N2: a send that did not work leaves no copy behind that could count. */
function checkArrived({ notices }: AccessRequest): void {
  for (const { number, state, copies } of notices) {
    const hasArrived = copies.some((copy) => copy.conversationId !== undefined);
    demand(state !== "delivered" || hasArrived, "N2", `row ${number} was delivered to nobody`);
  }
}

/** What was promised is so. */
export function checkPromises(request: AccessRequest, promised: readonly Promised[]): void {
  for (const { stage, personId, reviewResult } of promised) {
    const outcome = request.stages[stage]?.outcome;
    const isKept = outcome?.reviewedBy?.id === personId && outcome.reviewResult === reviewResult;
    demand(isKept, "S", `the decision of ${personId} on stage ${stage} is lost`);
  }
}

/** Nothing more can happen: then everything has ended, and everybody knows. */
export function checkEnd(request: AccessRequest): void {
  const ends = ["delivered", "denied", "canceled"];
  demand(ends.includes(request.state), "L", `the request stays ${request.state}`);
  demand(nextDueAt(request) === undefined, "L", "something is due for ever");
  demand(nextSendAt(request.notices) === undefined, "L", "something is to be sent for ever");
  for (const personId of concernedPeople(request)) {
    const heard = request.notices.filter(
      (row) => row.kind === "outcome" && row.recipient === personId,
    );
    const isRight = heard.length === 1 && heard[0]?.subject === request.state;
    demand(isRight, "N1", `${personId} has ${heard.length} outcomes, or another one`);
  }
}

/** What must not change without an event. */
function factsOf(request: AccessRequest): string {
  const rows = request.notices.map((row) => row.state === "delivered" || row.state === "failed");
  const stages = request.stages.map((s) => [s.status, s.outcome, s.escalatedAt]);
  return JSON.stringify([request.state, stages, rows, request.canceledBy]);
}
