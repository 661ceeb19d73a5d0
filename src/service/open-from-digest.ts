import type { Person } from "../approval/approver.js";
import { findAuthority } from "../approval/authority.js";
import { effect } from "../approval/effect.js";
import { approvalCardOf, findCard } from "../approval/find-card.js";
import { MINUTE } from "../approval/instant.js";
import type { Notice } from "../approval/notice.js";
import { openStage } from "../approval/request.js";
import { postCardAgain } from "../approval/show-card.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { appointersInForce } from "./delegations.js";

/** A card that was posted within this span is not posted again by another click. Milliseconds. */
const REST_BETWEEN_POSTS = 1 * MINUTE;

/** The digest that a person clicked or viewed: token, person and conversation match (Rule D6). */
export async function findDigest(
  context: Context,
  personId: string,
  token: string,
  conversationId: string,
): Promise<Notice | undefined> {
  const notices = (await context.store.load("person", personId))?.value.notices ?? [];
  const found = findCard(notices, token, personId, conversationId)?.notice;
  return found?.kind === "approvalDigest" ? found : undefined;
}

/**
 * The card of a request comes by itself, at the end of the chat, because its reader opened it on a digest; the digest
 * stays where it is, for the others. A second click within a minute has no second effect (Rule D6). False when he may not
 * decide it now.
 */
export async function openFromDigest(
  context: Context,
  requestId: string,
  person: Pick<Person, "id">,
): Promise<boolean> {
  const appointers = await appointersInForce(context, person.id);
  const changed = await changeRequest(context, requestId, (request, now) => {
    const open = openStage(request);
    if (open?.stage.status !== "open") return { mayDecide: false };
    if (!findAuthority(request, open.stage, person.id, appointers)) return { mayDecide: false };
    const row = approvalCardOf(request, open.index, person.id);
    const isOwnCard = row?.copies.some((copy) => copy.activityId !== undefined) ?? false;
    const isFresh = isOwnCard && now - (row?.settledAt ?? 0) < REST_BETWEEN_POSTS;
    if (row?.state === "pending" || isFresh) return { mayDecide: true };
    const details = { requestId: request.id, stage: open.index, isFromDigest: true };
    return {
      mayDecide: true,
      ...effect(postCardAgain(request, open.index, person.id, now), {
        type: "cardShown",
        at: now,
        actor: { kind: "person" as const, id: person.id },
        details,
      }),
    };
  });
  return changed?.answer.mayDecide ?? false;
}
