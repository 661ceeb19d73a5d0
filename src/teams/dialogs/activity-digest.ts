import { createHash, randomUUID } from "node:crypto";
import type { Activity } from "botbuilder";

/**
 * The idempotency key of a request that this message starts (Rule I2): the same for every delivery of the message,
 * and of a fixed length whatever the ids are. A message without an id cannot be recognised again.
 */
export function deriveRequestKey(activity: Activity): string {
  return `request-by-text-${digestActivity(activity) ?? randomUUID()}`;
}

/** Stands for a message in the state of a conversation: 64 hexadecimal digits; nothing for a message without an id. */
export function digestActivity(activity: Activity): string | undefined {
  if (!activity.id) return undefined;
  const parts = JSON.stringify([activity.conversation?.id ?? "", activity.id]);
  return createHash("sha256").update(parts).digest("hex");
}
