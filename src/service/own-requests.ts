import type { OwnRequestView } from "../approval/views/own-request-view.js";
import { ownRequestView } from "../approval/views/own-request-view.js";
import { changeRequest } from "./change-request.js";
import type { Context } from "./context.js";
import { readOutsideState } from "./read-outside-state.js";

const LONGEST_LIST = 200;

/** The requests a person asked for or is the target of, newest first (Rule V1). */
export async function ownRequests(context: Context, personId: string): Promise<OwnRequestView[]> {
  const views: OwnRequestView[] = [];
  for (const summary of await context.store.requestsAbout(personId, LONGEST_LIST)) {
    const request = (await context.store.load("request", summary.id))?.value;
    const view = request && ownRequestView(request, personId);
    if (view) views.push(view);
  }
  return views;
}

/** One own request, with what Entra made of it; undefined for anybody else's, as for an unknown one. */
export async function ownRequest(
  context: Context,
  personId: string,
  id: string,
): Promise<OwnRequestView | undefined> {
  const changed = await changeRequest(context, id, () => undefined);
  const view = changed && ownRequestView(changed.request, personId);
  if (!changed || view?.progress !== "handedOver") return view;
  const outside = await readOutsideState(context, changed.request);
  return ownRequestView(changed.request, personId, outside);
}
