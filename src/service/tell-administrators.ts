import { HOUR, type Instant } from "../approval/instant.js";
import { addNotices } from "../approval/ledger.js";
import type { Notice } from "../approval/notice.js";
import { ADMINISTRATOR_ROLE, type Context } from "./context.js";
import { errorName } from "./read-risk.js";
import { newPersonRecord } from "./register-person.js";
import { transact } from "./transact.js";

/** Trouble of the bot as a whole. While it lasts no message about it can be written or sent: it is told afterwards. */
export type SystemTrouble = "senderBlocked" | "storeRefusing";

export interface TroubleSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/** The same trouble is told to a person at most this often; each one is logged. Milliseconds. */
const REST_BETWEEN_ALERTS = 1 * HOUR;

/**
 * Tells every administrator that the bot was in trouble, now that it is over: one row in the ledger of each, so that it
 * arrives or is listed. Never rejects.
 */
export async function tellAdministrators(
  context: Context,
  trouble: SystemTrouble,
  span: TroubleSpan,
): Promise<void> {
  context.log.warn({ trouble, ...span }, "the bot was in trouble");
  try {
    for (const { id } of await context.people.roleHolders(ADMINISTRATOR_ROLE)) {
      await tellOne(context, id, trouble, span);
    }
  } catch (error) {
    context.log.error({ trouble, error: errorName(error) }, "administrators could not be told");
  }
}

async function tellOne(
  context: Context,
  id: string,
  trouble: SystemTrouble,
  span: TroubleSpan,
): Promise<void> {
  await transact(context, "person", id, (known, now) => {
    const person = known ?? newPersonRecord(context.tenantId, id, now);
    const isTold = person.notices.some(
      (notice) =>
        readTrouble(notice)?.trouble === trouble && now - notice.createdAt < REST_BETWEEN_ALERTS,
    );
    if (isTold) return { outcome: undefined };
    const subject = `${trouble}:${span.from}:${span.to}`;
    const row = { kind: "alert" as const, recipient: id, subject };
    const event = {
      type: "administratorAlerted",
      at: now,
      actor: { kind: "system" as const },
      details: { personId: id, trouble, from: span.from, to: span.to },
    };
    const value = { ...person, notices: addNotices(person.notices, [row], now) };
    return { value, events: [event], outcome: undefined };
  });
}

/** What a row of a person's ledger tells of; undefined when it is about something else. */
export function readTrouble(
  notice: Notice,
): (TroubleSpan & { readonly trouble: SystemTrouble }) | undefined {
  const [trouble, from, to] = notice.kind === "alert" ? (notice.subject ?? "").split(":") : [];
  if (trouble !== "senderBlocked" && trouble !== "storeRefusing") return undefined;
  return { trouble, from: Number(from), to: Number(to) };
}
