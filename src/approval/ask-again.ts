import { addCopy, questionCopy } from "./card-copy.js";
import { type Effect, effect } from "./effect.js";
import type { FoundCard } from "./find-card.js";
import type { Instant } from "./instant.js";
import { changeNotices, touchCard } from "./ledger.js";
import type { AccessRequest } from "./request.js";
import { auditReading, type RiskReading } from "./risk.js";
import { withStage } from "./with-stage.js";

const MAX_KEPT_READINGS = 20;

/** Rule D7: the card comes back with the new reading and what was typed; only that card confirms. */
export function askAgain(
  request: AccessRequest,
  decision: { readonly person: { readonly id: string } },
  asked: { readonly index: number; readonly card: FoundCard; readonly draft: string },
  question: { readonly reading: RiskReading; readonly token: string },
  now: Instant,
): Effect {
  const { index, card, draft } = asked;
  const { reading, token } = question;
  const withReading = withStage(request, index, (stage) => ({
    ...stage,
    readings: [...stage.readings, reading].slice(-MAX_KEPT_READINGS),
  }));
  const notices = changeNotices(
    withReading.notices,
    (n) => n.number === card.notice.number,
    (n) => {
      const copied = addCopy(questionCopy(n, card.copy.token), {
        token,
        reading,
        isConfirmation: true,
        draft,
        ...(card.copy.conversationId !== undefined && { conversationId: card.copy.conversationId }),
        ...(card.copy.activityId !== undefined && { activityId: card.copy.activityId }),
      });
      return touchCard(copied, now);
    },
  );
  return effect(
    { ...withReading, notices },
    {
      type: "confirmationAsked",
      at: now,
      actor: { kind: "person", id: decision.person.id },
      details: {
        requestId: request.id,
        stage: index,
        shown: card.copy.reading ? auditReading(card.copy.reading) : null,
        now: auditReading(reading),
      },
    },
  );
}
