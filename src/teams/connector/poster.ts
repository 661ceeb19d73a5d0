import { type Activity, ActivityTypes, type ConversationAccount } from "botbuilder";
import type { TeamsAdapter } from "./adapter.js";
import { classifyFailure } from "./classify-failure.js";
import type { PostOutcome } from "./post-outcome.js";

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
