import { pause, readSending, resume } from "../../service/sending.js";
import { formatInstant } from "../cards/format-instant.js";
import { ownWords, phrase } from "../cards/phrase.js";
import { renderMessage } from "../cards/render-message.js";
import type { Reply, Turn } from "../turn.js";

/** `sending`: whether notices are sent, and what waits. */
export async function handleShowSending(turn: Turn): Promise<Reply[]> {
  const { pause: current } = await readSending(turn.context);
  const { pending } = await turn.context.store.noticeCounts(turn.person.id);
  const waiting = `${pending} ${pending === 1 ? "notice is" : "notices are"} pending.`;
  if (!current) return [{ text: `Notices are sent. ${waiting}` }];
  const card = renderMessage({
    heading: ownWords(`Sending is paused since ${formatInstant(current.since, turn.reader)}`),
    paragraphs: [phrase`By ${current.by.displayName}. ${ownWords(waiting)}`],
    quote: current.reason,
    next: [ownWords("Write sending resume to go on.")],
  });
  return [{ card }];
}

/** `sending pause because <text>`: every notice waits from now on. Clicks and commands are answered all the while. */
export async function handlePauseSending(turn: Turn, reason: string): Promise<Reply[]> {
  const result = await pause(turn.context, turn.person, reason);
  if (result.ok) {
    turn.log.warn({}, "sending is paused");
    return [
      {
        text: "Sending is paused. Notices wait and nothing is lost; clicks and commands are answered, and deadlines go on. The other administrators are told. Write sending resume to go on.",
      },
    ];
  }
  switch (result.code) {
    case "alreadyDone":
      return [
        { text: "Sending is paused already. Nothing was changed. Write sending to see why." },
      ];
    case "textTooLong":
      return [{ text: "The reason is longer than 2,000 characters. Nothing was changed." }];
    default:
      return [
        {
          text: "A pause needs a reason. Write: sending pause because <text>. Nothing was changed. Example: sending pause because the cards show a wrong name",
        },
      ];
  }
}

/** `sending resume`: what has waited is sent, the most urgent first. */
export async function handleResumeSending(turn: Turn): Promise<Reply[]> {
  const result = await resume(turn.context, turn.person);
  if (!result.ok) return [{ text: "Sending is not paused. Nothing was changed." }];
  turn.log.warn({}, "sending is resumed");
  return [{ text: "Sending goes on. What has waited is sent now, the most urgent first." }];
}
