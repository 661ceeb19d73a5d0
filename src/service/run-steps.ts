import { addressAlerts, postponeAlerts } from "../approval/address-alerts.js";
import { evaluateRequest } from "../approval/evaluate.js";
import { reportHandOver } from "../approval/hand-over.js";
import { openSteps, type Step } from "../approval/next-due.js";
import { resolveApprovers } from "../approval/open-stage.js";
import type { AccessRequest } from "../approval/request.js";
import { RISK_SOURCES } from "../approval/risk.js";
import { changeRequest } from "./change-request.js";
import { ADMINISTRATOR_ROLE, type Context } from "./context.js";
import { loadControls } from "./control-snapshot.js";
import { identifyCallOut } from "./identify-call-out.js";
import { lookUpApprovers } from "./look-up-approvers.js";
import { HandOverError } from "./ports/fulfilment.js";
import { addDetections } from "./read-detections.js";
import { errorName, readSource } from "./read-risk.js";

/**
 * Takes every step that a request waits for now: what is slow happens outside the commit, its result comes back as a
 * happening. Each step leads to a new value that says when it is to be tried again, if at all.
 */
export async function runSteps(context: Context, id: string): Promise<void> {
  const started = await changeRequest(context, id, () => undefined);
  let request = started?.request;
  while (request) {
    const step = dueStep(request, context.store.now());
    if (!step) return;
    request = await takeStep(context, request, step);
  }
}

function dueStep(request: AccessRequest, now: number): Step | undefined {
  return openSteps(request).find((step) => step.notBefore <= now);
}

async function takeStep(
  context: Context,
  request: AccessRequest,
  step: Step,
): Promise<AccessRequest | undefined> {
  switch (step.kind) {
    case "identify":
      return identifyCallOut(context, request);
    case "readRisk":
      return readRisk(context, request);
    case "resolveApprovers":
      return askApprovers(context, request, step.index);
    case "resolveAdministrators":
      return lookUpAdministrators(context, request);
    case "handOver":
      return handOver(context, request);
  }
}

async function readRisk(
  context: Context,
  request: AccessRequest,
): Promise<AccessRequest | undefined> {
  const controls = await loadControls(context);
  const enabled = RISK_SOURCES.filter((source) => controls[source].settings.isApprovalRequired);
  const readings = await Promise.all(enabled.map((source) => readSource(context, source, request)));
  const told = await addDetections(context, readings.flat(), controls);
  const changed = await changeRequest(context, request.id, (current, now) =>
    evaluateRequest(current, told, controls, now),
  );
  return changed?.request;
}

async function askApprovers(
  context: Context,
  request: AccessRequest,
  index: number,
): Promise<AccessRequest | undefined> {
  const sets = await lookUpApprovers(context, request, index);
  if (!sets) return undefined;
  const changed = await changeRequest(context, request.id, (current, now) =>
    resolveApprovers(current, index, sets, now),
  );
  return changed?.request;
}

async function lookUpAdministrators(
  context: Context,
  request: AccessRequest,
): Promise<AccessRequest | undefined> {
  const holders = await context.people.roleHolders(ADMINISTRATOR_ROLE).catch(() => undefined);
  const changed = await changeRequest(context, request.id, (current, now) =>
    holders
      ? addressAlerts(
          current,
          holders.map((person) => person.id),
          now,
        )
      : postponeAlerts(current, now),
  );
  return changed?.request;
}

async function handOver(
  context: Context,
  request: AccessRequest,
): Promise<AccessRequest | undefined> {
  const { fulfilment, store, log } = context;
  const result = await fulfilment.handOver(request, store.now(), log).then(
    (handedOver) => ({ ok: true as const, ...handedOver }),
    (error: unknown) => ({ ok: false as const, reason: failureOf(error) }),
  );
  if (!result.ok)
    log.warn({ requestId: request.id, reason: result.reason }, "the hand-over failed");
  const changed = await changeRequest(context, request.id, (current, now) =>
    reportHandOver(current, result, now),
  );
  return changed?.request;
}

function failureOf(error: unknown): string {
  return error instanceof HandOverError ? error.message : errorName(error);
}
