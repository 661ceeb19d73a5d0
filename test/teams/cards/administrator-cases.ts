import { defaultSettings } from "../../../src/approval/control-settings.js";
import type { CardMessage } from "../../../src/teams/cards/card-message.js";
import { type NoticeInput, renderNotice } from "../../../src/teams/cards/render-notice.js";
import { renderSettings } from "../../../src/teams/cards/render-settings.js";
import {
  renderSettingsChange,
  type SettingsChangeInput,
} from "../../../src/teams/cards/render-settings-change.js";
import { renderSettingsChanged } from "../../../src/teams/cards/render-settings-changed.js";
import { renderSystemAlert } from "../../../src/teams/cards/system-alert-message.js";
import { DAYS, MINUTES, NOW, reader } from "./fixtures.js";
import { timelineCards } from "./timeline-cases.js";

const change: SettingsChangeInput = {
  source: "idProtection",
  rows: [
    { label: "Minimum level", before: "medium", after: "high" },
    {
      label: "Approvers",
      before: "Security Administrator",
      after: "Security Administrator, SOC on call",
    },
    { label: "Fallback approvers", before: "", after: "SOC on call" },
  ],
  state: "open",
  token: "t0ken-t0ken-t0ken-t0ken",
  by: "Ada Lind",
  expiresAt: NOW + 15 * MINUTES,
  warnings: ["Requests of people at medium go through without this review."],
};

export function administratorCards(): Record<string, CardMessage> {
  const cards: Record<string, CardMessage> = {
    settings: renderSettings(
      {
        configurations: [
          {
            source: "idProtection",
            settings: { ...defaultSettings("idProtection"), isApprovalRequired: true },
            primaryLabels: ["Security Administrator"],
            fallbackLabels: ["SOC on call"],
            version: 3,
            modifiedBy: "Ada Lind",
            modifiedAt: NOW - DAYS,
          },
          {
            source: "insiderRisk",
            settings: { ...defaultSettings("insiderRisk"), durationBeforeEscalation: "PT90S" },
            primaryLabels: ["Compliance Administrator"],
            fallbackLabels: [],
            version: 0,
          },
        ],
      },
      reader,
    ),
    "settings-changed": renderSettingsChanged(
      { source: "idProtection", by: "Ada Lind", at: NOW, version: 4, rows: change.rows },
      reader,
    ),
  };
  for (const state of ["open", "confirmed", "discarded", "expired", "overtaken"] as const) {
    cards[`settings-change-${state}`] = renderSettingsChange({ ...change, state }, reader);
  }
  for (const alert of [
    "noApprover",
    "nobodyReached",
    "approversUnreadable",
    "handOverFailing",
  ] as const) {
    const input: NoticeInput = {
      kind: "alert",
      alert,
      requestId: "R-1042",
      requestorName: "Riley Chen",
      accessPackageName: "Finance Data",
      ...(alert !== "handOverFailing" && { denialDueAt: NOW + 3 * DAYS }),
    };
    cards[`alert-${alert}`] = renderNotice(input, reader);
    cards[`alert-${alert}-resolved`] = renderNotice({ ...input, resolvedAt: NOW }, reader);
  }
  for (const trouble of [
    "senderBlocked",
    "lockedOut",
    "storeRefusing",
    "sendRejected",
    "clockJumped",
    "feedSilent",
  ] as const) {
    const span = { from: NOW - 40 * MINUTES, to: NOW - MINUTES };
    cards[`trouble-${trouble}`] = renderSystemAlert({ trouble, ...span }, reader);
  }
  return { ...cards, ...timelineCards() };
}
