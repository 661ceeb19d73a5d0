import type { AccessRequest } from "../../approval/request.js";
import type { CardMessage } from "./card-message.js";
import { phrase } from "./phrase.js";
import { renderMessage } from "./render-message.js";

/**
 * What a request form becomes once it was sent. The request has a card of its own that stays up to date; a second one in
 * the form's place would not.
 */
export function renderRequestSent({
  id,
  accessPackage,
}: Pick<AccessRequest, "id" | "accessPackage">): CardMessage {
  return renderMessage({
    heading: phrase`✔ ${id} for ${accessPackage.displayName} is sent`,
    paragraphs: [
      phrase`Its own card in this chat shows where it stands. To see it again, write: status ${id}`,
    ],
  });
}
