import type { CardMessage, Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { ownWords } from "./phrase.js";
import { renderMessage } from "./render-message.js";

/** To the administrators, once it is over: the bot could not send, or could not write. */
export interface SystemAlertInput {
  readonly trouble: "senderBlocked" | "storeRefusing";
  readonly from: number;
  readonly to: number;
}

const WHAT = {
  senderBlocked: "Teams could not be reached",
  storeRefusing: "The store could not be written",
} as const;

const MEANING = {
  senderBlocked:
    "Nothing is lost: what could not be sent is sent now. Deadlines that an outage kept from everybody get extra time.",
  storeRefusing:
    "Decisions were refused meanwhile, and nothing that was confirmed is lost. What fell due happens now.",
} as const;

const NEXT = {
  senderBlocked: "Write deliveries to see what is still pending.",
  storeRefusing: "Check the disk of the data folder: its space, its permissions, its health.",
} as const;

export function renderSystemAlert(input: SystemAlertInput, reader: Reader): CardMessage {
  const { trouble, from, to } = input;
  return renderMessage({
    heading: ownWords(`✔ Resolved: ${WHAT[trouble]}`),
    paragraphs: [
      ownWords(`From ${formatInstant(from, reader)} to ${formatInstant(to, reader)}.`),
      ownWords(MEANING[trouble]),
    ],
    next: [ownWords(NEXT[trouble])],
  });
}
