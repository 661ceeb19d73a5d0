import type { SystemTrouble } from "../../approval/trouble.js";
import type { CardMessage, Reader } from "./card-message.js";
import { formatInstant } from "./format-instant.js";
import { ownWords } from "./phrase.js";
import { renderMessage } from "./render-message.js";

/** To the administrators: the bot could not send or write, Teams takes none of a message, the clock has jumped, or a feed is silent. */
export interface SystemAlertInput {
  readonly trouble: SystemTrouble;
  readonly from: number;
  readonly to: number;
}

const HEADINGS = {
  senderBlocked: "✔ Resolved: Teams could not be reached",
  lockedOut: "✔ Resolved: Teams did not let this bot in",
  storeRefusing: "✔ Resolved: The store could not be written",
  sendRejected: "▲ Teams rejects a message of this bot",
  clockJumped: "▲ The clock has jumped",
  feedSilent: "▲ Levels are not reported any more",
} as const;

const MEANING = {
  senderBlocked:
    "Nothing is lost: what could not be sent is sent now. Deadlines that an outage kept from everybody get extra time.",
  lockedOut:
    "Microsoft Entra gave this bot no token, or Teams did not accept it: an expired secret, most often. Nothing is lost: what could not be sent is sent now. Deadlines that this kept from everybody get extra time.",
  storeRefusing:
    "Decisions were refused meanwhile, and nothing that was confirmed is lost. What fell due happens now.",
  sendRejected:
    "It was not delivered and counts as failed. Sending it again as it is would not help. Further rejections are told at most once in an hour.",
  clockJumped:
    "Deadlines wait, and decisions are taken as before: nobody is denied by a clock that jumped.",
  feedSilent:
    "Whose level has expired is reviewed as if it could not be read. Who became risky since the last report is not known here, and is not reviewed.",
} as const;

const NEXT = {
  senderBlocked: "Write deliveries to see what is still pending.",
  lockedOut:
    "Note when the secret or certificate of the bot expires, and change it before. Write deliveries to see what is still pending.",
  storeRefusing: "Check the disk of the data folder: its space, its permissions, its health.",
  sendRejected:
    "Read in the log of the bot what Teams says of it. Then write deliveries to try again what has failed.",
  clockJumped:
    "Check the clock of the machine. Write clock confirm when it is right, and clock to see where it stands.",
  feedSilent:
    "Check the system that reports the levels. What it reports counts from then on; you are told once for each silence.",
} as const;

export function renderSystemAlert(input: SystemAlertInput, reader: Reader): CardMessage {
  const { trouble } = input;
  return renderMessage({
    heading: ownWords(HEADINGS[trouble]),
    // What names a source of risk is for the card alone (Rule V3).
    ...(trouble === "feedSilent" && { text: HEADINGS[trouble] }),
    paragraphs: [ownWords(describeSpan(input, reader)), ownWords(MEANING[trouble])],
    next: [ownWords(NEXT[trouble])],
  });
}

function describeSpan({ trouble, from, to }: SystemAlertInput, reader: Reader): string {
  const [began, ended] = [formatInstant(from, reader), formatInstant(to, reader)];
  switch (trouble) {
    case "sendRejected":
      return `At ${ended}.`;
    case "feedSilent":
      return `No insider risk level was reported since ${began}, and one that was reported then expired ${ended}.`;
    default:
      return `From ${began} to ${ended}.`;
  }
}
