import { type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { addNotices } from "./ledger.js";
import { type AccessRequest, concernedPeople } from "./request.js";
import { retryDelay } from "./retry-delay.js";

/** Administrators were looked up: each gets every waiting alert, except about his own request (Rules A3, V4). */
export function addressAlerts(
  request: AccessRequest,
  administratorIds: readonly string[],
  now: Instant,
): Effect | undefined {
  if (request.alerts.every((alert) => alert.isAddressed)) return undefined;
  const concerned = concernedPeople(request);
  const recipients = [...new Set(administratorIds)].filter((id) => !concerned.includes(id));
  const rows = request.alerts
    .filter((alert) => !alert.isAddressed)
    .flatMap((alert) =>
      recipients.map((recipient) => ({
        kind: "alert" as const,
        recipient,
        subject: alert.kind,
        ...(alert.stage !== undefined && { stage: alert.stage }),
      })),
    );
  return effect(
    {
      ...request,
      alerts: request.alerts.map((alert) => ({ ...alert, isAddressed: true })),
      notices: addNotices(request.notices, rows, now),
    },
    {
      type: "administratorsAlerted",
      at: now,
      actor: { kind: "system" },
      details: { requestId: request.id, recipientIds: recipients },
    },
  );
}

/** Who the administrators are could not be read: the alerts wait for another try. */
export function postponeAlerts(request: AccessRequest, now: Instant): Effect {
  return effect({
    ...request,
    alerts: request.alerts.map((alert) =>
      alert.isAddressed
        ? alert
        : { ...alert, attempts: alert.attempts + 1, notBefore: now + retryDelay(alert.attempts) },
    ),
  });
}
