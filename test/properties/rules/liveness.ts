import { CARD_KINDS } from "../../../src/approval/notice.js";
import { type AccessRequest, concernedPeople, isTerminal } from "../../../src/approval/request.js";
import { cardOf, verbsOf } from "../../connector/card-reading.js";
import { demand } from "../rule-broken.js";
import type { World } from "../world.js";
import { checkChain } from "./audit.js";
import { checkToldTexts } from "./privacy.js";
import type { Snapshot } from "./snapshot.js";

/** What must hold when the clock has run out and everything outside works again. */
export function checkLiveness(world: World, { requests }: Snapshot): void {
  for (const sight of requests.values()) {
    const { value } = sight;
    checkChain(sight);
    demand(isTerminal(value), "L", `${value.id} is still ${value.state}`);
    for (const [index, stage] of value.stages.entries()) checkStageEnd(value, index, stage);
    for (const row of value.notices) {
      const name = `${value.id} row ${row.number}, ${row.kind}`;
      demand(row.state !== "pending", "L", `${name} is still pending`);
      const isShown = row.shownRevision === row.revision;
      const isCard = CARD_KINDS.has(row.kind) && row.state === "delivered";
      demand(!isCard || isShown, "N3", `${name} still shows what is over`);
    }
    checkHeard(value);
    checkToldTexts(world, value);
    checkButtons(world, value);
    const isGiven = value.state === "delivered" || value.state === "handedOver";
    const isHandedOver = world.handedOver.includes(value.id);
    demand(!isGiven || isHandedOver, "F1", `${value.id} was never handed over`);
    const mayBeHandedOver = isGiven || value.origin.callOut !== undefined;
    demand(
      !isHandedOver || mayBeHandedOver,
      "F1",
      `${value.id} was handed over and is not approved`,
    );
  }
}

function checkStageEnd(
  request: AccessRequest,
  index: number,
  stage: AccessRequest["stages"][number],
): void {
  const name = `${request.id} stage ${index}`;
  const isOver = stage.status === "settled" || request.state === "canceled";
  const isNever = stage.status === "waiting" && request.state === "denied";
  demand(isOver || isNever, "L", `${name} is still ${stage.status}`);
  const hadFallback = stage.outcome?.reason === "timedOut" && stage.fallbackApprovers.length > 0;
  demand(!hadFallback || stage.escalatedAt !== undefined, "L", `${name} was never escalated`);
}

/** Rule N1: the requestor, and the target where different, hear every outcome, once. */
function checkHeard(request: AccessRequest): void {
  const wasTold = request.notices.some((row) => row.kind === "ownRequestCard");
  if (!wasTold || request.state === "handedOver") return;
  for (const personId of concernedPeople(request)) {
    const heard = request.notices.filter(
      (row) =>
        row.kind === "outcome" && row.recipient === personId && row.subject === request.state,
    );
    demand(heard.length === 1, "L", `${personId} heard ${heard.length} times of ${request.id}`);
  }
}

/** Rule N3: no message that could be updated keeps live buttons. */
function checkButtons(world: World, request: AccessRequest): void {
  for (const message of world.chats.messages) {
    if (message.ref.id !== request.id || message.kind !== "approvalCard") continue;
    const copies = request.notices.flatMap((row) => row.copies);
    const isKnown = copies.some((copy) => copy.activityId === message.id);
    if (!isKnown || message.isBeyondUpdates) continue;
    const verbs = verbsOf(cardOf(message));
    const isLive = verbs.includes("approve") || verbs.includes("deny");
    demand(!isLive, "N3", `${message.id} of ${request.id} keeps its buttons`);
  }
}
