import { type AccessRequest, concernedPeople } from "../../../src/approval/request.js";
import { FAYE, FINN, INGRID, SAM, STRANGER } from "../../builders/cast.js";
import { demand } from "../rule-broken.js";
import type { World } from "../world.js";
import type { Sight } from "./snapshot.js";

const FIELDS = new Set([
  "kind",
  "requestId",
  "accessPackage",
  "requestorName",
  "targetName",
  "isForSomebodyElse",
  "isReaderRequestor",
  "submittedAt",
  "justification",
  "progress",
  "approverJustification",
  "canceledByAdministrator",
  "isCancelable",
]);
const SECRETS = /risk|id protection|identity|insider|escalat|fallback|security|compliance|on call/i;
const REVIEWERS = [SAM, INGRID, FINN, FAYE].map((who) => who.displayName);

/** The people a request is about learn nothing of a risk stage, whatever state it is in (V1); others nothing at all (V4). */
export function checkOwnView({ value }: Sight, { product }: World): void {
  for (const id of concernedPeople(value)) {
    const view = product.ownRequestView(value, id);
    demand(view !== undefined, "V1", `${value.id} is hidden from ${id}`);
    const extra = Object.keys(view).filter((field) => !FIELDS.has(field));
    demand(extra.length === 0, "V1", `${value.id} also tells ${extra.join()}`);
    checkText(value, JSON.stringify(view));
  }
  if (concernedPeople(value).includes(STRANGER.id)) return;
  const view = product.ownRequestView(value, STRANGER.id);
  demand(view === undefined, "V4", `${value.id} is shown to a stranger`);
}

/** The same for every message that reached them about their own request. */
export function checkToldTexts(world: World, request: AccessRequest): void {
  for (const told of world.chats.told) {
    if (told.requestId === request.id) checkText(request, told.text);
  }
}

function checkText(request: AccessRequest, text: string): void {
  const { id, requestor, target } = request;
  const secret = SECRETS.exec(text)?.[0];
  demand(secret === undefined, "V1", () => `${id} says "${secret}" to its requestor: ${text}`);
  const name = REVIEWERS.find((reviewer) => text.includes(reviewer));
  const isHisOwn = name === requestor.displayName || name === target.displayName;
  demand(name === undefined || isHisOwn, "V1", `${id} names ${name} to its requestor`);
  const openly = request.stages.find((s) => s.outcome?.reviewResult === "Denied" && !s.source);
  for (const { source, outcome } of request.stages) {
    const words = outcome?.justification ?? "";
    const isSecret =
      source !== undefined && words !== "" && words !== openly?.outcome?.justification;
    demand(!(isSecret && text.includes(words)), "V1", `${id} tells the words of a risk approver`);
  }
}
