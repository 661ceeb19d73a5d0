import { alertDueAt, alertRepeatDelay, tellsOf } from "./alert-life.js";
import { repostNotice } from "./card-copy.js";
import { type Effect, effect } from "./effect.js";
import type { Instant } from "./instant.js";
import { addNotices, changeNotices } from "./ledger.js";
import { type AccessRequest, type Alert, concernedPeople } from "./request.js";
import { retryDelay } from "./retry-delay.js";

/**
 * Administrators were looked up: each gets every alert that is due, except about his own request (Rules A3, V4). One that
 * lasts comes again as the next generation of the same card, at most hourly.
 */
export function addressAlerts(
  request: AccessRequest,
  administratorIds: readonly string[],
  now: Instant,
): Effect | undefined {
  const due = dueAlerts(request, now);
  if (due.length === 0) return undefined;
  const concerned = concernedPeople(request);
  const recipients = [...new Set(administratorIds)].filter((id) => !concerned.includes(id));
  const isTold = (alert: Alert, recipient: string): boolean =>
    request.notices.some((n) => n.recipient === recipient && tellsOf(n, alert));
  const rows = due.flatMap((alert) =>
    recipients
      .filter((recipient) => !isTold(alert, recipient))
      .map((recipient) => ({
        kind: "alert" as const,
        recipient,
        subject: alert.kind,
        ...(alert.stage !== undefined && { stage: alert.stage }),
      })),
  );
  const repeated = changeNotices(
    request.notices,
    (n) => recipients.includes(n.recipient) && due.some((alert) => tellsOf(n, alert)),
    (n) => repostNotice(n, now),
  );
  return effect(
    {
      ...request,
      alerts: request.alerts.map((alert) => (due.includes(alert) ? addressed(alert, now) : alert)),
      notices: addNotices(repeated, rows, now),
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
  const due = dueAlerts(request, now);
  return effect({
    ...request,
    alerts: request.alerts.map((alert) =>
      due.includes(alert)
        ? { ...alert, attempts: alert.attempts + 1, notBefore: now + retryDelay(alert.attempts) }
        : alert,
    ),
  });
}

function dueAlerts(request: AccessRequest, now: Instant): Alert[] {
  return request.alerts.filter((alert) => {
    const dueAt = alertDueAt(request, alert);
    return dueAt !== undefined && (dueAt <= now || !alert.isAddressed);
  });
}

function addressed(alert: Alert, now: Instant): Alert {
  const repeats = alert.repeats === undefined ? 0 : alert.repeats + 1;
  const notBefore = now + alertRepeatDelay(repeats);
  return { ...alert, isAddressed: true, attempts: 0, repeats, notBefore };
}
