import type { Person } from "../../../src/approval/approver.js";
import { type AccessRequest, openStage, type Stage } from "../../../src/approval/request.js";
import { EVERYBODY } from "../company.js";
import type { World } from "../world.js";

/** A request with a stage that waits for a decision. */
export interface OpenCase {
  readonly request: AccessRequest;
  readonly index: number;
  readonly stage: Stage;
}

/** One of the requests that wait now; most of what is worth trying happens to them. */
export async function chooseOpenCase(world: World): Promise<OpenCase | undefined> {
  const cases: OpenCase[] = [];
  for (const { id } of world.submissions) {
    const request = (await world.store.load("request", id))?.value;
    const open = request?.state === "pendingApproval" ? openStage(request) : undefined;
    if (request && open) cases.push({ request, ...open });
  }
  return world.choices.pickFrom(cases);
}

/** The id of a request that waits, now and then of any that was submitted. */
export async function chooseRequestId(world: World): Promise<string | undefined> {
  const open = world.choices.chance(0.8) ? await chooseOpenCase(world) : undefined;
  return open?.request.id ?? world.choices.pickFrom(world.submissions)?.id;
}

/** Everybody in the sets of a stage. */
export function askedPeople(stage: Stage | undefined): readonly Person[] {
  const ids = [...(stage?.primaryApprovers ?? []), ...(stage?.fallbackApprovers ?? [])].map(
    (approver) => approver.id,
  );
  return EVERYBODY.filter((who) => ids.includes(who.id));
}
