import { advanceRequest } from "../src/approval/advance.js";
import { durationMs } from "../src/approval/instant.js";
import { nextDueAt } from "../src/approval/next-due.js";
import { deliverAll, openRequest, type RequestMaker } from "./fill-store.js";

/**
 * Makes requests whose next timer is the escalation to a fallback approver (Rule T1), each at its own instant: opened a
 * day before, reminded since, every card delivered. Number `from` gets the first instant.
 */
export function makeEscalating(dueAt: readonly number[], from: number): RequestMaker {
  return (cast, id, n) => {
    const due = dueAt[n - from];
    const fallback = cast.everybody.at(-1);
    if (due === undefined || !fallback) throw new Error(`nothing is due at ${n}`);
    const { durationBeforeEscalation } = cast.controls.idProtection.settings;
    const openedAt = due - durationMs(durationBeforeEscalation);
    const opened = openRequest(cast, id, n, openedAt, [fallback]);
    const remindedAt = due - 60_000;
    const reminded = advanceRequest(opened.request, { outages: [], delegations: [] }, remindedAt);
    if (!reminded) throw new Error("nobody was reminded");
    const { request } = deliverAll(reminded.request, cast, remindedAt);
    if (nextDueAt(request) !== due) throw new Error(`${id} is due at ${nextDueAt(request)}`);
    return { request, token: opened.token, events: [...opened.events, ...reminded.events] };
  };
}
