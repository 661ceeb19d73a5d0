import type { SystemTrouble } from "../../approval/trouble.js";
import type { CardMessage, Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { ownWords } from "./phrase.js";
import { renderMessage } from "./render-message.js";

/** To the administrators: the bot could not send or write, Teams takes none of a message, or the clock has jumped. */
export interface SystemAlertInput {
  readonly trouble: SystemTrouble;
  readonly from: number;
  readonly to: number;
}

const HEADINGS = {
  senderBlocked: "✔ Resolved: Teams could not be reached",
  storeRefusing: "✔ Resolved: The store could not be written",
  sendRejected: "▲ Teams rejects a message of this bot",
  clockJumped: "▲ The clock has jumped",
} as const;

const MEANING = {
  senderBlocked:
    "Nothing is lost: what could not be sent is sent now. Deadlines that an outage kept from everybody get extra time.",
  storeRefusing:
    "Decisions were refused meanwhile, and nothing that was confirmed is lost. What fell due happens now.",
  sendRejected:
    "It was not delivered and counts as failed. Sending it again as it is would not help. Further rejections are told at most once in an hour.",
  clockJumped:
    "Deadlines wait, and decisions are taken as before: nobody is denied by a clock that jumped.",
} as const;

const NEXT = {
  senderBlocked: "Write deliveries to see what is still pending.",
  storeRefusing: "Check the disk of the data folder: its space, its permissions, its health.",
  sendRejected:
    "Check the registration and the credentials of the bot, and its log. Then write deliveries to try again what has failed.",
  clockJumped:
    "Check the clock of the machine. Write clock confirm when it is right, and clock to see where it stands.",
} as const;

export function renderSystemAlert(input: SystemAlertInput, reader: Reader): CardMessage {
  const { trouble, from, to } = input;
  const span = `From ${formatInstant(from, reader)} to ${formatInstant(to, reader)}.`;
  return renderMessage({
    heading: ownWords(HEADINGS[trouble]),
    paragraphs: [
      ownWords(trouble === "sendRejected" ? `At ${formatInstant(to, reader)}.` : span),
      ownWords(MEANING[trouble]),
    ],
    next: [ownWords(NEXT[trouble])],
  });
}
