import type { Person } from "../../src/approval/approver.js";
import { findAuthority } from "../../src/approval/authority.js";
import { reviveNotice, type SendOutcome } from "../../src/approval/delivery.js";
import { openStage } from "../../src/approval/request.js";
import { isObsolete } from "../../src/approval/request-delivery.js";
import { ADA, candidate, delegation, MANAGER, RILEY, SECURITY_ROLE, TAYLOR } from "./cast.js";
import { controls, policyStage, reading } from "./controls.js";
import { ACTORS, type Happening, type SendKind } from "./happening.js";
import { conversationOf, type Sending } from "./post.js";
import { Story } from "./story.js";
import { POLICY } from "./submission.js";

/** Riley asks for Taylor; the policy has one stage, and both risk sources are switched on. */
export function randomStory(): Story {
  const stages = [policyStage()];
  return new Story({ target: TAYLOR, assignmentPolicy: { ...POLICY, stages } });
}

/** Lets happenings happen to a story, with what is in flight kept beside it. */
export class Life {
  readonly #flying: Sending[] = [];
  constructor(readonly story: Story = randomStory()) {}

  happen(happening: Happening): void {
    const { story } = this;
    switch (happening.kind) {
      case "click":
        this.#click(happening);
        return;
      case "type": {
        const { actor, reviewResult, activity, level, standing } = happening;
        story.type(who(actor), reviewResult, `activity-${activity}`, {
          standing,
          ...this.#readingOf(level),
        });
        return;
      }
      case "prompt":
        this.#prompt(who(happening.actor));
        return;
      case "wait":
        story.wait(happening.ms);
        return;
      case "outage":
        story.outages.push({ from: story.now, to: story.now + happening.ms });
        story.wait(happening.ms);
        return;
      case "evaluate":
        story.evaluate(
          [
            reading("idProtection", happening.idProtection, story.now, RILEY.id),
            reading("insiderRisk", happening.insiderRisk, story.now, TAYLOR.id),
          ],
          controls({ idProtection: {}, insiderRisk: {} }),
        );
        return;
      case "resolve": {
        const rule = openStage(story.request)?.stage.source ? SECURITY_ROLE : MANAGER;
        const named = (numbers: readonly number[]) =>
          numbers.map((n) => candidate(who(n), rule, !happening.disabled.includes(n)));
        story.resolve(named(happening.primary), named(happening.fallback), happening.isComplete);
        return;
      }
      case "cancel":
        story.cancel(who(happening.actor), happening.asAdministrator);
        return;
      case "appoint":
        story.appoint(delegation(who(happening.appointer), who(happening.delegate)));
        return;
      case "endDelegation": {
        const lent = story.delegations[happening.place];
        if (lent) story.endDelegation(lent);
        return;
      }
      case "handOver":
        story.handOver(happening.isOk ? { ok: true } : { ok: false, reason: "TimeoutError" });
        return;
      case "alert":
        story.alert([ADA.id, RILEY.id]);
        return;
      case "beginSend": {
        const rows = story.advance().request.notices.filter((n) => n.state === "pending");
        const row = rows[happening.row % rows.length];
        const sending = row && story.post.begin(row.number);
        if (sending) this.#flying.push(sending);
        return;
      }
      case "reportSend": {
        const [sending] = this.#flying.splice(happening.place % this.#flying.length, 1);
        if (sending)
          story.advance().post.report(sending, this.#outcome(happening.outcome, sending));
        return;
      }
      case "update":
        story.advance().post.updateAll(outcomeOf(happening.outcome));
        return;
      case "revive": {
        const row = story.advance().request.notices[happening.row];
        const revived = row && !isObsolete(story.request, row) && reviveNotice(row, story.now);
        if (revived) story.post.change(revived);
      }
    }
  }

  #click(happening: Extract<Happening, { kind: "click" }>): void {
    const { actor, reviewResult, justification, standing } = happening;
    const copies = this.story.request.notices
      .filter((n) => n.kind === "approvalCard" && n.recipient === who(happening.cardOf).id)
      .flatMap((n) => n.copies);
    const token = copies.at(-1 - happening.copy)?.token ?? "no-such-card-000000";
    this.story.click(who(actor), reviewResult, {
      token,
      justification,
      standing,
      ...this.#readingOf(happening.level),
    });
  }

  #prompt(person: Person): void {
    const open = openStage(this.story.advance().request);
    const appointers = this.story.delegations
      .filter((d) => d.delegate.id === person.id)
      .map((d) => d.appointer);
    if (open?.stage.status !== "open") return;
    if (findAuthority(this.story.request, open.stage, person.id, appointers)) {
      this.story.prompt(person);
    }
  }

  #readingOf(level: 0 | 1 | 2 | 3 | null) {
    const source = openStage(this.story.request)?.stage.source;
    return source ? { reading: reading(source, level, this.story.now) } : {};
  }

  #outcome(kind: SendKind, sending: Sending): SendOutcome {
    const { recipient } = this.story.post.row(sending.number);
    return kind === "sent"
      ? { kind, conversationId: conversationOf(recipient), activityId: `sent-${sending.token}` }
      : outcomeOf(kind);
  }
}

function outcomeOf(kind: SendKind): SendOutcome {
  return kind === "sent"
    ? { kind, conversationId: "any", activityId: "any" }
    : { kind, reason: "as it happens" };
}

function who(number: number): Person {
  return ACTORS[number] ?? RILEY;
}
