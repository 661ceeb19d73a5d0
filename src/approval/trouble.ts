import type { AuditEvent } from "./audit-event.js";
import type { Instant } from "./instant.js";
import { addNotices } from "./ledger.js";
import { REST_BETWEEN_TROUBLES } from "./limits.js";
import type { Notice } from "./notice.js";
import type { PersonRecord } from "./person-record.js";

export const TROUBLES = [
  "senderBlocked",
  "lockedOut",
  "storeRefusing",
  "sendRejected",
  "clockJumped",
  "feedSilent",
] as const;
/** Each happens once by its span, and is told once. */
const ONCE: readonly SystemTrouble[] = ["clockJumped", "feedSilent"];

/**
 * Trouble of the bot as a whole. While Teams is out of reach or does not let the bot in, or the store refuses, no message
 * about it can be written or sent: it is told afterwards. A message that Teams rejects for good is told at once, and so is a jump of the clock, whose
 * span is from what was expected to what was found. A feed of insider risk levels is silent from its last report, and
 * was missed when a level ran out.
 */
export type SystemTrouble = (typeof TROUBLES)[number];

export interface TroubleSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/** An administrator is told. Undefined when he was told of the same within the last hour, or of the same jump or silence ever. */
export function tellOfTrouble(
  person: PersonRecord,
  trouble: SystemTrouble,
  { from, to }: TroubleSpan,
  now: Instant,
): { readonly person: PersonRecord; readonly event: AuditEvent } | undefined {
  const isTold = person.notices.some((notice) => {
    const told = readTrouble(notice);
    if (told?.trouble !== trouble) return false;
    return ONCE.includes(trouble)
      ? told.from === from && told.to === to
      : now - notice.createdAt < REST_BETWEEN_TROUBLES;
  });
  if (isTold) return undefined;
  const row = { kind: "alert" as const, recipient: person.id, subject: `${trouble}:${from}:${to}` };
  return {
    person: { ...person, notices: addNotices(person.notices, [row], now) },
    event: {
      type: "administratorAlerted",
      at: now,
      actor: { kind: "system" },
      details: { personId: person.id, trouble, from, to },
    },
  };
}

/** What a row of a person's ledger tells of; undefined when it is about something else. */
export function readTrouble(
  notice: Notice,
): (TroubleSpan & { readonly trouble: SystemTrouble }) | undefined {
  const [word, from, to] = notice.kind === "alert" ? (notice.subject ?? "").split(":") : [];
  const trouble = TROUBLES.find((known) => known === word);
  return trouble && { trouble, from: Number(from), to: Number(to) };
}
