import { z } from "zod";
import { alertRepeatDelay } from "./alert-life.js";
import { type Person, personSchema } from "./approver.js";
import type { AuditEvent } from "./audit-event.js";
import { repostNotice } from "./card-copy.js";
import { DAY, type Instant, instantSchema } from "./instant.js";
import { addNotices, changeNotices, touchCard, withdrawNotice } from "./ledger.js";
import { type Notice, noticeSchema } from "./notice.js";
import type { Outage } from "./outage.js";
import { type Refusal, refuse } from "./refusal.js";
import { checkText } from "./text.js";

const pauseSchema = z.strictObject({ from: instantSchema, to: instantSchema });

/** Whether notices are sent. An administrator may pause them all; what they say waits in the ledger meanwhile. */
export const sendingSchema = z.strictObject({
  /** Present while it is paused. */
  pause: z
    .strictObject({
      since: instantSchema,
      by: personSchema,
      reason: z.string(),
      /** How often the administrators were told again, and when they are the next time. */
      repeats: z.int().nonnegative(),
      tellAgainAt: instantSchema,
    })
    .optional(),
  /** Pauses that are over, oldest first, as long as a stage may be open (Rule T6). */
  past: z.array(pauseSchema),
  /** What administrators are told of it: the only notices that are sent while it is paused. */
  notices: z.array(noticeSchema),
});
export type Sending = z.infer<typeof sendingSchema>;

/** No stage is open for longer. */
const MEMORY = 15 * DAY;

export const NEVER_PAUSED: Sending = { past: [], notices: [] };

export interface SendingChange {
  readonly ok: true;
  readonly sending: Sending;
  readonly events: readonly AuditEvent[];
}

/**
 * Nothing is sent from now on but this news. Refused as `alreadyDone` while it is paused, and without a reason.
 *
 * @param administratorIds who is told; not the one who does it
 */
export function pauseSending(
  sending: Sending,
  by: Person,
  reason: string,
  administratorIds: readonly string[],
  now: Instant,
): SendingChange | Refusal {
  if (sending.pause) return refuse("alreadyDone");
  const text = checkText(reason, true);
  if (!text.ok) return refuse(text.code, "reason");
  const recipients = [...new Set(administratorIds)].filter((id) => id !== by.id);
  const rows = recipients.map((recipient) => ({
    kind: "alert" as const,
    recipient,
    subject: `sendingPaused:${now}`,
  }));
  const pause = {
    ...{ since: now, by, reason: text.text, repeats: 0 },
    tellAgainAt: now + alertRepeatDelay(0),
  };
  return {
    ok: true,
    sending: { ...sending, pause, notices: addNotices(sending.notices, rows, now) },
    events: [
      {
        type: "sendingPaused",
        at: now,
        actor: { kind: "person", id: by.id },
        details: { recipientIds: recipients },
        personal: { pausedBy: by.displayName, reason: text.text },
      },
    ],
  };
}

/** What waits is sent. The news of the pause says so in place, or is withdrawn. Refused as `alreadyDone`. */
export function resumeSending(sending: Sending, by: Person, now: Instant): SendingChange | Refusal {
  const { pause, ...rest } = sending;
  if (!pause) return refuse("alreadyDone");
  const ended = { from: pause.since, to: now };
  const past = [...sending.past.filter(({ to }) => now - to < MEMORY), ended];
  const notices = changeNotices(
    sending.notices,
    (notice) => tellsOfPause(notice, pause.since),
    (notice) => withdrawNotice(touchCard(notice, now), now, "overtaken"),
  );
  return {
    ok: true,
    sending: { ...rest, past, notices },
    events: [
      {
        type: "sendingResumed",
        at: now,
        actor: { kind: "person", id: by.id },
        details: { pausedSince: pause.since },
        personal: { resumedBy: by.displayName },
      },
    ],
  };
}

/** A pause that lasts is told again, never more often than hourly. Undefined when that is not due. */
export function tellOfPauseAgain(sending: Sending, now: Instant): SendingChange | undefined {
  const { pause } = sending;
  if (!pause || pause.tellAgainAt > now) return undefined;
  const repeats = pause.repeats + 1;
  const notices = changeNotices(
    sending.notices,
    (notice) => tellsOfPause(notice, pause.since),
    (notice) => repostNotice(notice, now),
  );
  const tellAgainAt = now + alertRepeatDelay(repeats);
  return {
    ok: true,
    sending: { ...sending, notices, pause: { ...pause, repeats, tellAgainAt } },
    events: [
      {
        type: "sendingPauseTold",
        at: now,
        actor: { kind: "clock" },
        details: { pausedSince: pause.since },
      },
    ],
  };
}

/** The pause that a row tells of; undefined for any other row. */
export function pauseOf(notice: Notice): Instant | undefined {
  const [word, since] = notice.kind === "alert" ? (notice.subject ?? "").split(":") : [];
  return word === "sendingPaused" ? Number(since) : undefined;
}

function tellsOfPause(notice: Notice, since: Instant): boolean {
  return pauseOf(notice) === since;
}

/** News of a pause that is over is not sent any more. */
export function isPauseNewsOver(sending: Sending, notice: Notice): boolean {
  return sending.pause === undefined || pauseOf(notice) !== sending.pause.since;
}

/** All pauses as outages of the sender (Rule T6). */
export function pausesOf(sending: Sending): Outage[] {
  return [...sending.past, ...(sending.pause ? [{ from: sending.pause.since }] : [])];
}
