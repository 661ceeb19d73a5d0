import { defaultSettings } from "../../../src/approval/control-settings.js";
import { NEVER_PAUSED, pauseSending, resumeSending } from "../../../src/approval/sending.js";
import { renderPause } from "../../../src/teams/cards/pause-message.js";
import { type NoticeInput, renderNotice } from "../../../src/teams/cards/render-notice.js";
import { renderSettings } from "../../../src/teams/cards/render-settings.js";
import {
  renderSettingsChange,
  type SettingsChangeInput,
} from "../../../src/teams/cards/render-settings-change.js";
import { renderSettingsChanged } from "../../../src/teams/cards/render-settings-changed.js";
import { renderSystemAlert } from "../../../src/teams/cards/system-alert-message.js";
import { ADA, SAM } from "../../builders/cast.js";
import { type DrawnCard, draw } from "./draw.js";
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

export function administratorCards(): Record<string, DrawnCard> {
  const cards: Record<string, DrawnCard> = {
    settings: draw(
      renderSettings,
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
    "settings-changed": draw(
      renderSettingsChanged,
      { source: "idProtection", by: "Ada Lind", at: NOW, version: 4, rows: change.rows },
      reader,
    ),
  };
  for (const state of ["open", "confirmed", "discarded", "expired", "overtaken"] as const) {
    cards[`settings-change-${state}`] = draw(renderSettingsChange, { ...change, state }, reader);
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
    cards[`alert-${alert}`] = draw(renderNotice, input, reader);
    cards[`alert-${alert}-resolved`] = draw(renderNotice, { ...input, resolvedAt: NOW }, reader);
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
    cards[`trouble-${trouble}`] = draw(renderSystemAlert, { trouble, ...span }, reader);
  }
  return { ...cards, ...pauseCards(), ...timelineCards() };
}

/** Sending is paused, and goes on. */
function pauseCards(): Record<string, DrawnCard> {
  const reason = "The cards show a wrong name";
  const paused = pauseSending(NEVER_PAUSED, ADA, reason, [SAM.id], NOW - MINUTES);
  if (!paused.ok) throw new Error(paused.code);
  const resumed = resumeSending(paused.sending, ADA, NOW);
  const [notice] = paused.sending.notices;
  if (!notice || !resumed.ok) throw new Error("nobody is told of the pause");
  return {
    "pause-begun": draw(renderPause, paused.sending, notice, reader),
    "pause-over": draw(renderPause, resumed.sending, notice, reader),
  };
}
