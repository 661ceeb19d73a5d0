import { defaultSettings } from "../../../src/approval/control-settings.js";
import type { Replay } from "../../../src/approval/replay-settings.js";
import { renderSettings } from "../../../src/teams/cards/render-settings.js";
import {
  renderSettingsChange,
  type SettingsChangeInput,
} from "../../../src/teams/cards/render-settings-change.js";
import {
  renderSettingsForm,
  type SettingsFormInput,
} from "../../../src/teams/cards/render-settings-form.js";
import { renderSettingsHistory } from "../../../src/teams/cards/render-settings-history.js";
import { renderSettingsPreview } from "../../../src/teams/cards/render-settings-preview.js";
import { replayLines } from "../../../src/teams/cards/replay-words.js";
import { type DrawnCard, draw } from "./draw.js";
import { DAYS, HOURS, MINUTES, NOW, reader } from "./fixtures.js";

const form: SettingsFormInput = {
  source: "idProtection",
  version: 3,
  formId: "f0rm-f0rm-f0rm-f0rm",
  values: {
    isApprovalRequired: "true",
    minimumRiskLevel: "medium",
    primaryApprovers: "Security Administrator (role)\nSam Okafor (sam@contoso.example)",
    fallbackApprovers: "SOC on call (group)",
    durationBeforeEscalation: "1 day",
    durationBeforeAutomaticDenial: "3 days 12 h",
    isApproverJustificationRequired: "true",
    whenRiskUnavailable: "requireApproval",
  },
};

const figures: Replay = {
  ...{ requests: 240, unjudged: 12, had: 31, would: 22, gained: 2, lost: 11 },
  ...{ metNobody: 1, withoutPrimary: 3 },
  load: [
    { personId: "sam", before: 31, after: 21 },
    { personId: "ingrid", before: 12, after: 9 },
  ],
  timeToDecision: { median: 25 * MINUTES, ninetieth: 5 * HOURS },
};
const replay = { ...figures, span: 7_776_000_000, mayCountExactly: true, isResolved: true };
const load = [
  { name: "Sam Okafor", before: 31, after: 21 },
  { name: "Ingrid Solberg", before: 12, after: 4 },
];
const preview = {
  source: "idProtection" as const,
  period: "the last 90 days",
  rows: [{ label: "Minimum level", before: "medium", after: "high" }],
};

const change: SettingsChangeInput = {
  source: "idProtection",
  rows: [
    { label: "Approvers", before: "Security Administrator (role)", after: "nobody" },
    { label: "Escalate after", before: "1 day", after: "4 h" },
  ],
  state: "open",
  token: "t0ken-t0ken-t0ken-t0ken",
  by: "Ada Lind",
  expiresAt: NOW + 15 * MINUTES,
  undoes: 3,
  outlook: {
    primaryApprovers: [],
    fallbackApprovers: [
      { id: "1", displayName: "Sam Okafor", isReachable: true },
      { id: "2", displayName: "Ingrid Solberg", isReachable: false },
    ],
  },
  warnings: [
    "Nobody is asked first: the fallback approvers are asked at once.",
    "Ingrid Solberg has not installed the app: no card arrives there.",
  ],
  effect: replayLines(replay),
};

const rows = [
  { label: "Minimum level", before: "medium", after: "high" },
  { label: "Fallback approvers", before: "", after: "SOC on call (group)" },
];

/** Settings as they are shown, edited, foreseen and looked back on. */
export function settingsCards(): Record<string, DrawnCard> {
  const configurations = [
    {
      source: "idProtection" as const,
      settings: { ...defaultSettings("idProtection"), isApprovalRequired: true },
      primaryLabels: ["Security Administrator (role)"],
      fallbackLabels: ["SOC on call (group)"],
      version: 3,
    },
  ];
  return {
    "settings-saved": draw(
      renderSettings,
      { configurations, note: "Please confirm your change on the card below." },
      reader,
    ),
    "settings-form": draw(renderSettingsForm, form),
    "settings-form-wrong": draw(renderSettingsForm, {
      ...form,
      source: "insiderRisk",
      values: {
        ...form.values,
        minimumRiskLevel: "moderate",
        primaryApprovers: "Sam\nNobody Known",
        durationBeforeEscalation: "soon",
      },
      problems: [
        { field: "form", message: "The settings are like this already. Nothing was changed." },
        { field: "primaryApprovers", message: "“Sam” may mean 2 of the directory." },
        { field: "primaryApprovers", message: "I do not find “Nobody Known”." },
        { field: "durationBeforeEscalation", message: "Write a duration such as 4h." },
      ],
      questions: [
        {
          field: "primaryApprovers",
          id: "primaryApproversChoice1",
          typed: "Sam",
          matches: [
            { title: "Sam Okafor (sam@contoso.example)", value: "user:1" },
            { title: "Sam Lee (lee@contoso.example)", value: "user:2" },
          ],
        },
      ],
    }),
    "settings-change-foreseen": draw(renderSettingsChange, change, reader),
    "settings-change-unknown": draw(
      renderSettingsChange,
      {
        ...change,
        outlook: { primaryApprovers: undefined, fallbackApprovers: undefined },
        warnings: [],
        effect: replayLines({ ...replay, mayCountExactly: false, isResolved: false }),
      },
      reader,
    ),
    "settings-history": draw(
      renderSettingsHistory,
      {
        source: "idProtection",
        page: 1,
        pageCount: 3,
        isCut: true,
        changes: [
          { version: 9, by: "Ada Lind", at: NOW - HOURS, undoes: 8, rows },
          { version: 8, by: "Ben Noor", at: NOW - 3 * DAYS, rows },
        ],
      },
      reader,
    ),
    "settings-history-empty": draw(
      renderSettingsHistory,
      { source: "insiderRisk", page: 1, pageCount: 1, isCut: false, changes: [] },
      reader,
    ),
    "settings-preview": draw(renderSettingsPreview, { ...preview, replay, load }),
    "settings-preview-blurred": draw(renderSettingsPreview, {
      ...preview,
      replay: { ...replay, mayCountExactly: false },
      load,
    }),
    "settings-preview-nothing": draw(renderSettingsPreview, {
      ...preview,
      replay: {
        ...{ requests: 4, unjudged: 4, had: 0, would: 0, gained: 0, lost: 0 },
        ...{ metNobody: 0, withoutPrimary: 0, load: [] },
        ...{ span: 7_776_000_000, mayCountExactly: true, isResolved: false },
      },
      load: [],
    }),
  };
}
