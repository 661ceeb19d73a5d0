import {
  type AccessRequest,
  concernedPeople,
  type Stage,
  type StageOutcome,
} from "../../../src/approval/request.js";
import { combineReadings, interpretSignal, type RiskReading } from "../../../src/approval/risk.js";
import { demand } from "../rule-broken.js";
import type { World } from "../world.js";
import type { Sight, Step } from "./snapshot.js";
import { denialOf } from "./stage-deadline.js";

/** Every stage that ended in this step was ended by somebody who may, in time, or by the clock (D1 to D9, A3, A5, T3). */
export function checkDecisions(before: Sight | undefined, after: Sight, step: Step): void {
  for (const [index, stage] of after.value.stages.entries()) {
    const { outcome } = stage;
    if (!outcome || before?.value.stages[index]?.outcome) continue;
    const name = `${after.value.id} stage ${index}`;
    const denial = denialOf(stage);
    const isNow = outcome.at >= step.began && outcome.at <= step.world.now;
    demand(isNow, "S", `${name} ended at another time than it says`);
    if (outcome.reason === "timedOut") {
      demand(outcome.reviewResult === "Denied", "A3", `${name} is approved by the clock`);
      demand(denial !== undefined && outcome.at >= denial, "T3", `${name} timed out too early`);
      continue;
    }
    const by = outcome.reviewedBy;
    demand(by !== undefined, "A3", `${name} is ${outcome.reviewResult} by nobody`);
    const isLate = denial === undefined || outcome.at >= denial;
    demand(!isLate, "D5", `${name} was decided at ${outcome.at}, automatic denial at ${denial}`);
    const isConcerned = concernedPeople(after.value).includes(by.id);
    demand(!isConcerned, "D3", `${name} was decided by ${by.displayName}, who is concerned`);
    checkAuthority(name, stage, outcome, by.id, step);
    checkStanding(name, after.value, stage, outcome, by.id, step.world);
    checkClick(name, after.value, index, outcome, by.id, step.world);
    const isBlank = outcome.justification.trim() === "";
    const isRequired = stage.settings.isApproverJustificationRequired;
    demand(!(isBlank && isRequired), "D4", `${name} was decided without a justification`);
  }
}

function activeOf(stage: Stage): Stage["primaryApprovers"] {
  const isEscalated = stage.escalatedAt !== undefined;
  return [...stage.primaryApprovers, ...(isEscalated ? stage.fallbackApprovers : [])];
}

function checkAuthority(
  name: string,
  stage: Stage,
  outcome: StageOutcome,
  by: string,
  { before, after }: Step,
): void {
  const active = activeOf(stage).map((approver) => approver.id);
  const appointer = outcome.onBehalfOf?.id;
  if (appointer === undefined) {
    demand(active.includes(by), "D2", `${name} was decided by ${by}, who is not asked`);
    return;
  }
  demand(
    active.includes(appointer),
    "D2",
    `${name} was decided for ${appointer}, who is not asked`,
  );
  const isInForce = [before, after].some(({ people }) => {
    const delegation = people.get(appointer)?.value.delegation;
    const isOver = delegation?.until !== undefined && outcome.at >= delegation.until;
    return delegation?.delegate.id === by && !isOver;
  });
  demand(isInForce, "A5", `${name} was decided by ${by} without a delegation of ${appointer}`);
  const own = [...stage.primaryApprovers, ...stage.fallbackApprovers].map((a) => a.id);
  const isOutside = stage.source !== undefined && !own.includes(by);
  demand(!isOutside, "A5", `${name} is a risk stage and was decided by a delegate from outside`);
}

function checkStanding(
  name: string,
  request: AccessRequest,
  stage: Stage,
  outcome: StageOutcome,
  by: string,
  { company }: World,
): void {
  const id = outcome.onBehalfOf?.id ?? by;
  const rules = activeOf(stage)
    .filter((approver) => approver.id === id)
    .flatMap((approver) => approver.namedBy.map((named) => named.rule));
  const isNamed = rules.some((rule) =>
    company.named(rule, request.requestor.id).some((who) => who.id === id),
  );
  demand(!company.isDirectoryDown, "D9", `${name} was decided with the directory down`);
  demand(company.isEnabled(by) && company.isEnabled(id), "D9", `${name}: ${by} is disabled`);
  demand(isNamed, "D9", `${name}: no rule names ${id} any more`);
}

function checkClick(
  name: string,
  request: AccessRequest,
  index: number,
  outcome: StageOutcome,
  by: string,
  world: World,
): void {
  if (outcome.token === undefined) {
    const typed = request.typedDecisions.filter((t) => t.answer === "settled" && t.personId === by);
    demand(
      typed.some((entry) => entry.stage === index),
      "D6",
      `${name} was decided by no words that are known`,
    );
    const ids = typed.map((entry) => entry.activityId);
    demand(new Set(ids).size === ids.length, "D6", `${name}: the same words decided twice`);
    return;
  }
  const card = world.chats.cardOf(outcome.token);
  const isHis = card?.stage === index && card.personId === by && card.requestId === request.id;
  demand(isHis, "D6", `${name} was settled by a card of stage ${card?.stage} of ${card?.personId}`);
  const source = request.stages[index]?.source;
  if (source === undefined || outcome.reviewResult === "Denied") return;
  const copies = request.notices.flatMap((notice) => notice.copies);
  const copy = copies.find((known) => known.token === outcome.token);
  const now = combineReadings(
    concernedPeople(request).map((id) =>
      interpretSignal(source, id, world.company.signal(source, id), world.now),
    ),
  );
  const isHigher = (now?.rank ?? -1) > (copy?.reading?.rank ?? 0);
  demand(!isHigher, "D7", `${name} was approved although the risk rose`);
  const wasAsked = copy?.isConfirmation === true && isUnreadable(copy.reading);
  demand(!isUnreadable(now) || wasAsked, "D7", `${name} was approved with the risk unreadable`);
  demand(copy?.isQuestioned === false, "D7", `${name} was approved by a card that was questioned`);
}

function isUnreadable(reading: RiskReading | null | undefined): boolean {
  return !reading || reading.unavailable !== undefined || reading.rank === null;
}
