import type { Progress } from "../../../src/approval/views/own-request-view.js";
import { renderNotice } from "../../../src/teams/cards/render-notice.js";
import { renderOwnRequest } from "../../../src/teams/cards/render-own-request.js";
import { type DrawnCard, draw } from "./draw.js";
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

export function requesterCards(): Record<string, DrawnCard> {
  const cards: Record<string, DrawnCard> = {
    "own-denied-with-reason": draw(
      renderOwnRequest,
      ownView("denied", { approverJustification: "The export is not needed for the close." }),
      reader,
    ),
    "own-for-somebody-else": draw(
      renderOwnRequest,
      ownView("inReview", { isForSomebodyElse: true, targetName: "Tom Berg" }),
      reader,
    ),
    "outcome-target-delivered": draw(
      renderNotice,
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
    cards[`own-${progress}`] = draw(renderOwnRequest, ownView(progress), reader);
    if (progress === "inReview") continue;
    cards[`outcome-${progress}`] = draw(
      renderNotice,
      { kind: "outcome", view: ownView(progress) },
      reader,
    );
  }
  return cards;
}
