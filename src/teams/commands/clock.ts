import { confirmClock } from "../../service/confirm-clock.js";
import type { ClockJump } from "../../service/ports/holds.js";
import { formatInstant } from "../cards/format-instant.js";
import { formatSpan } from "../cards/format-span.js";
import type { Reply, Turn } from "../turn.js";

/** `clock`: whether the clock of the machine is trusted, and how far it has jumped. */
export async function handleShowClock(turn: Turn): Promise<Reply[]> {
  const jump = turn.context.holds?.clock.jump();
  if (!jump) return [{ text: "The clock is trusted. Deadlines run." }];
  return [
    {
      text: `${describe(turn, jump)}\nDeadlines wait; decisions are taken as before. Check the clock of the machine, then write: clock confirm.`,
    },
  ];
}

/** `clock confirm`: the clock of the machine is right; deadlines go on (Rules T4, T6). */
export async function handleConfirmClock(turn: Turn): Promise<Reply[]> {
  const jump = await confirmClock(turn.context, turn.person.id);
  if (!jump)
    return [{ text: "The clock is trusted. There is nothing to confirm. Nothing was changed." }];
  return [
    {
      text: `✔ Confirmed. ${describe(turn, jump)}\nDeadlines go on. Where the jump kept everybody from deciding, there is extra time.`,
    },
  ];
}

function describe({ reader }: Turn, { from, to }: ClockJump): string {
  const way = to > from ? "ahead" : "back";
  return `The clock of the machine went ${formatSpan(Math.abs(to - from))} ${way}, from ${formatInstant(from, reader)} to ${formatInstant(to, reader)}.`;
}
