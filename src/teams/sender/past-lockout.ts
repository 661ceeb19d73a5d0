import { wasLockedOut } from "../../approval/delivery.js";
import type { Notice } from "../../approval/notice.js";
import type { Context } from "../../service/context.js";
import { tellAdministrators } from "../../service/tell-administrators.js";

/**
 * A bot that was locked out is mostly repaired by a restart with another secret: the process that was locked out tells
 * nobody any more. The one that sends again finds it in the rows that it sends, and tells the administrators, once.
 */
export class PastLockout {
  #isTold = false;

  /** @param notice as it was before it was sent */
  async afterSend(context: Context, notice: Notice): Promise<void> {
    if (this.#isTold || !wasLockedOut(notice)) return;
    const outages = await context.store.outages();
    const now = context.store.now();
    const outage = outages.findLast(({ to = now }) => to >= notice.createdAt);
    // Without one it was over before anybody had to hear of it.
    if (!outage) return;
    this.#isTold = true;
    this.#isTold = await tellAdministrators(context, "lockedOut", { from: outage.from, to: now });
  }
}
