import { nextTimer } from "./advance.js";
import { alertDueAt } from "./alert-life.js";
import type { Instant } from "./instant.js";
import { nextSendAt } from "./notice.js";
import { type AccessRequest, isTerminal, openStage } from "./request.js";

/** Work outside the process that a request waits for; its result comes back as a happening. */
export type Step =
  | { readonly kind: "identify"; readonly notBefore: Instant }
  | { readonly kind: "readRisk"; readonly notBefore: Instant }
  | { readonly kind: "resolveApprovers"; readonly index: number; readonly notBefore: Instant }
  | { readonly kind: "resolveAdministrators"; readonly notBefore: Instant }
  | { readonly kind: "handOver"; readonly notBefore: Instant };

/** The steps that a request waits for now. */
export function openSteps(request: AccessRequest): Step[] {
  const steps: Step[] = [];
  if (request.lookUp && request.state === "pendingApproval") {
    steps.push({ kind: "identify", notBefore: request.lookUp.notBefore });
  } else if (request.state === "pendingApproval" && !request.isPlanned) {
    steps.push({ kind: "readRisk", notBefore: request.evaluateNotBefore ?? request.submittedAt });
  }
  const open = openStage(request);
  if (open && !open.stage.isResolved) {
    steps.push({
      kind: "resolveApprovers",
      index: open.index,
      notBefore: open.stage.resolveNotBefore ?? 0,
    });
  }
  const alertTimes = request.alerts.flatMap((alert) => alertDueAt(request, alert) ?? []);
  if (alertTimes.length > 0) {
    steps.push({ kind: "resolveAdministrators", notBefore: Math.min(...alertTimes) });
  }
  if (request.handOver && !request.handOver.isDone) {
    steps.push({ kind: "handOver", notBefore: request.handOver.notBefore });
  }
  return steps;
}

/** When the clockwork must look at a request: the next timer or step. Undefined when nothing falls due. */
export function nextDueAt(request: AccessRequest): Instant | undefined {
  const times = openSteps(request).map((step) => step.notBefore);
  const timer = nextTimer(request);
  if (timer) times.push(timer.timer.dueAt);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Terminal, and no row, update, timer or hand-over is pending: it may be put away. */
export function isClosed(request: AccessRequest): boolean {
  return (
    isTerminal(request) &&
    nextDueAt(request) === undefined &&
    nextSendAt(request.notices) === undefined
  );
}
