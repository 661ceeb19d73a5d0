import { reviveNotice } from "../approval/delivery.js";
import { effect } from "../approval/effect.js";
import type { Instant } from "../approval/instant.js";
import { changeNotices } from "../approval/ledger.js";
import type { Notice } from "../approval/notice.js";
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
 *
 * @returns the conversation as it is known now, with what earlier activities said of it
 */
export async function registerPerson(
  context: Context,
  personId: string,
  conversation: Conversation,
): Promise<Conversation> {
  const { wasUnreachable, current } = await transact(context, "person", personId, (known, now) => {
    const current = keepKnownReader(known?.conversation, conversation);
    if (
      known?.isInstalled &&
      isSameConversation(known.conversation, current) &&
      now - known.seenAt < SEEN_INTERVAL
    ) {
      return { outcome: { wasUnreachable: false, current } };
    }
    const person = known ?? newPersonRecord(context.tenantId, personId, now);
    const isBack = !known?.isInstalled;
    const value: PersonRecord = {
      ...person,
      conversation: current,
      isInstalled: true,
      seenAt: now,
      ...(isBack && { backSince: now }),
    };
    const events = !isBack
      ? []
      : [
          {
            type: "personReachable",
            at: now,
            actor: { kind: "person" as const, id: personId },
            details: { personId },
          },
        ];
    return { value, events, outcome: { wasUnreachable: isBack, current } };
  });
  if (wasUnreachable) await welcomeBack(context, personId);
  return current;
}

/**
 * What failed while a person could not be reached waits again. That it is owed stands in his record until it is done, so
 * that a process that dies in between is followed by one that finishes it (Rule N2).
 */
export async function welcomeBack(context: Context, personId: string): Promise<void> {
  const since = (await context.store.load("person", personId))?.value.backSince;
  if (since === undefined) return;
  await reviveRows(context, personId);
  await transact(context, "person", personId, (known) => {
    if (known?.backSince !== since) return { outcome: undefined };
    const { backSince: _, ...value } = known;
    return { value, outcome: undefined };
  });
}

/**
 * The bot was removed: nothing reaches this person until he installs it again (Rule A4).
 *
 * @param asOf when that was so: whoever has installed it since stays reachable
 */
export async function unregisterPerson(
  context: Context,
  personId: string,
  asOf = Number.POSITIVE_INFINITY,
): Promise<void> {
  await transact(context, "person", personId, (known, now) => {
    if (!known?.isInstalled || known.seenAt > asOf) return { outcome: undefined };
    const event = {
      type: "personUnreachable",
      at: now,
      actor: { kind: "person" as const, id: personId },
      details: { personId },
    };
    const { backSince: _, ...rest } = known;
    return {
      value: { ...rest, isInstalled: false, seenAt: now },
      events: [event],
      outcome: undefined,
    };
  });
}

/** A row has just failed because its person was out of reach. If he came back meanwhile it must not stay so (Rule N2). */
export async function reviveIfReachable(context: Context, personId: string): Promise<void> {
  if ((await context.store.load("person", personId))?.value.isInstalled)
    await reviveRows(context, personId, isUnreachable);
}

function isUnreachable(notice: Notice): boolean {
  return notice.failure?.startsWith("unreachable") ?? false;
}

/** The 1:1 chat of a person has another id now. */
export async function moveConversation(
  context: Context,
  personId: string,
  from: string,
  to: string,
): Promise<void> {
  await transact(context, "person", personId, (known) => {
    const conversation = known?.conversation;
    if (!known || conversation?.conversationId !== from || from === to) {
      return { outcome: undefined };
    }
    const value = { ...known, conversation: { ...conversation, conversationId: to } };
    return { value, outcome: undefined };
  });
}

/** Rows that failed for want of an address wait again, where there is still something to decide (Rule N2). */
async function reviveRows(
  context: Context,
  personId: string,
  isMeant: (notice: Notice) => boolean = () => true,
): Promise<void> {
  for (const ref of await context.store.unreachedBy(personId)) {
    if (ref.kind !== "request") continue;
    await changeRequest(context, ref.id, (request, now) => {
      const notices = changeNotices(
        request.notices,
        (notice) =>
          notice.recipient === personId && isMeant(notice) && !isObsolete(request, notice),
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
