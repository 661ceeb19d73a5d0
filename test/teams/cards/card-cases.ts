import type { CardMessage } from "../../../src/teams/cards/card-message.js";
import { administratorCards } from "./administrator-cases.js";
import { approverCards } from "./approver-cases.js";
import type { DrawnCard } from "./draw.js";
import { everyoneCards } from "./everyone-cases.js";
import { oversightCards } from "./oversight-cases.js";
import { requesterCards } from "./requester-cases.js";
import { settingsCards } from "./settings-cases.js";

/** A card in one of its states. `requester` cards are read by the people a request is about. */
export interface CardCase {
  readonly name: string;
  readonly audience: "approver" | "requester" | "administrator" | "everyone";
  readonly message: CardMessage;
  redraw(text: string): CardMessage;
}

function casesOf(audience: CardCase["audience"], cards: Record<string, DrawnCard>): CardCase[] {
  return Object.entries(cards).map(([name, card]) => ({ name, audience, ...card }));
}

/** Every card in every state. */
export const cardCases: readonly CardCase[] = [
  ...casesOf("approver", approverCards),
  ...casesOf("requester", requesterCards()),
  ...casesOf("everyone", everyoneCards),
  ...casesOf("administrator", administratorCards()),
  ...casesOf("administrator", oversightCards()),
  ...casesOf("administrator", settingsCards()),
];
