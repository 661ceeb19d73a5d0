import { findAuthority } from "../approval/authority.js";
import type { Instant } from "../approval/instant.js";
import { openStage } from "../approval/request.js";
import { denialDueAt } from "../approval/stage-clock.js";
import type { StageKind } from "../approval/views/approval-view.js";
import type { Context } from "./context.js";
import { appointersInForce } from "./delegations.js";

export interface PendingApproval {
  readonly requestId: string;
  readonly requestorName: string;
  readonly targetName: string;
  readonly accessPackageName: string;
  readonly stageKind: StageKind;
  readonly denialDueAt: Instant;
  readonly isEscalated: boolean;
}

/** What waits for this person's decision, his own and by delegation, most urgent first (Rules D2, A5). */
export async function pendingApprovals(
  context: Context,
  personId: string,
): Promise<PendingApproval[]> {
  const appointers = await appointersInForce(context, personId);
  const ids = await context.store.decidableBy([personId, ...appointers]);
  const found: PendingApproval[] = [];
  for (const id of ids) {
    const request = (await context.store.load("request", id))?.value;
    const open = request && openStage(request);
    const denial = open && denialDueAt(open.stage);
    if (!request || !open || denial === undefined || denial <= context.store.now()) continue;
    if (!findAuthority(request, open.stage, personId, appointers)) continue;
    found.push({
      requestId: id,
      requestorName: request.requestor.displayName,
      targetName: request.target.displayName,
      accessPackageName: request.accessPackage.displayName,
      stageKind: open.stage.source ?? "policy",
      denialDueAt: denial,
      isEscalated: open.stage.escalatedAt !== undefined,
    });
  }
  return found.sort((a, b) => a.denialDueAt - b.denialDueAt);
}
