/** One text of one source file, and what stands there instead. It must occur exactly once. */
export interface Patch {
  /** Below `src`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A fault that somebody could make, and the rules whose checks may notice it first. */
export interface Mutant {
  readonly name: string;
  readonly breaks: readonly string[];
  readonly patches: readonly Patch[];
}

/**
 * Faults that the properties must find. Where the product has two walls for one rule, the mutant has neither: one wall
 * alone holds.
 */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "no compare-and-swap",
    breaks: ["S", "D6", "I2", "N2", "U1", "T1", "T2"],
    patches: [
      {
        file: "store/lowdb/committer.ts",
        find: 'if ((before?.version ?? 0) !== commit.expectedVersion) return { ok: false, reason: "conflict" };',
        replace: "",
      },
    ],
  },
  {
    name: "no deadline check",
    // Without the catch-up an overdue escalation comes too late as well, and some stories show that first.
    breaks: ["D5", "T1"],
    patches: [
      {
        file: "approval/decide.ts",
        find: 'if (denial === undefined || now >= denial) return refuse("tooLate");',
        replace: 'if (denial === undefined) return refuse("tooLate");',
      },
      {
        file: "service/change-request.ts",
        find: "const caughtUp = await catchUp(context, request, now);",
        replace:
          "const caughtUp = happen.length === 0 ? await catchUp(context, request, now) : undefined;",
      },
    ],
  },
  {
    name: "no requester check",
    breaks: ["D3", "A1", "V4"],
    patches: [
      {
        file: "approval/open-stage.ts",
        find: "const excluded = new Set(concerned);",
        replace: "const excluded = new Set<string>();",
      },
      {
        file: "approval/authority.ts",
        find: "if (concernedPeople(request).includes(personId)) return undefined;",
        replace: "",
      },
      {
        file: "approval/authority.ts",
        find: "if (concernedPeople(request).includes(personId)) return false;",
        replace: "",
      },
    ],
  },
  {
    name: "ledger row after the send",
    breaks: ["N2"],
    patches: [
      {
        file: "service/ledger.ts",
        find: `  const changed = await changeNotice(context, ref, number, async (notice, value, now) => {
    if (notice.state !== "pending" || notice.notBefore > now) return undefined;`,
        replace: `  const stored = (await context.store.load(ref.kind, ref.id))?.value;
  const row = stored?.notices.find((n) => n.number === number);
  const begun = stored && row && beginSend(row, token, readingFor(stored, row), context.store.now());
  if (begun) return { value: stored, notice: begun, token, appointers: [] };
  const changed = await changeNotice(context, ref, number, async (notice, value, now) => {
    if (notice.state !== "pending" || notice.notBefore > now) return undefined;`,
      },
      {
        file: "service/ledger.ts",
        find: `(notice, _, now) =>
    reportSend(notice, sent.token, sent.revision, outcome, now),`,
        replace: `(notice, value, now) =>
    reportSend(
      beginSend(notice, sent.token, readingFor(value, notice), now) ?? notice,
      sent.token, sent.revision, outcome, now),`,
      },
    ],
  },
  {
    name: "delegate unchecked",
    breaks: ["A5"],
    patches: [
      {
        file: "approval/authority.ts",
        find: "if (!mayStandIn(request, stage, personId)) return undefined;",
        replace: "",
      },
      {
        file: "service/read-standing.ts",
        find: "if (stage.source !== undefined && !(await isInOwnSets(context, request, stage, person.id))) {",
        replace: "if (stage.position === 0) {",
      },
    ],
  },
  {
    name: "escalation twice",
    breaks: ["T1", "S", "L"],
    patches: [
      {
        file: "approval/request-delivery.ts",
        find: "if (stage.escalatedAt !== undefined || !isUnreachable(request, index)) return effect(request);",
        replace: "if (!isUnreachable(request, index)) return effect(request);",
      },
    ],
  },
  {
    name: "redelivery settles the next stage",
    breaks: ["D6"],
    patches: [
      {
        file: "approval/decide.ts",
        find: "const index = card ? card.notice.stage : findStageOfWords(request, decision);",
        replace: `const index = card
    ? Math.max(request.stages.findIndex(({ status }) => status === "open"), card.notice.stage ?? 0)
    : findStageOfWords(request, decision);`,
      },
    ],
  },
  {
    name: "approve with an empty approver set",
    breaks: ["A3"],
    patches: [
      {
        file: "approval/open-stage.ts",
        find: ': raiseAlert(first.request, index, "noApprover", now);',
        replace: `: settleStage(first.request, index, AGREED(now), settledEvent(first.request, index, AGREED(now)), now);`,
      },
      {
        file: "approval/open-stage.ts",
        find: 'import { sourceOf, withStage } from "./with-stage.js";',
        replace: `import { sourceOf, withStage } from "./with-stage.js";
import { settledEvent, settleStage } from "./settle.js";
const AGREED = (at: Instant) =>
  ({ reviewResult: "Approved", at, justification: "", reason: "decision", wasRiskLower: false }) as const;`,
      },
    ],
  },
];
