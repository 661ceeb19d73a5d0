import { addressAlerts } from "../../src/approval/address-alerts.js";
import { advanceRequest } from "../../src/approval/advance.js";
import type { Candidate, Delegation, Person } from "../../src/approval/approver.js";
import type { AuditEvent } from "../../src/approval/audit-event.js";
import { cancelRequest } from "../../src/approval/cancel.js";
import {
  type DecisionFacts,
  type DecisionResult,
  type DecisionVia,
  decideStage,
} from "../../src/approval/decide.js";
import { askDelegate, revokeDelegate } from "../../src/approval/delegate.js";
import { evaluateRequest } from "../../src/approval/evaluate.js";
import { type HandOverResult, reportHandOver } from "../../src/approval/hand-over.js";
import type { Instant } from "../../src/approval/instant.js";
import { resolveApprovers } from "../../src/approval/open-stage.js";
import type { Outage } from "../../src/approval/outage.js";
import type { ControlSnapshot } from "../../src/approval/plan.js";
import type { Refusal } from "../../src/approval/refusal.js";
import { type AccessRequest, openStage, type Stage } from "../../src/approval/request.js";
import type { RiskReading } from "../../src/approval/risk.js";
import { postCardAgain, rememberPrompt } from "../../src/approval/show-card.js";
import { type Submission, submitRequest } from "../../src/approval/submit.js";
import { candidate, FAYE, FINN, INGRID, SAM, SOC_GROUP } from "./cast.js";
import { controls, reading } from "./controls.js";
import { conversationOf, currentToken, Post } from "./post.js";
import { NOW } from "./request.js";
import { submission } from "./submission.js";

export interface WordsOf {
  readonly justification?: string;
  readonly standing?: DecisionFacts["standing"];
  /** What the source says at the click; what the newest reading of the stage says, unless given. */
  readonly reading?: RiskReading;
}

/**
 * One request that is driven through the real functions of the core, as the use cases do it: what is due happens
 * before anything else does.
 */
export class Story {
  now: Instant = NOW;
  readonly events: AuditEvent[] = [];
  readonly outages: Outage[] = [];
  delegations: Delegation[] = [];
  request: AccessRequest;
  readonly post = new Post(this);
  #tokens = 0;

  constructor(changes: Partial<Submission> = {}) {
    const result = submitRequest(submission(changes), this.now);
    if (!result.ok) throw new Error(`refused: ${result.code}`);
    this.request = result.request;
    this.events.push(...result.events);
  }

  newToken(): string {
    this.#tokens += 1;
    return `token-${String(this.#tokens).padStart(16, "0")}`;
  }

  /** Stores what carries a request and gives the answer back. */
  keep<T>(answer: T): T {
    const stored = answer as
      | { request?: AccessRequest; events?: readonly AuditEvent[] }
      | undefined;
    if (stored?.request && stored.events) {
      this.request = stored.request;
      this.events.push(...stored.events);
    }
    return answer;
  }

  /** Reads risk and makes the plan. */
  evaluate(readings: readonly RiskReading[], settings: ControlSnapshot = controls({})): this {
    this.keep(evaluateRequest(this.request, readings, settings, this.now));
    return this;
  }

  /** The approvers of the open stage are looked up. */
  resolve(
    primary: readonly Candidate[] = [candidate(SAM), candidate(INGRID)],
    fallback: readonly Candidate[] = [candidate(FINN, SOC_GROUP), candidate(FAYE, SOC_GROUP)],
    isComplete = true,
  ): this {
    this.advance();
    const sets = {
      primaryApprovers: primary,
      fallbackApprovers: fallback,
      isComplete,
      delegations: this.delegations,
    };
    this.keep(resolveApprovers(this.request, this.openIndex, sets, this.now));
    return this;
  }

  /** Time goes by, and what falls due by then happens in one step. */
  wait(ms: number): this {
    this.now += ms;
    return this.advance();
  }

  advance(): this {
    const facts = { outages: this.outages, delegations: this.delegations };
    this.keep(advanceRequest(this.request, facts, this.now));
    return this;
  }

  /** Time goes by in steps, as it does while the bot runs. */
  live(ms: number, step: number): this {
    for (let left = ms; left > 0; left -= step) this.wait(Math.min(step, left));
    return this;
  }

  click(
    who: Person,
    reviewResult: "Approved" | "Denied",
    words: WordsOf & { readonly token?: string; readonly conversationId?: string } = {},
  ): DecisionResult {
    const token = words.token ?? currentToken(this.request, who.id) ?? "no-card-at-all-0000";
    const conversationId = words.conversationId ?? conversationOf(who.id);
    return this.decide(who, reviewResult, { kind: "card", token, conversationId }, words);
  }

  type(
    who: Person,
    reviewResult: "Approved" | "Denied",
    activityId: string,
    words: WordsOf & { readonly digest?: string } = {},
  ): DecisionResult {
    const digest = words.digest ?? `${reviewResult} ${words.justification ?? "as agreed"}`;
    return this.decide(who, reviewResult, { kind: "typed", activityId, digest }, words);
  }

  decide(
    who: Person,
    reviewResult: "Approved" | "Denied",
    via: DecisionVia,
    words: WordsOf,
  ): DecisionResult {
    this.advance();
    const appointers = this.delegations
      .filter((d) => d.delegate.id === who.id)
      .map((d) => d.appointer);
    const justification = words.justification ?? "as agreed";
    const seen = words.reading ?? openStage(this.request)?.stage.readings.at(-1);
    const facts: DecisionFacts = {
      standing: words.standing ?? "stands",
      newToken: this.newToken(),
      ...(seen && { reading: seen }),
    };
    const decision = { reviewResult, person: who, justification, via, appointers };
    return this.keep(decideStage(this.request, decision, facts, this.now));
  }

  /** What the edge does when words need the card first: it is posted again, and remembered. */
  prompt(who: Person): this {
    const index = this.openIndex;
    const again = postCardAgain(this.request, index, who.id, this.now);
    this.request = rememberPrompt(again, index, who.id, this.now);
    this.post.deliver(who);
    return this;
  }

  cancel(by: Person, asAdministrator = false, reason = "not needed"): Refusal | { ok: true } {
    this.advance();
    return this.keep(cancelRequest(this.request, { by, asAdministrator, reason }, this.now));
  }

  appoint(delegation: Delegation): this {
    this.advance();
    this.delegations = [...this.delegations, delegation];
    this.keep(askDelegate(this.request, delegation, this.now));
    return this;
  }

  endDelegation(delegation: Delegation): this {
    this.advance();
    this.delegations = this.delegations.filter((d) => d !== delegation);
    const { id } = delegation.delegate;
    const others = this.delegations.filter((d) => d.delegate.id === id).map((d) => d.appointer);
    this.keep(revokeDelegate(this.request, id, others, this.now));
    return this;
  }

  handOver(result: HandOverResult = { ok: true }): this {
    this.keep(reportHandOver(this.request, result, this.now));
    return this;
  }

  alert(administratorIds: readonly string[]): this {
    this.keep(addressAlerts(this.request, administratorIds, this.now));
    return this;
  }

  get openIndex(): number {
    return openStage(this.request)?.index ?? -1;
  }

  stage(index = 0): Stage {
    const stage = this.request.stages[index];
    if (!stage) throw new Error(`no stage ${index}`);
    return stage;
  }

  eventTypes(): string[] {
    return this.events.map((event) => event.type);
  }
}

/** A request with one ID Protection stage (Sam and Ingrid, then Finn and Faye), whose cards are delivered. */
export function riskStory(changes: Partial<Submission> = {}, rank: number | null = 2): Story {
  const story = new Story(changes);
  story.evaluate([reading("idProtection", rank, story.now)], controls({ idProtection: {} }));
  story.resolve().post.deliverAll();
  return story;
}
