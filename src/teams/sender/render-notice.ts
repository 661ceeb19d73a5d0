import { tellsOf } from "../../approval/alert-life.js";
import type { ControlConfiguration } from "../../approval/control-configuration.js";
import type { CardCopy, Notice } from "../../approval/notice.js";
import type { PersonRecord } from "../../approval/person-record.js";
import type { AccessRequest } from "../../approval/request.js";
import { isObsolete } from "../../approval/request-delivery.js";
import type { Sending } from "../../approval/sending.js";
import { denialDueAt, escalationDueAt } from "../../approval/stage-clock.js";
import { readTrouble } from "../../approval/trouble.js";
import { ownRequestView } from "../../approval/views/own-request-view.js";
import { viewOfCopy } from "../../service/approval-cards.js";
import type { Context } from "../../service/context.js";
import { digestLines } from "../../service/digest-lines.js";
import type { AggregateKind, AggregateRef, Aggregates } from "../../service/ports/store.js";
import type { CardMessage, Reader } from "../cards/card-message.js";
import { renderPause } from "../cards/pause-message.js";
import { renderDigest } from "../cards/render-digest.js";
import { type NoticeInput, renderNotice as renderMessage } from "../cards/render-notice.js";
import { renderOwnRequest } from "../cards/render-own-request.js";
import { renderSystemAlert } from "../cards/system-alert-message.js";
import { renderView } from "../clicks/render-view.js";
import { renderSettingsNotice } from "../commands/settings-notice.js";

/** What a row of the ledger says to its recipient now. Undefined when there is nothing to say any more. */
export async function renderNotice(
  context: Context,
  ref: AggregateRef,
  value: Aggregates[AggregateKind],
  notice: Notice,
  copy: CardCopy,
  reader: Reader,
  appointers: readonly string[],
): Promise<CardMessage | undefined> {
  switch (ref.kind) {
    case "request":
      return renderRequestNotice(context, value as AccessRequest, notice, copy, reader, appointers);
    case "person":
      return renderPersonNotice(context, value as PersonRecord, notice, copy, reader);
    case "sending":
      return renderPause(value as Sending, notice, reader);
    default:
      return renderSettingsNotice(context, value as ControlConfiguration, notice, reader);
  }
}

async function renderRequestNotice(
  context: Context,
  request: AccessRequest,
  notice: Notice,
  copy: CardCopy,
  reader: Reader,
  appointers: readonly string[],
): Promise<CardMessage | undefined> {
  if (notice.kind === "approvalCard") {
    const view = await viewOfCopy(context, request, notice, copy, appointers);
    return view && renderView(view, reader);
  }
  if (notice.kind === "ownRequestCard") {
    const view = ownRequestView(request, notice.recipient);
    return view && renderOwnRequest(view, reader);
  }
  const input = messageInput(request, notice);
  return input && renderMessage(input, reader);
}

function messageInput(request: AccessRequest, notice: Notice): NoticeInput | undefined {
  const facts = {
    requestId: request.id,
    requestorName: request.requestor.displayName,
    accessPackageName: request.accessPackage.displayName,
  };
  const stage = notice.stage === undefined ? undefined : request.stages[notice.stage];
  switch (notice.kind) {
    case "outcome": {
      const view = ownRequestView(request, notice.recipient);
      return view && { kind: "outcome", view };
    }
    case "reminder": {
      if (isObsolete(request, notice)) return { kind: "reminderOver", ...facts };
      const deadline = notice.subject === "escalation" ? "escalation" : "denial";
      const dueAt =
        stage && (deadline === "escalation" ? escalationDueAt(stage) : denialDueAt(stage));
      if (dueAt === undefined) return undefined;
      const isForTarget = request.target.id !== request.requestor.id;
      return {
        kind: "reminder",
        ...facts,
        ...(isForTarget && { targetName: request.target.displayName }),
        deadline,
        dueAt,
      };
    }
    case "alert": {
      const alert = request.alerts.find((a) => tellsOf(notice, a));
      const denial = stage?.status === "open" ? denialDueAt(stage) : undefined;
      return (
        alert && {
          kind: "alert",
          alert: alert.kind,
          ...facts,
          ...(denial !== undefined && { denialDueAt: denial }),
          ...(alert.resolvedAt !== undefined && { resolvedAt: alert.resolvedAt }),
        }
      );
    }
    default:
      return undefined;
  }
}

async function renderPersonNotice(
  context: Context,
  person: PersonRecord,
  notice: Notice,
  copy: CardCopy,
  reader: Reader,
): Promise<CardMessage | undefined> {
  if (notice.kind === "approvalDigest") {
    const lines = await digestLines(context, notice);
    return renderDigest({ token: copy.token, lines, page: 1 }, reader);
  }
  const trouble = readTrouble(notice);
  if (trouble) return renderSystemAlert(trouble, reader);
  const appointer = await context.people.byId(person.id);
  if (!appointer || !person.delegation) return undefined;
  const { until } = person.delegation;
  const input = { kind: "delegateAppointed" as const, appointerName: appointer.displayName };
  return renderMessage({ ...input, ...(until !== undefined && { until }) }, reader);
}
