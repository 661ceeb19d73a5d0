import { decideStage } from "../src/approval/decide.js";
import type { Effect } from "../src/approval/effect.js";
import type { Instant } from "../src/approval/instant.js";
import type { AccessRequest } from "../src/approval/request.js";
import { indexOf } from "../src/service/index-entry.js";
import type { Commit, Store } from "../src/service/ports/store.js";
import { type Cast, conversationOf } from "./cast.js";
import type { OpenCard } from "./fill-store.js";

/** The denial of a stage by the first approver. */
export function deny(cast: Cast, token: string, request: AccessRequest, now: Instant): Effect {
  const [person] = cast.approvers;
  if (!person) throw new Error("nobody decides");
  const { conversationId } = conversationOf(person.id);
  const decided = decideStage(
    request,
    {
      ...{ person, appointers: [], reviewResult: "Denied" },
      justification: "Spoke to Riley, password reset done",
      via: { kind: "card", token, conversationId },
    },
    { standing: "stands", newToken: token, index: 0 },
    now,
  );
  if (decided.ok !== true) throw new Error(`${request.id} cannot be decided`);
  return decided;
}

/** It as it is committed, and the request as it was before. */
export async function denialOf(
  store: Store,
  cast: Cast,
  { requestId, token }: OpenCard,
): Promise<{ readonly commit: Commit<"request">; readonly before: AccessRequest }> {
  const known = await store.load("request", requestId);
  if (!known) throw new Error(`${requestId} is gone`);
  const { request, events } = deny(cast, token, known.value, store.now());
  const index = indexOf("request", request);
  const commit = {
    ...{ kind: "request" as const, id: requestId, expectedVersion: known.version },
    ...{ value: request, events, index },
  };
  return { commit, before: known.value };
}
