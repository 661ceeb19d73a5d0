import { type Activity, ActivityTypes, type ConversationAccount } from "botbuilder";
import type { TeamsAdapter } from "./adapter.js";
import { classifyFailure } from "./classify-failure.js";
import type { ChatOutcome, PostOutcome } from "./post-outcome.js";

/** A conversation as the last activity from it said. */
export interface ConversationAddress {
  readonly tenantId: string;
  readonly conversationId: string;
  readonly serviceUrl: string;
  readonly botId: string;
  readonly recipientMri?: string;
}

/**
 * The only thing that posts. One call is one HTTP request, ended within the adapter's time-out;
 * every method always resolves.
 */
export interface Poster {
  /** A new message at the end of the conversation. */
  post(to: ConversationAddress, activity: Partial<Activity>): Promise<PostOutcome>;
  /** Puts another activity in the place of a message. Idempotent: its outcome is never unknown. */
  update(
    to: ConversationAddress,
    activityId: string,
    activity: Partial<Activity>,
  ): Promise<PostOutcome>;
  /** The 1:1 chat with the recipient, created again. Idempotent: Teams answers with the chat that there is. */
  openChat(to: ConversationAddress): Promise<ChatOutcome>;
  /** Takes a message away. Idempotent. */
  remove(to: ConversationAddress, activityId: string): Promise<PostOutcome>;
}

export function createPoster(adapter: Pick<TeamsAdapter, "connectTo">): Poster {
  return {
    async post(to, activity) {
      try {
        const { conversations } = await adapter.connectTo(to.serviceUrl);
        const answer = await conversations.sendToConversation(
          to.conversationId,
          addressTo(to, activity),
        );
        // Teams names no usable id when it split an activity in two. The message is there all
        // the same: to call this anything but sent would post it again.
        return { kind: "sent", activityId: answer.id ?? "" };
      } catch (error) {
        return classifyFailure(error, "post");
      }
    },

    async update(to, activityId, activity) {
      try {
        const { conversations } = await adapter.connectTo(to.serviceUrl);
        const addressed = { ...addressTo(to, activity), id: activityId };
        await conversations.updateActivity(to.conversationId, activityId, addressed);
        return { kind: "sent", activityId };
      } catch (error) {
        return classifyFailure(error, "update");
      }
    },

    async openChat(to) {
      if (to.recipientMri === undefined) return { kind: "gone", detail: "nobody is known there" };
      try {
        const { conversations } = await adapter.connectTo(to.serviceUrl);
        const parameters = {
          isGroup: false,
          bot: { id: to.botId, name: "" },
          members: [{ id: to.recipientMri, name: "" }],
          tenantId: to.tenantId,
          channelData: { tenant: { id: to.tenantId } },
        };
        const { id } = await conversations.createConversation(
          parameters as Parameters<typeof conversations.createConversation>[0],
        );
        return id ? { kind: "opened", conversationId: id } : { kind: "gone", detail: "no chat" };
      } catch (error) {
        const outcome = classifyFailure(error, "update");
        return outcome.kind === "sent" || outcome.kind === "unknown"
          ? { kind: "gone", detail: "an unreadable answer" }
          : outcome;
      }
    },

    async remove(to, activityId) {
      try {
        const { conversations } = await adapter.connectTo(to.serviceUrl);
        await conversations.deleteActivity(to.conversationId, activityId);
        return { kind: "sent", activityId };
      } catch (error) {
        return classifyFailure(error, "update");
      }
    },
  };
}

function addressTo(to: ConversationAddress, activity: Partial<Activity>): Partial<Activity> {
  const conversation: Partial<ConversationAccount> = {
    id: to.conversationId,
    tenantId: to.tenantId,
  };
  return {
    type: ActivityTypes.Message,
    ...activity,
    channelId: "msteams",
    serviceUrl: to.serviceUrl,
    conversation: conversation as ConversationAccount,
    from: { id: to.botId, name: "" },
    ...(to.recipientMri === undefined ? {} : { recipient: { id: to.recipientMri, name: "" } }),
  };
}
