import type { Approver, Person } from "./approver.js";
import { type Authority, findAuthority, plainPerson } from "./authority.js";
import { type Effect, effect } from "./effect.js";
import { type FoundCard, findCard, lastShownCard } from "./find-card.js";
import type { Instant } from "./instant.js";
import { changeNotices } from "./ledger.js";
import { type Refusal, refuse } from "./refusal.js";
import { type AccessRequest, openStage, type Stage, type StageOutcome } from "./request.js";
import type { RiskReading } from "./risk.js";
import { compareRisk } from "./risk-comparison.js";
import { settledEvent, settleStage } from "./settle.js";
import { addCopy, questionCopy } from "./show-card.js";
import { denialDueAt } from "./stage-clock.js";
import { checkText } from "./text.js";
import { isRedelivered, mustSeeCardFirst } from "./typed-decision.js";
import { withStage } from "./with-stage.js";

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
  readonly reason: "decidedEarlierStage" | "notShownYet" | "questioned";
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
    const known = isRedelivered(request, person.id, via, now);
    if (known) return { ok: "known", index: known.stage };
  }
  const card =
    via.kind === "card"
      ? findCard(request.notices, via.token, person.id, via.conversationId)
      : undefined;
  if (via.kind === "card" && card?.notice.kind !== "approvalCard") return refuse("notFound");
  const index = card ? card.notice.stage : (openStage(request)?.index ?? lastSettled(request));
  const stage = index === undefined ? undefined : request.stages[index];
  if (index === undefined || stage === undefined) return refuse("notFound");

  const authority = findAuthority(request, stage, person.id, decision.appointers);
  if (!authority) return refuse("notFound");
  if (stage.status === "settled") return { ok: "known", index };
  if (request.state !== "pendingApproval" || stage.status !== "open") return { ok: "known", index };
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

export type DecisionResult =
  | (Effect & { readonly answer: "settled"; readonly index: number })
  | (Effect & { readonly answer: "question"; readonly index: number })
  | Known
  | CardFirst
  | Refusal;

/** Decides a stage (Rules D1 to D9). The first to be stored wins; whoever loses asks again and learns the outcome. */
export function decideStage(
  request: AccessRequest,
  decision: Decision,
  facts: DecisionFacts,
  now: Instant,
): DecisionResult {
  const examined = examineDecision(request, decision, now);
  if (examined.ok !== true) return examined;
  if (facts.standing === "unreadable") return refuse("approverUnreadable");
  if (facts.standing === "revoked") return refuse("noLongerApprover");
  const { index, stage } = examined;
  const isRiskApproval = stage.source !== undefined && decision.reviewResult === "Approved";
  if (!isRiskApproval)
    return { ...settle(request, decision, examined, false, now), answer: "settled", index };

  const card = examined.card;
  if (!card || !facts.reading) return refuse("approverUnreadable");
  const comparison = compareRisk(card.copy, facts.reading);
  if (comparison === "ask")
    return { ...ask(request, decision, examined, facts, card, now), answer: "question", index };
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
  const remembered =
    decision.via.kind === "typed" ? rememberTyped(request, decision, index, now) : request;
  return settleStage(remembered, index, outcome, settledEvent(request, index, outcome), now);
}

function rememberTyped(
  request: AccessRequest,
  decision: Decision,
  index: number,
  now: Instant,
): AccessRequest {
  if (decision.via.kind !== "typed") return request;
  const { activityId, digest } = decision.via;
  const entry = { activityId, digest, personId: decision.person.id, stage: index, at: now };
  return { ...request, typedDecisions: [...request.typedDecisions, entry] };
}

/** Rule D7: the card comes back with the new reading and what was typed; only that card confirms. */
function ask(
  request: AccessRequest,
  decision: Decision,
  examined: Examined,
  facts: DecisionFacts,
  card: FoundCard,
  now: Instant,
): Effect {
  const reading = facts.reading ?? null;
  const withReading = withStage(request, examined.index, (stage) => ({
    ...stage,
    readings: reading ? [...stage.readings, reading].slice(-MAX_KEPT_READINGS) : stage.readings,
  }));
  const notices = changeNotices(
    withReading.notices,
    (n) => n.number === card.notice.number,
    (n) => {
      const asked = addCopy(questionCopy(n, card.copy.token), {
        token: facts.newToken,
        reading,
        isConfirmation: true,
        draft: examined.justification,
        ...(card.copy.conversationId !== undefined && { conversationId: card.copy.conversationId }),
        ...(card.copy.activityId !== undefined && { activityId: card.copy.activityId }),
      });
      return { ...asked, revision: asked.revision + 1, notBefore: now };
    },
  );
  return effect(
    { ...withReading, notices },
    {
      type: "confirmationAsked",
      at: now,
      actor: { kind: "person", id: decision.person.id },
      details: {
        requestId: request.id,
        stage: examined.index,
        shown: card.copy.reading ? { ...card.copy.reading } : null,
        now: reading ? { ...reading } : null,
      },
    },
  );
}

const MAX_KEPT_READINGS = 20;

function lastSettled(request: AccessRequest): number | undefined {
  const index = request.stages.findLastIndex((stage) => stage.status === "settled");
  return index < 0 ? undefined : index;
}

/** The rules by which an authority was named: what Rule D9 checks again. */
export function rulesBehind(authority: Authority): Approver["namedBy"] {
  return authority.approver.namedBy;
}
