import { findEntry, listCommandsFor } from "../grammar/command-reference.js";
import { describeProblem, refuseUnknownCommand } from "../grammar/describe-problem.js";
import type { ParsedCommand } from "../grammar/parsed-command.js";
import type { Reply, Turn } from "../turn.js";
import { handleAuditExport } from "./audit-export.js";
import { handleAuditRequest } from "./audit-request.js";
import { handleAuditVerify } from "./audit-verify.js";
import { handleCancel } from "./cancel.js";
import { handleConfirmClock, handleShowClock } from "./clock.js";
import { handleDecide } from "./decide.js";
import { handleDelegateOff, handleDelegateTo } from "./delegate.js";
import { handleDeliveries } from "./deliveries.js";
import { handleHelp } from "./help.js";
import { handleInsights } from "./insights.js";
import { handleApprovals, handleStatusList } from "./lists.js";
import { handleRequestForm } from "./request-form.js";
import { handleRequests } from "./requests.js";
import { handleResend } from "./resend.js";
import { handleConfirmRestore, handleShowRestore } from "./restore.js";
import { handleSetRisk, handleShowRisk } from "./risk.js";
import { handlePauseSending, handleResumeSending, handleShowSending } from "./sending.js";
import { handleChangeSettings } from "./settings-change.js";
import { handleSettingsHistory } from "./settings-history.js";
import { handlePreviewSettings } from "./settings-preview.js";
import { handleShowSettings } from "./settings-show.js";
import { handleUndoSettings } from "./settings-undo.js";
import { handleStatus } from "./status.js";
import { handleRequest } from "./submit-command.js";

/** Carries out a command, if this person may use it; to anybody else it is an unknown one (Rules S1, V1). */
export async function handleCommand(turn: Turn, command: ParsedCommand): Promise<Reply[]> {
  if (!mayUse(turn, command)) {
    const keyword = findEntry(command.kind).syntax.split(" ", 1)[0] ?? "";
    turn.refused({ reason: "notAllowed", where: `command ${keyword}` });
    const problem = refuseUnknownCommand(keyword, turn.audiences);
    return [{ text: describeProblem(problem, turn.audiences) }];
  }
  return carryOut(turn, command);
}

function mayUse(turn: Turn, command: ParsedCommand): boolean {
  return listCommandsFor(turn.audiences).some((entry) => entry.kind === command.kind);
}

async function carryOut(turn: Turn, command: ParsedCommand): Promise<Reply[]> {
  switch (command.kind) {
    case "help":
      return handleHelp(turn);
    case "requestForm":
    case "requestByText":
      return handleRequestForm(turn);
    case "request":
      return handleRequest(turn, command);
    case "statusList":
      return handleStatusList(turn);
    case "status":
      return handleStatus(turn, command.id);
    case "cancel":
      return handleCancel(turn, command.id, command.justification);
    case "approvals":
      return handleApprovals(turn);
    case "approve":
      return handleDecide(turn, "Approved", command.id, command.justification);
    case "deny":
      return handleDecide(turn, "Denied", command.id, command.justification);
    case "delegateTo":
      return handleDelegateTo(turn, command.person, command.until);
    case "delegateOff":
      return handleDelegateOff(turn);
    case "showSettings":
      return handleShowSettings(turn, command.source);
    case "changeSettings":
      return handleChangeSettings(turn, command);
    case "previewSettings":
      return handlePreviewSettings(turn, command);
    case "settingsHistory":
      return handleSettingsHistory(turn, command.source);
    case "undoSettings":
      return handleUndoSettings(turn, command.source);
    case "auditRequest":
      return handleAuditRequest(turn, command.id);
    case "auditVerify":
      return handleAuditVerify(turn);
    case "auditExport":
      return handleAuditExport(turn, command);
    case "requests":
      return handleRequests(turn, command);
    case "resend":
      return handleResend(turn, command.id);
    case "insights":
      return handleInsights(turn, command.last);
    case "deliveries":
      return handleDeliveries(turn);
    case "showClock":
      return handleShowClock(turn);
    case "confirmClock":
      return handleConfirmClock(turn);
    case "showRestore":
      return handleShowRestore(turn);
    case "confirmRestore":
      return handleConfirmRestore(turn, command.kept);
    case "showSending":
      return handleShowSending(turn);
    case "pauseSending":
      return handlePauseSending(turn, command.reason);
    case "resumeSending":
      return handleResumeSending(turn);
    case "showRisk":
      return handleShowRisk(turn, command.person);
    case "setRisk":
      return handleSetRisk(turn, command);
    default:
      return handleHelp(turn);
  }
}
