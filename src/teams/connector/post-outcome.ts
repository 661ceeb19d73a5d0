/**
 * What became of one request to the connector (Rule N2; contract, fine print 5).
 * `detail` holds a status and codes for the log, never text of people.
 */
export type PostOutcome =
  /** `activityId` is "" when the connector took the message but named no id. */
  | { readonly kind: "sent"; readonly activityId: string }
  /** Certainly not sent; trying later makes sense. `retryAfterMs` is what the connector asked for. */
  | {
      readonly kind: "retry";
      readonly reason: "throttled" | "busy";
      readonly retryAfterMs?: number;
      readonly detail: string;
    }
  /** Not sent: the person has not installed the bot, blocked it, or an administrator did. */
  | { readonly kind: "unreachable"; readonly detail: string }
  /** Not sent: the conversation or the message does not exist any more. */
  | { readonly kind: "gone"; readonly detail: string }
  /** A new message that may or may not have arrived. Never the outcome of an update. */
  | { readonly kind: "unknown"; readonly detail: string }
  /** Not sent: the bot has no token, or Teams does not accept it. Says nothing about the message or whom it is for. */
  | { readonly kind: "lockedOut"; readonly detail: string }
  /** Not sent, and sending it again would not help: our message or registration is wrong. */
  | { readonly kind: "rejected"; readonly detail: string };

/** A post creates a message each time; an update can be repeated, it ends the same. */
export type Operation = "post" | "update";

/** What became of the wish to create a 1:1 chat again; `sent` carries its id, the same or another one. */
export type ChatOutcome =
  | { readonly kind: "opened"; readonly conversationId: string }
  | Exclude<PostOutcome, { readonly kind: "sent" | "unknown" }>;
