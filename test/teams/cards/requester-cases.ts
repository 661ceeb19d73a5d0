import type { Progress } from "../../../src/approval/views/own-request-view.js";
import type { CardMessage } from "../../../src/teams/cards/card-message.js";
import { renderNotice } from "../../../src/teams/cards/render-notice.js";
import { renderOwnRequest } from "../../../src/teams/cards/render-own-request.js";
import { ownView, reader } from "./fixtures.js";

const PROGRESSES: readonly Progress[] = [
  "inReview",
  "approved",
  "delivered",
  "deliveryFailed",
  "handedOver",
  "denied",
  "canceled",
];

export function requesterCards(): Record<string, CardMessage> {
  const cards: Record<string, CardMessage> = {
    "own-denied-with-reason": renderOwnRequest(
      ownView("denied", { approverJustification: "The export is not needed for the close." }),
      reader,
    ),
    "own-for-somebody-else": renderOwnRequest(
      ownView("inReview", { isForSomebodyElse: true, targetName: "Tom Berg" }),
      reader,
    ),
    "outcome-target-delivered": renderNotice(
      {
        kind: "outcome",
        view: ownView("delivered", {
          isForSomebodyElse: true,
          isReaderRequestor: false,
          targetName: "Tom Berg",
        }),
      },
      reader,
    ),
  };
  for (const progress of PROGRESSES) {
    cards[`own-${progress}`] = renderOwnRequest(ownView(progress), reader);
    if (progress === "inReview") continue;
    cards[`outcome-${progress}`] = renderNotice(
      { kind: "outcome", view: ownView(progress) },
      reader,
    );
  }
  return cards;
}
