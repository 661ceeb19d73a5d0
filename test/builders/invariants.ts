import { activeApprovers } from "../../src/approval/authority.js";
import { isUpdateOwed, type Notice } from "../../src/approval/notice.js";
import type { AccessRequest, Stage } from "../../src/approval/request.js";
import { accessRequestSchema, concernedPeople, isTerminal } from "../../src/approval/request.js";
import { isObsolete } from "../../src/approval/request-delivery.js";
import { ownRequestView } from "../../src/approval/views/own-request-view.js";

/** Who may have decided a stage, as the test knows it: everybody who ever was a delegate of somebody. */
export interface Knowledge {
  /** Delegate and appointer, of every delegation that was ever in force. */
  readonly lent: readonly { readonly appointer: string; readonly delegate: string }[];
}

/** What product.md says must hold at all times, judged without the code's own rules. Empty when all is well. */
export function findBrokenInvariants(
  before: AccessRequest,
  after: AccessRequest,
  knowledge: Knowledge,
): string[] {
  return [
    ...after.stages.flatMap((stage, i) => checkStage(before.stages[i], stage, i)),
    ...after.stages.flatMap((stage, i) => checkDecider(after, stage, i, knowledge)),
    ...checkProgress(before, after),
    ...checkLedger(before, after),
    ...checkCards(after),
    ...checkPrivacy(after),
    ...(accessRequestSchema.safeParse(after).success ? [] : ["the value is not what is stored"]),
  ];
}

/** S: at most one terminal outcome per stage, and it never changes; A1: the set never grows. */
function checkStage(before: Stage | undefined, after: Stage, i: number): string[] {
  const broken: string[] = [];
  if ((after.outcome !== undefined) !== (after.status === "settled"))
    broken.push(`stage ${i} is ${after.status} with outcome ${after.outcome?.reviewResult}`);
  if (!before) return broken;
  if (before.outcome && JSON.stringify(before.outcome) !== JSON.stringify(after.outcome))
    broken.push(`the outcome of stage ${i} has changed`);
  if (before.isResolved && JSON.stringify(setsOf(before)) !== JSON.stringify(setsOf(after)))
    broken.push(`the approvers of stage ${i} have changed`);
  if (JSON.stringify(before.settings) !== JSON.stringify(after.settings))
    broken.push(`the settings of stage ${i} have changed`);
  for (const key of ["clockStartedAt", "escalatedAt", "graceUntil"] as const) {
    if (before[key] !== undefined && before[key] !== after[key])
      broken.push(`${key} of stage ${i} has changed`);
  }
  if (new Set(after.remindedFor).size < after.remindedFor.length)
    broken.push(`stage ${i} has reminded twice of one deadline`);
  return broken;
}

function setsOf(stage: Stage) {
  return [stage.primaryApprovers, stage.fallbackApprovers];
}

/** D2, D3, A5: nobody outside the deciders decides; the requestor and the target never. */
function checkDecider(
  request: AccessRequest,
  { outcome, ...stage }: Stage,
  i: number,
  { lent }: Knowledge,
): string[] {
  if (!outcome) return [];
  if (outcome.reason === "timedOut")
    return outcome.reviewResult === "Denied" ? [] : [`stage ${i} was approved by the clock`];
  const by = outcome.reviewedBy?.id ?? "";
  if (concernedPeople(request).includes(by)) return [`stage ${i} was decided by whom it is about`];
  const active = activeApprovers(stage).map((approver) => approver.id);
  if (active.includes(by)) return [];
  const appointer = outcome.onBehalfOf?.id ?? "";
  const isLent = lent.some((l) => l.delegate === by && l.appointer === appointer);
  if (!isLent || !active.includes(appointer)) return [`stage ${i} was decided by a stranger`];
  const own = [...stage.primaryApprovers, ...stage.fallbackApprovers].map((a) => a.id);
  return stage.source !== undefined && !own.includes(by)
    ? [`risk stage ${i} was decided by a delegate from outside`]
    : [];
}

/** D8, P3: stages follow each other; an end stays the end; approved only when every stage approved. */
function checkProgress(before: AccessRequest, after: AccessRequest): string[] {
  const broken: string[] = [];
  const results = after.stages.map((stage) => stage.outcome?.reviewResult);
  const isGranted = ["approved", "delivered", "deliveryFailed", "handedOver"].includes(after.state);
  if (isGranted && results.some((result) => result !== "Approved"))
    broken.push("granted without the approval of every stage");
  if (results.includes("Denied") !== (after.state === "denied"))
    broken.push(`${after.state} with results ${results}`);
  const isInOrder = after.stages.every(
    (stage, i) => stage.status === "waiting" || results.slice(0, i).every((r) => r === "Approved"),
  );
  if (!isInOrder) broken.push("a stage was opened before the one in front of it was approved");
  if (isTerminal(before) && before.state !== after.state) broken.push("an end was not the end");
  return broken;
}

/** N2: the ledger adds up; rows never vanish; what was delivered stays so; what was withdrawn is not sent. */
function checkLedger(before: AccessRequest, after: AccessRequest): string[] {
  const broken: string[] = [];
  const counted = { pending: 0, delivered: 0, failed: 0, withdrawn: 0 };
  for (const notice of after.notices) counted[notice.state] += 1;
  const sum = counted.pending + counted.delivered + counted.failed + counted.withdrawn;
  if (sum !== after.notices.length) broken.push("the ledger does not add up");
  const isNumbered = after.notices.every((notice, i) => notice.number === i + 1);
  if (!isNumbered) broken.push("the rows are not numbered on");
  if (after.notices.length < before.notices.length) broken.push("a row has vanished");
  before.notices.forEach((old, i) => {
    const row = after.notices[i];
    const isWithdrawn = old.state === "withdrawn" && row?.state === "withdrawn";
    if (isWithdrawn && row.copies.length > old.copies.length)
      broken.push(`row ${old.number} was sent though it was withdrawn`);
    if (row && row.shownRevision > row.revision) broken.push(`row ${old.number} shows the future`);
  });
  return broken;
}

/** N3, D1: one card per person and stage; every card of a stage that is over is settled, or an update is owed. */
function checkCards(request: AccessRequest): string[] {
  const cards = request.notices.filter((notice) => notice.kind === "approvalCard");
  const owners = cards.map((card) => `${card.stage} ${card.recipient}`);
  const broken = new Set(owners).size < owners.length ? ["somebody has two cards of a stage"] : [];
  const people = concernedPeople(request);
  if (cards.some((card) => people.includes(card.recipient)))
    broken.push("whom the request is about got an approval card");
  const stale = cards.filter((card) => isObsolete(request, card) && !isSettling(card));
  return [...broken, ...stale.map((card) => `card ${card.number} stays live`)];
}

/** Revision 1 is the card as it was first sent: whatever is over must be later than that, or never have been sent. */
function isSettling(card: Notice): boolean {
  if (card.state === "pending") return card.sendingSince !== undefined || card.revision > 1;
  return card.state !== "delivered" || isUpdateOwed(card) || card.shownRevision > 1;
}

/** V1: the own view has no word, name or date of a stage. */
function checkPrivacy(request: AccessRequest): string[] {
  const text = JSON.stringify(ownRequestView(request, request.requestor.id));
  const deciders = request.stages.flatMap((s) => [...s.primaryApprovers, ...s.fallbackApprovers]);
  const own = new Set(concernedPeople(request));
  const isNamed = deciders.some((a) => !own.has(a.id) && text.includes(a.displayName));
  return isNamed || /risk|protection|insider|escalat|deadline/i.test(text)
    ? ["the own view gives a stage away"]
    : [];
}
