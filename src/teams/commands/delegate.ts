import { DateTime } from "luxon";
import { appointDelegate, endDelegation } from "../../service/delegate.js";
import { formatInstant } from "../cards/format-instant.js";
import { repliedName } from "../cards/inert-text.js";
import type { CalendarDay, PersonArgument } from "../grammar/command-arguments.js";
import type { Reply, Turn } from "../turn.js";
import { findPerson, PERSON_NOT_FOUND } from "./find-person.js";

/** Rule A5 in words that tell nobody of a risk stage (Rule V1). */
const LIMITS =
  "Some requests only their own approvers may decide: there your delegate must be one of them.";

/** `delegate to <person> [until <date>]`: the delegate may decide until the end of that day (Rule A5). */
export async function handleDelegateTo(
  turn: Turn,
  who: PersonArgument,
  day: CalendarDay | undefined,
): Promise<Reply[]> {
  const delegate = await findPerson(turn.context.people, who);
  if (!delegate) return [{ text: `${PERSON_NOT_FOUND} Nothing was changed.` }];
  if (delegate.id === turn.person.id)
    return [{ text: "You cannot be your own delegate. Nothing was changed." }];
  const until = day === undefined ? undefined : endOfDay(day, turn);
  const result = await appointDelegate(turn.context, {
    appointer: turn.person.id,
    delegateId: delegate.id,
    ...(until !== undefined && { until }),
  });
  if (result.ok) {
    const span =
      until === undefined
        ? "until you write delegate off"
        : `until ${formatInstant(until - 1, turn.reader)}`;
    const ended = result.replaced
      ? ` ${repliedName(result.replaced.displayName)} no longer decides for you.`
      : "";
    return [
      {
        text: `${repliedName(delegate.displayName)} may decide for you ${span}. You keep your right to decide.${ended} ${LIMITS}`,
      },
    ];
  }
  if (result.field === "until") {
    return [
      {
        text: "That day is over. Nothing was changed. Example: delegate to sam@contoso.example until 2026-12-31",
      },
    ];
  }
  return [
    {
      text: `${repliedName(delegate.displayName)} cannot be your delegate: the account is not enabled. Nothing was changed.`,
    },
  ];
}

/** `delegate off`. */
export async function handleDelegateOff(turn: Turn): Promise<Reply[]> {
  const former = await endDelegation(turn.context, turn.person.id);
  return [
    {
      text: former
        ? `${repliedName(former.displayName)} no longer decides for you.`
        : "You have no delegate. Nothing was changed.",
    },
  ];
}

/** The end of a calendar day in the person's time zone, as an instant. */
function endOfDay(day: CalendarDay, turn: Turn): number {
  const zone = turn.reader.timeZone;
  const today = DateTime.fromMillis(turn.reader.now, { zone });
  const date =
    day === "today"
      ? today
      : day === "tomorrow"
        ? today.plus({ days: 1 })
        : DateTime.fromISO(day, { zone });
  return date.startOf("day").plus({ days: 1 }).toMillis();
}
