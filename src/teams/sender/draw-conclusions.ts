import type { Notice } from "../../approval/notice.js";
import { reviveIfReachable, unregisterPerson } from "../../service/register-person.js";
import { tellAdministrators } from "../../service/tell-administrators.js";
import type { PostOutcome } from "../connector/post-outcome.js";
import type { SenderParts } from "./sender.js";

/**
 * What the outcome of one post means beyond its own row.
 *
 * @param startedAt when the post began, by the store's clock
 */
export async function drawConclusions(
  { context, pastLockout }: Pick<SenderParts, "context" | "pastLockout">,
  notice: Notice,
  outcome: Pick<PostOutcome, "kind">,
  startedAt: number,
): Promise<void> {
  if (outcome.kind === "sent") await pastLockout.afterSend(context, notice);
  if (outcome.kind === "unreachable") {
    // Nothing else will reach him either, until he installs the bot or writes (Rule A4) ...
    await unregisterPerson(context, notice.recipient, startedAt);
    // ... unless he did while the answer was under way.
    await reviveIfReachable(context, notice.recipient);
  }
  // A rejected alert is not told by another alert: it would be rejected too.
  if (outcome.kind === "rejected" && notice.kind !== "alert") {
    const now = context.store.now();
    await tellAdministrators(context, "sendRejected", { from: now, to: now });
  }
}
