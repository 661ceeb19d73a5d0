import type { SystemTrouble } from "../../approval/trouble.js";
import type { CardMessage, Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { ownWords } from "./phrase.js";
import { renderMessage } from "./render-message.js";

/** To the administrators: the bot could not send or could not write, once it is over; or its clock has jumped, at once. */
export interface SystemAlertInput {
  readonly trouble: SystemTrouble;
  readonly from: number;
  readonly to: number;
}

const WHAT = {
  senderBlocked: "✔ Resolved: Teams could not be reached",
  storeRefusing: "✔ Resolved: The store could not be written",
  clockJumped: "⚠ The clock has jumped",
} as const;

const MEANING = {
  senderBlocked:
    "Nothing is lost: what could not be sent is sent now. Deadlines that an outage kept from everybody get extra time.",
  storeRefusing:
    "Decisions were refused meanwhile, and nothing that was confirmed is lost. What fell due happens now.",
  clockJumped:
    "Deadlines wait, and decisions are taken as before: nobody is denied by a clock that jumped.",
} as const;

const NEXT = {
  senderBlocked: "Write deliveries to see what is still pending.",
  storeRefusing: "Check the disk of the data folder: its space, its permissions, its health.",
  clockJumped:
    "Check the clock of the machine. Write clock confirm when it is right, and clock to see where it stands.",
} as const;

export function renderSystemAlert(input: SystemAlertInput, reader: Reader): CardMessage {
  const { trouble, from, to } = input;
  return renderMessage({
    heading: ownWords(WHAT[trouble]),
    paragraphs: [
      ownWords(`From ${formatInstant(from, reader)} to ${formatInstant(to, reader)}.`),
      ownWords(MEANING[trouble]),
    ],
    next: [ownWords(NEXT[trouble])],
  });
}
