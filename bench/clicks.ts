import type { Cast } from "./cast.js";
import { conversationOf } from "./cast.js";
import type { OpenCard } from "./fill-store.js";

/** Clicks of the first approver: every second one denies. */
export function decisionBodies(tenantId: string, cast: Cast, cards: readonly OpenCard[]): string[] {
  return cards.map((card, i) =>
    click(tenantId, cast, i, i % 2 === 0 ? "approve" : "deny", {
      r: card.requestId,
      t: card.token,
      justification: "Spoke to Riley, password reset done",
    }),
  );
}

/** Clicks of the same size that mean nothing to any bot. */
export function emptyBodies(tenantId: string, cast: Cast, count: number): string[] {
  const data = {
    r: "R-1",
    t: "no-such-token-0123456789",
    justification: "Spoke to Riley, password reset done",
  };
  return Array.from({ length: count }, (_, i) => click(tenantId, cast, i, "none", data));
}

/** What an administrator types while others decide. */
export function oversightBodies(tenantId: string, cast: Cast, n: number): string[] {
  const texts = ["insights last 90d", "requests all", "preview settings id-protection level low"];
  return texts.map((text, i) =>
    JSON.stringify({
      type: "message",
      text,
      id: `oversight-${n}-${i}`,
      ...frame(tenantId, cast.approvers[1]),
    }),
  );
}

export function isSettled(body: string): boolean {
  return body.includes("Spoke to Riley") && !body.includes('"verb":"approve"');
}

function click(tenantId: string, cast: Cast, n: number, verb: string, data: object): string {
  return JSON.stringify({
    type: "invoke",
    name: "adaptiveCard/action",
    id: `click-${n}`,
    ...frame(tenantId, cast.approvers[0]),
    replyToId: "m1",
    value: { action: { type: "Action.Execute", verb, data }, trigger: "manual" },
  });
}

/** What every activity of a person says beside its content. */
function frame(tenantId: string, person: Cast["approvers"][number] | undefined): object {
  if (!person) throw new Error("nobody speaks");
  const { conversationId, serviceUrl, botId, mri } = conversationOf(person.id);
  return {
    timestamp: "2026-11-23T08:00:00.000Z",
    channelId: "msteams",
    serviceUrl,
    from: { id: mri, name: person.displayName, aadObjectId: person.id },
    conversation: { id: conversationId, conversationType: "personal", tenantId },
    recipient: { id: botId, name: "Riskgate" },
    channelData: { tenant: { id: tenantId } },
    locale: "en-US",
  };
}
