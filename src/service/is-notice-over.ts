import type { Notice } from "../approval/notice.js";
import { isObsolete } from "../approval/request-delivery.js";
import { isPauseNewsOver } from "../approval/sending.js";
import { isChangeCardObsolete } from "../approval/settings-settle.js";
import type { AggregateKind, Aggregates } from "./ports/store.js";

/**
 * A row of any ledger that it is of no use to send (Rules N3, T6). `appointers`, the people whose delegate the recipient
 * is now, are for the moment before a send.
 */
export function isNoticeOver(
  value: Aggregates[AggregateKind],
  notice: Notice,
  appointers?: readonly string[],
): boolean {
  if ("stages" in value) return isObsolete(value, notice, appointers);
  if ("past" in value) return isPauseNewsOver(value, notice);
  // Another delegate was appointed, or none, before this one was told.
  if (notice.kind === "delegateAppointed")
    return !("isInstalled" in value) || value.delegation?.delegate.id !== notice.recipient;
  // The rows of a digest that was not sent go by themselves.
  if (notice.kind === "approvalDigest") return notice.state === "failed";
  return "settings" in value && isChangeCardObsolete(value, notice);
}
