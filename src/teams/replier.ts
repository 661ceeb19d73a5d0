import type { Log } from "../service/context.js";
import { URGENCY } from "./connector/lane.js";
import type { Pacer } from "./connector/pacing.js";
import type { PostOutcome } from "./connector/post-outcome.js";
import type { ConversationAddress, Poster } from "./connector/poster.js";
import { replyActivity } from "./sender/card-activity.js";
import type { Reply } from "./turn.js";

/** Tries of an answer that Teams has certainly not taken. Answers are not in the ledger: a person can ask again. */
const MAX_TRIES = 4;

/** Teams may take it in a moment, or let the bot in again: an answer is worth a second try. */
function mayWorkLater(
  outcome: PostOutcome,
): outcome is Extract<PostOutcome, { kind: "retry" | "lockedOut" }> {
  return outcome.kind === "retry" || outcome.kind === "lockedOut";
}

/** Answers people who have just written: ahead of everything else, in order, within the same limits. */
export interface Replier {
  /** Takes the answers; they are posted one after the other, without waiting for them. */
  reply(to: ConversationAddress, replies: readonly Reply[], log: Log): void;
  /** Resolves when nothing is left to post. */
  drained(): Promise<void>;
}

export function createReplier(poster: Poster, pacer: Pacer): Replier {
  const underway = new Set<Promise<void>>();
  const postOne = async (to: ConversationAddress, reply: Reply, log: Log): Promise<void> => {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const outcome = await pacer.run(to.conversationId, URGENCY.reply, async () => {
        const posted =
          "takeAway" in reply
            ? await poster.remove(to, reply.takeAway)
            : await poster.post(to, replyActivity(reply));
        if (mayWorkLater(posted)) {
          const asked = posted.kind === "retry" ? posted.retryAfterMs : undefined;
          pacer.hold(to.conversationId, asked ?? attempt * 500);
        }
        return posted;
      });
      if (outcome.kind === "sent") return;
      log.warn(
        { outcome: outcome.kind, detail: outcome.detail, attempt },
        "an answer was not posted",
      );
      if (!mayWorkLater(outcome)) return;
    }
  };
  return {
    reply(to, replies, log) {
      for (const reply of replies) {
        const work = postOne(to, reply, log).finally(() => underway.delete(work));
        underway.add(work);
      }
    },
    async drained() {
      while (underway.size > 0) await Promise.allSettled([...underway]);
    },
  };
}
