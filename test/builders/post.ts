import type { Person } from "../../src/approval/approver.js";
import {
  beginSend,
  isBlindPostSpent,
  noticeSeen,
  reportSend,
  reportUpdate,
  type SendOutcome,
} from "../../src/approval/delivery.js";
import { approvalCardOf } from "../../src/approval/find-card.js";
import type { Instant } from "../../src/approval/instant.js";
import { endNotice } from "../../src/approval/ledger.js";
import { currentCopy, isUpdateOwed, type Notice } from "../../src/approval/notice.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { applyNotice, isObsolete } from "../../src/approval/request-delivery.js";
import type { Story } from "./story.js";

/** A send that has begun and whose result is not reported yet. */
export interface Sending {
  readonly number: number;
  readonly token: string;
  readonly revision: number;
}

export function conversationOf(personId: string): string {
  return `chat-${personId}`;
}

/** The token of the newest copy of a person's newest approval card. */
export function currentToken(request: AccessRequest, personId: string): string | undefined {
  const card = request.notices.findLast(
    (n) => n.kind === "approvalCard" && n.recipient === personId && n.copies.length > 0,
  );
  return card && currentCopy(card)?.token;
}

/** The sender of a story: works its ledger off by the real functions, as the service does. */
export class Post {
  #messages = 0;
  constructor(private readonly story: Story) {}

  /** Begins the send of a row; undefined when it must not be sent (any more). */
  begin(number: number): Sending | undefined {
    const { request, now } = this.story;
    const notice = this.row(number);
    if (notice.state !== "pending" || notice.notBefore > now) return undefined;
    if (isObsolete(request, notice)) return this.#end(notice, "withdrawn", "overtaken");
    if (isBlindPostSpent(notice)) return this.#end(notice, "failed", "unconfirmed");
    const token = this.story.newToken();
    const stage = notice.stage === undefined ? undefined : request.stages[notice.stage];
    const shown = notice.kind === "approvalCard" ? (stage?.readings.at(-1) ?? null) : null;
    const begun = beginSend(notice, token, shown, now);
    if (!begun) return undefined;
    this.change(begun);
    return { number, token, revision: notice.revision };
  }

  report(sending: Sending, outcome?: SendOutcome): void {
    const notice = this.row(sending.number);
    const result = outcome ?? this.sent(notice.recipient);
    this.change(reportSend(notice, sending.token, sending.revision, result, this.story.now));
  }

  sent(personId: string): SendOutcome {
    this.#messages += 1;
    const conversationId = conversationOf(personId);
    return { kind: "sent", conversationId, activityId: `message-${this.#messages}` };
  }

  /** Sends every row that may be sent now, with this outcome. */
  deliverAll(outcome?: SendOutcome): void {
    for (const { number } of this.story.request.notices) {
      const sending = this.begin(number);
      if (sending) this.report(sending, outcome);
    }
  }

  /** Sends the rows of one person that may be sent now. */
  deliver(who: Person, outcome?: SendOutcome): void {
    for (const { number, recipient } of this.story.request.notices) {
      const sending = recipient === who.id ? this.begin(number) : undefined;
      if (sending) this.report(sending, outcome);
    }
  }

  /** Every update in place that is owed reaches its card. */
  updateAll(outcome?: SendOutcome): number {
    const owed = this.story.request.notices.filter(isUpdateOwed);
    for (const notice of owed) {
      const result = outcome ?? this.sent(notice.recipient);
      this.change(reportUpdate(notice, notice.revision, result, this.story.now));
    }
    return owed.length;
  }

  /** The person views or clicks a copy: a sign of life. */
  seen(number: number, token: string, activityId?: string): void {
    const notice = this.row(number);
    const place = conversationOf(notice.recipient);
    const changed = noticeSeen(notice, token, place, activityId, this.story.now);
    if (changed) this.change(changed);
  }

  row(number: number): Notice {
    const notice = this.story.request.notices.find((n) => n.number === number);
    if (!notice) throw new Error(`no row ${number}`);
    return notice;
  }

  card(who: Person, stage = 0): Notice {
    const notice = approvalCardOf(this.story.request, stage, who.id);
    if (!notice) throw new Error(`${who.displayName} has no card for stage ${stage}`);
    return notice;
  }

  rows(kind: Notice["kind"]): Notice[] {
    return this.story.request.notices.filter((notice) => notice.kind === kind);
  }

  recipients(kind: Notice["kind"]): string[] {
    return this.rows(kind).map((notice) => notice.recipient);
  }

  change(notice: Notice, now: Instant = this.story.now): void {
    const { request, delegations } = this.story;
    this.story.keep(applyNotice(request, notice, delegations, now));
  }

  #end(notice: Notice, state: "failed" | "withdrawn", reason: string): undefined {
    this.change(endNotice(notice, state, reason, this.story.now));
    return undefined;
  }
}
