import { reviveNotice } from "../approval/delivery.js";
import { effect } from "../approval/effect.js";
import type { Instant } from "../approval/instant.js";
import { changeNotices } from "../approval/ledger.js";
import type { Conversation, PersonRecord } from "../approval/person-record.js";
import { isObsolete } from "../approval/request-delivery.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { transact } from "./transact.js";

export function newPersonRecord(tenantId: string, id: string, now: Instant): PersonRecord {
  return { id, tenantId, isInstalled: false, seenAt: now, notices: [] };
}

/** Where a person's record is refreshed at most this often while nothing about him changed. Milliseconds. */
const SEEN_INTERVAL = 24 * 60 * 60 * 1_000;

/**
 * Remembers where a person can be written to: taken from every activity of his, since addresses change. The first time,
 * and after the bot was removed, what waits for him is sent (Rule N2).
 */
export async function registerPerson(
  context: Context,
  personId: string,
  conversation: Conversation,
): Promise<void> {
  const wasUnreachable = await transact(context, "person", personId, (known, now) => {
    const current = keepKnownReader(known?.conversation, conversation);
    if (
      known?.isInstalled &&
      isSameConversation(known.conversation, current) &&
      now - known.seenAt < SEEN_INTERVAL
    ) {
      return { outcome: false };
    }
    const person = known ?? newPersonRecord(context.tenantId, personId, now);
    const value: PersonRecord = {
      ...person,
      conversation: current,
      isInstalled: true,
      seenAt: now,
    };
    const events = known?.isInstalled
      ? []
      : [
          {
            type: "personReachable",
            at: now,
            actor: { kind: "person" as const, id: personId },
            details: { personId },
          },
        ];
    return { value, events, outcome: !known?.isInstalled };
  });
  if (wasUnreachable) await reviveRows(context, personId);
}

/** The bot was removed: nothing reaches this person until he installs it again (Rule A4). */
export async function unregisterPerson(context: Context, personId: string): Promise<void> {
  await transact(context, "person", personId, (known, now) => {
    if (!known?.isInstalled) return { outcome: undefined };
    const event = {
      type: "personUnreachable",
      at: now,
      actor: { kind: "person" as const, id: personId },
      details: { personId },
    };
    return {
      value: { ...known, isInstalled: false, seenAt: now },
      events: [event],
      outcome: undefined,
    };
  });
}

/** Rows that failed for want of an address wait again, where there is still something to decide (Rule N2). */
async function reviveRows(context: Context, personId: string): Promise<void> {
  for (const ref of await context.store.unreachedBy(personId)) {
    if (ref.kind !== "request") continue;
    await changeRequest(context, ref.id, (request, now) => {
      const notices = changeNotices(
        request.notices,
        (notice) => notice.recipient === personId && !isObsolete(request, notice),
        (notice) => reviveNotice(notice, now) ?? notice,
      );
      if (notices.every((notice, i) => notice === request.notices[i])) return undefined;
      return effect(
        { ...request, notices },
        {
          type: "noticesRevived",
          at: now,
          actor: { kind: "system" },
          details: { requestId: request.id, recipientId: personId },
        },
      );
    });
  }
}

/** An installation and some clicks name no language and no time zone: what is known of the reader stays. */
function keepKnownReader(known: Conversation | undefined, now: Conversation): Conversation {
  const locale = now.locale ?? known?.locale;
  const timeZone = now.timeZone ?? known?.timeZone;
  return {
    ...now,
    ...(locale !== undefined && { locale }),
    ...(timeZone !== undefined && { timeZone }),
  };
}

function isSameConversation(known: Conversation | undefined, now: Conversation): boolean {
  return (
    known?.conversationId === now.conversationId &&
    known.serviceUrl === now.serviceUrl &&
    known.mri === now.mri &&
    known.botId === now.botId &&
    known.timeZone === now.timeZone &&
    known.locale === now.locale
  );
}
