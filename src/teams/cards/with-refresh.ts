import type { AdaptiveCard, Reader } from "./card-message.js";

/** Lets a card heal itself when its reader views it (Rule N3), if Teams has told who that is. */
export function withRefresh(
  card: AdaptiveCard,
  data: Readonly<Record<string, string>>,
  reader: Reader,
): AdaptiveCard {
  if (reader.mri === undefined) return card;
  return {
    ...card,
    refresh: {
      action: { type: "Action.Execute", verb: "refresh", data },
      userIds: [reader.mri],
    },
  };
}
