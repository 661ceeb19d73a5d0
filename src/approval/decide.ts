import type { Approver, Person } from "./approver.js";
import { askAgain } from "./ask-again.js";
import { type Authority, findAuthority, plainPerson } from "./authority.js";
import type { Effect } from "./effect.js";
import { type FoundCard, findCard, lastShownCard } from "./find-card.js";
import type { Instant } from "./instant.js";
import { type Refusal, refuse } from "./refusal.js";
import type { AccessRequest, HeldReason, Stage, StageOutcome } from "./request.js";
import type { RiskReading } from "./risk.js";
import { compareRisk } from "./risk-comparison.js";
import { settledEvent, settleStage } from "./settle.js";
import { denialDueAt } from "./stage-clock.js";
import { checkText } from "./text.js";
import { isRedelivered, mustSeeCardFirst, rememberTyped } from "./typed-decision.js";
import { sourceOf } from "./with-stage.js";

/** How a decision came in. The digest of a typed one covers verb, request and justification. */
export type DecisionVia =
  | { readonly kind: "card"; readonly token: string; readonly conversationId: string }
  | { readonly kind: "typed"; readonly activityId: string; readonly digest: string };

/** A decision as somebody wants it. Nothing of it is trusted but the person, whom Entra vouches for. */
export interface Decision {
  readonly reviewResult: "Approved" | "Denied";
  readonly person: Person;
  readonly justification: string;
  readonly via: DecisionVia;
  /** People whose delegate he is now (Rule A5). */
  readonly appointers: readonly string[];
}

/** What had to be read outside the commit before a decision may stand. */
export interface DecisionFacts {
  /** Rule D9: the decider, and whoever lent him the right, are enabled and still in the set. */
  readonly standing: "stands" | "revoked" | "unreadable";
  /** The risk now; needed to approve a risk stage (Rule D7). */
  readonly reading?: RiskReading;
  /** The stage that this was read for; another one that is open by then is not decided with it. */
  readonly index?: number;
  /** Token for a card that has to come back. */
  readonly newToken: string;
}

/** A decision that may go on: what to read next. */
export interface Examined {
  readonly ok: true;
  readonly index: number;
  readonly stage: Stage;
  readonly authority: Authority;
  readonly justification: string;
  readonly card: FoundCard | undefined;
}

/** The stage is settled already, or the answer to the same click is known: show this stage (Rules D1, D6). */
export interface Known {
  readonly ok: "known";
  readonly index: number;
}

/** A question or a card comes first: the caller shows the stage's card to the person (Rules D6, D7). */
export interface CardFirst {
  readonly ok: "cardFirst";
  readonly index: number;
  readonly reason: HeldReason;
}

export type Examination = Examined | Known | CardFirst | Refusal;

/**
 * Looks at a decision without anything that is slow (Rules D1 to D6). Asked before the reads, and again inside the
 * commit with what was read.
 */
export function examineDecision(
  request: AccessRequest,
  decision: Decision,
  now: Instant,
): Examination {
  const { via, person } = decision;
  if (via.kind === "typed") {
    const answered = isRedelivered(request, person.id, via, now);
    if (answered) return answerAgain(request, answered);
  }
  const card =
    via.kind === "card"
      ? findCard(request.notices, via.token, person.id, via.conversationId)
      : undefined;
  if (via.kind === "card" && card?.notice.kind !== "approvalCard") return refuse("notFound");
  const index = card ? card.notice.stage : findStageOfWords(request, decision);
  const stage = index === undefined ? undefined : request.stages[index];
  if (index === undefined || stage === undefined) return refuse("notFound");

  const isOver = request.state !== "pendingApproval" || stage.status === "settled";
  // Whoever was asked learns the outcome, also when the right that he had was borrowed and has ended (Rules D1, D6).
  if (card && isOver) return { ok: "known", index };
  const authority = findAuthority(request, stage, person.id, decision.appointers);
  if (!authority) return refuse("notFound");
  if (isOver || stage.status !== "open") return { ok: "known", index };
  const denial = denialDueAt(stage);
  if (denial === undefined || now >= denial) return refuse("tooLate");
  if (via.kind === "typed" && mustSeeCardFirst(request, index, person.id)) {
    return { ok: "cardFirst", index, reason: "decidedEarlierStage" };
  }
  if (decision.reviewResult === "Approved" && card?.copy.isQuestioned) {
    return { ok: "cardFirst", index, reason: "questioned" };
  }
  const text = checkText(decision.justification, stage.settings.isApproverJustificationRequired);
  if (!text.ok) return refuse(text.code, "justification");
  const shown = card ?? lastShownCard(request, index, person.id);
  if (decision.reviewResult === "Approved" && stage.source !== undefined && !shown) {
    return { ok: "cardFirst", index, reason: "notShownYet" };
  }
  // Words never answer the question of Rule D7: a redelivered message would confirm by itself.
  if (decision.reviewResult === "Approved" && via.kind === "typed" && shown?.copy.isConfirmation) {
    return { ok: "cardFirst", index, reason: "questioned" };
  }
  return { ok: true, index, stage, authority, justification: text.text, card: shown };
}

/** Words that decided nothing are remembered with their answer: delivered again, they get it again (Rule D6). */
export type Remembered = (Known | CardFirst) & Pick<Effect, "request" | "events">;

export type DecisionResult =
  | (Effect & { readonly answer: "settled"; readonly index: number })
  | (Effect & { readonly answer: "question"; readonly index: number })
  | Known
  | CardFirst
  | Remembered
  | Refusal;

/** Decides a stage (Rules D1 to D9). The first to be stored wins; whoever loses asks again and learns the outcome. */
export function decideStage(
  request: AccessRequest,
  decision: Decision,
  facts: DecisionFacts,
  now: Instant,
): DecisionResult {
  const examined = examineDecision(request, decision, now);
  if (examined.ok === "cardFirst" || examined.ok === "known")
    return rememberAnswer(request, decision, examined, now);
  if (examined.ok !== true) return examined;
  if (facts.index !== undefined && facts.index !== examined.index) {
    const other = { ok: "cardFirst", index: examined.index, reason: "notShownYet" } as const;
    return rememberAnswer(request, decision, other, now);
  }
  if (facts.standing === "unreadable") return refuse("approverUnreadable");
  if (facts.standing === "revoked") return refuse("noLongerApprover");
  const { index, stage } = examined;
  const isRiskApproval = stage.source !== undefined && decision.reviewResult === "Approved";
  if (!isRiskApproval)
    return { ...settle(request, decision, examined, false, now), answer: "settled", index };

  const card = examined.card;
  const reading = facts.reading?.source === stage.source ? facts.reading : undefined;
  if (!card || !reading) return refuse("approverUnreadable");
  const comparison = compareRisk(card.copy, reading);
  if (comparison === "ask") {
    const asked = askAgain(
      request,
      decision,
      { index, card, draft: examined.justification },
      { reading, token: facts.newToken },
      now,
    );
    const remembered = rememberTyped(asked.request, decision, index, now, "questioned");
    return { ...asked, request: remembered, answer: "question", index };
  }
  return {
    ...settle(request, decision, examined, comparison === "lower", now),
    answer: "settled",
    index,
  };
}

function settle(
  request: AccessRequest,
  decision: Decision,
  examined: Examined,
  wasRiskLower: boolean,
  now: Instant,
): Effect {
  const { index, authority } = examined;
  const outcome: StageOutcome = {
    reviewResult: decision.reviewResult,
    at: now,
    reviewedBy: plainPerson(decision.person),
    ...(authority.onBehalfOf && { onBehalfOf: authority.onBehalfOf }),
    justification: examined.justification,
    reason: "decision",
    wasRiskLower,
    ...(decision.via.kind === "card" && { token: decision.via.token }),
  };
  const remembered = rememberTyped(request, decision, index, now, "settled");
  return settleStage(remembered, index, outcome, settledEvent(request, index, outcome), now);
}

/** What words are about: the last stage that he could have decided (Rule D1), which is the open one if he may. */
function findStageOfWords(request: AccessRequest, decision: Decision): number {
  return request.stages.findLastIndex(
    (stage) => findAuthority(request, stage, decision.person.id, decision.appointers) !== undefined,
  );
}

function answerAgain(
  request: AccessRequest,
  answered: AccessRequest["typedDecisions"][number],
): Known | CardFirst {
  const { stage: index, answer } = answered;
  const isOpen = request.state === "pendingApproval" && request.stages[index]?.status === "open";
  return answer === "settled" || answer === "known" || !isOpen
    ? { ok: "known", index }
    : { ok: "cardFirst", index, reason: answer };
}

function rememberAnswer(
  request: AccessRequest,
  decision: Decision,
  given: Known | CardFirst,
  now: Instant,
): Known | CardFirst | Remembered {
  const { via, person } = decision;
  // When the request has ended there is no later stage that the same words could decide.
  if (via.kind !== "typed" || request.state !== "pendingApproval") return given;
  if (isRedelivered(request, person.id, via, now)) return given;
  const answer = given.ok === "known" ? "known" : given.reason;
  return {
    ...given,
    request: rememberTyped(request, decision, given.index, now, answer),
    events: [
      {
        type: "typedDecisionAnswered",
        at: now,
        actor: { kind: "person", id: person.id },
        details: {
          requestId: request.id,
          stage: given.index,
          ...sourceOf(request.stages[given.index]),
          answer,
        },
      },
    ],
  };
}

/** The rules by which an authority was named: what Rule D9 checks again. */
export function rulesBehind(authority: Authority): Approver["namedBy"] {
  return authority.approver.namedBy;
}
