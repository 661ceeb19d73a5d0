import type {
  ApproverArgument,
  PackageArgument,
} from "../../../src/teams/grammar/command-arguments.js";
import type { ParsedCommand } from "../../../src/teams/grammar/parsed-command.js";
import { SOURCE_NAMES } from "../../../src/teams/grammar/risk-source.js";
import type { SettingChange } from "../../../src/teams/grammar/setting-change.js";

const WORDS = {
  isApprovalRequired: "",
  isApproverJustificationRequired: "justification",
  minimumRiskLevel: "level",
  primaryApprovers: "approvers",
  fallbackApprovers: "fallback",
  durationBeforeEscalation: "deadline",
  durationBeforeAutomaticDenial: "denial",
  whenRiskUnavailable: "unavailable",
  reset: "reset",
};

/** Writes a command as a person would type it; a mention becomes the text of its tag. */
export function formatCommand(command: ParsedCommand): string {
  switch (command.kind) {
    case "help":
    case "approvals":
    case "deliveries":
      return command.kind;
    case "showClock":
      return "clock";
    case "confirmClock":
      return "clock confirm";
    case "showRestore":
      return "restore";
    case "confirmRestore":
      return `restore confirm keep ${typeof command.kept === "string" ? command.kept : command.kept.join(" ")}`;
    case "showSending":
      return "sending";
    case "pauseSending":
      return `sending pause${because(command.reason)}`;
    case "resumeSending":
      return "sending resume";
    case "requestForm":
      return "request";
    case "requestByText":
      return "request by text";
    case "request": {
      const target = command.target === undefined ? "" : ` for ${formatApprover(command.target)}`;
      return `request ${formatPackage(command.package)}${target}${because(command.justification)}`;
    }
    case "statusList":
      return "status";
    case "status":
    case "resend":
      return `${command.kind} ${command.id}`;
    case "cancel":
    case "approve":
    case "deny":
      return `${command.kind} ${command.id}${because(command.justification)}`;
    case "delegateTo":
      return `delegate to ${formatApprover(command.person)}${option("until", command.until)}`;
    case "delegateOff":
      return "delegate off";
    case "showSettings":
      return command.source === undefined ? "settings" : `settings ${SOURCE_NAMES[command.source]}`;
    case "changeSettings":
    case "previewSettings": {
      const start = command.kind === "changeSettings" ? "settings" : "preview settings";
      const period = command.kind === "previewSettings" ? `, last ${command.last}` : "";
      return `${start} ${SOURCE_NAMES[command.source]} ${command.changes.map(formatChange).join(", ")}${period}`;
    }
    case "settingsHistory":
    case "undoSettings":
      return `settings ${SOURCE_NAMES[command.source]} ${command.kind === "undoSettings" ? "undo" : "history"}`;
    case "requests": {
      const { scope, package: wanted, user } = command;
      const name = wanted === undefined ? "" : ` package ${formatPackage(wanted)}`;
      return `requests ${scope}${name}${user === undefined ? "" : ` user ${formatApprover(user)}`}`;
    }
    case "insights":
      return `insights last ${command.last}`;
    case "auditRequest":
      return `audit ${command.id}`;
    case "auditVerify":
      return "audit verify";
    case "auditExport":
      return `audit export${option("from", command.from)}${option("to", command.to)}`;
    case "showRisk":
      return `risk ${formatApprover(command.person)}`;
    case "setRisk":
      return `risk ${formatApprover(command.person)} ${SOURCE_NAMES[command.source]} ${command.level}`;
  }
}

function formatChange(change: SettingChange): string {
  switch (change.setting) {
    case "reset":
      return "reset";
    case "isApprovalRequired":
      return change.value ? "on" : "off";
    case "isApproverJustificationRequired":
      return `justification ${change.value ? "required" : "optional"}`;
    case "whenRiskUnavailable":
      return `unavailable ${change.value === "proceed" ? "proceed" : "require-approval"}`;
    case "primaryApprovers":
    case "fallbackApprovers":
      return `${WORDS[change.setting]} ${change.action} ${formatApprover(change.approver)}`;
    default:
      return `${WORDS[change.setting]} ${change.value}`;
  }
}

function formatApprover(approver: ApproverArgument): string {
  if (approver.by === "mention") return `<at>${approver.name}</at>`;
  return "value" in approver ? approver.value : `${approver.by}:"${approver.name}"`;
}

function formatPackage(wanted: PackageArgument): string {
  return wanted.by === "id" ? wanted.value : `"${wanted.value}"`;
}

function because(text: string): string {
  return text === "" ? "" : ` because ${text}`;
}

function option(word: string, value: string | undefined): string {
  return value === undefined ? "" : ` ${word} ${value}`;
}
