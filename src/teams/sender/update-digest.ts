import { isUpdateOwed } from "../../approval/notice.js";
import { foldIntoRows, loadDigest } from "../../service/digests.js";
import { recordUpdate } from "../../service/ledger.js";
import type { AggregateRef } from "../../service/ports/store.js";
import type { ConversationAddress } from "../connector/poster.js";
import type { RowParts } from "./row-parts.js";
import type { InTurn } from "./sender.js";
import { updateNotice } from "./update-notice.js";

/**
 * Folds a delivered digest into the rows it stands for, and brings the card up to date if any of them has changed since
 * it was posted (Rule N3). May be cut off and done again at any place.
 */
export async function updateDigest(
  parts: RowParts,
  ref: AggregateRef,
  number: number,
  address: ConversationAddress,
  inTurn: InTurn,
): Promise<void> {
  const { context } = parts;
  const digest = await loadDigest(context, ref.id, number);
  if (!digest || !isUpdateOwed(digest)) return;
  const folded = await foldIntoRows(context, ref.id, number);
  const isOnlyFolded = folded > 0 && digest.revision - digest.shownRevision === 1;
  if (!isOnlyFolded) return updateNotice(parts, ref, number, address, inTurn);
  const outcome = {
    kind: "sent" as const,
    conversationId: address.conversationId,
    activityId: "",
  };
  await recordUpdate(context, ref, number, digest.revision, outcome);
}
