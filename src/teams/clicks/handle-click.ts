import { handleTimelineClick } from "../commands/audit-request.js";
import { handleRetryDeliveries } from "../commands/deliveries.js";
import { handleOpen, handlePage } from "../commands/lists.js";
import { handleDetailsRefresh, handleOversight } from "../commands/request-details.js";
import { handleSubmitForm } from "../commands/request-form.js";
import { handleSettingsClick } from "../commands/settings-click.js";
import {
  handleEditSettings,
  handleSaveSettings,
  handleSettingsRefresh,
} from "../commands/settings-form.js";
import { handleHistoryPage } from "../commands/settings-history.js";
import type { ClickAnswer, Turn } from "../turn.js";
import { handleDecisionClick, handleRefresh } from "./approval-click.js";
import { handleDigestClick, isOfDigest } from "./digest-click.js";
import { handleOwnRequestClick } from "./own-request-click.js";
import { refuseClick } from "./refuse-click.js";

const OTHER_VERSION = "This card is from another version and cannot be used. Nothing was changed.";

/** One click: what the card says it is. Nothing in it is trusted but the verb, and that only chooses the handler. */
export async function handleClick(turn: Turn, verb: string, data: unknown): Promise<ClickAnswer> {
  switch (verb) {
    case "approve":
      return handleDecisionClick(turn, "Approved", data);
    case "deny":
      return handleDecisionClick(turn, "Denied", data);
    case "cancelRequest":
      return handleOwnRequestClick(turn, "cancelRequest", data);
    case "submitRequest":
      return handleSubmitForm(turn, data);
    case "open":
      return isOfDigest(data) ? handleDigestClick(turn, data) : handleOpen(turn, data);
    case "page":
      if (isOfDigest(data)) return handleDigestClick(turn, data);
      if (isOfTimeline(data)) return handleTimelineClick(turn, data);
      return hasKey(data, "h") ? handleHistoryPage(turn, data) : handlePage(turn, data);
    case "withdrawRequest":
    case "escalateNow":
    case "resendCards":
      return handleOversight(turn, verb, data);
    case "retryDeliveries":
      return handleRetryDeliveries(turn, data);
    case "editSettings":
      return handleEditSettings(turn, data);
    case "saveSettings":
      return handleSaveSettings(turn, data);
    case "confirm":
    case "discard":
      return handleSettingsClick(turn, verb, data);
    case "refresh":
      return handleAnyRefresh(turn, data);
    default:
      return refuseClick(turn, "unknownVerb", "card", OTHER_VERSION);
  }
}

function hasKey(data: unknown, key: string): boolean {
  return typeof data === "object" && data !== null && key in data;
}

/** Every card refreshes with the same verb; what its data carries tells the cards apart. */
async function handleAnyRefresh(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const keys = new Set(Object.keys(typeof data === "object" && data !== null ? data : {}));
  if (keys.has("d")) return handleDigestClick(turn, data);
  if (keys.has("u")) return handleTimelineClick(turn, data);
  if (keys.has("l")) return handlePage(turn, data);
  if (keys.has("c")) return handleSettingsRefresh(turn, data);
  if (keys.has("a")) return handleDetailsRefresh(turn, data);
  if (keys.has("s")) return handleSettingsClick(turn, "refresh", data);
  if (keys.has("t")) return handleRefresh(turn, data);
  return handleOwnRequestClick(turn, "refresh", data);
}

function isOfTimeline(data: unknown): boolean {
  return typeof data === "object" && data !== null && "u" in data;
}
