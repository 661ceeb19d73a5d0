import type { Notice } from "../../approval/notice.js";
import { URGENCY, type Urgency } from "../connector/lane.js";

/** Cards that must lose their buttons come first, reminders last (architecture: sending). */
export function urgencyOf(notice: Notice, isEscalated: boolean): Urgency {
  if (notice.state === "delivered") return URGENCY.decision;
  switch (notice.kind) {
    case "outcome":
    case "alert":
      return URGENCY.escalation;
    case "approvalCard":
      return isEscalated ? URGENCY.escalation : URGENCY.newCard;
    case "approvalDigest":
    case "ownRequestCard":
    case "settingsChangeCard":
      return URGENCY.newCard;
    default:
      return URGENCY.other;
  }
}
