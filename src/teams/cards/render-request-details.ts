import { z } from "zod";
import type { AdministratorView } from "../../approval/views/administrator-view.js";
import type { OutsideState } from "../../approval/views/outside-state.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { inertText } from "./inert-text.js";
import { paragraphSchema, phraseSchema, requestIdSchema } from "./model-parts.js";
import { ownWords, type Phrase, phrase } from "./phrase.js";
import { requestStateWords } from "./request-state-words.js";
import { evidenceSection } from "./risk-evidence.js";
import { stageLines, stageTitle } from "./stage-detail-lines.js";

export interface RequestDetailsInput {
  readonly view: AdministratorView;
  /** Answer to what was just done; words of ours. */
  readonly note?: string;
}

/** Five stages and this stay below the size of a card. */
const LONGEST_QUOTE = 300;

/** What comes back with a click: the request, the stage that was open, and what the reader had seen by then. */
const dataSchema = z.strictObject({
  a: requestIdSchema,
  i: z.int().min(-1),
  n: z.int().nonnegative(),
});
const actionSchema = z.array(
  z.strictObject({
    data: dataSchema,
    submitData: z.strictObject({ verb: z.string(), ...dataSchema.shape }),
  }),
);
const backSchema = z.strictObject({ l: z.literal("requests"), p: z.int().positive() });
const textSchema = z.strictObject({ text: z.string() });
const sectionSchema = z.strictObject({
  title: z.string(),
  lines: z.array(paragraphSchema),
});

const fill = loadCardTemplate(
  "request-details",
  z.strictObject({
    plainText: z.string(),
    heading: z.string(),
    requestId: requestIdSchema,
    title: phraseSchema,
    state: z.string(),
    notes: z.array(textSchema).max(1),
    facts: z.array(paragraphSchema),
    stages: z.array(
      sectionSchema.extend({
        evidence: z.array(z.strictObject({ title: phraseSchema, evidence: phraseSchema })).max(1),
      }),
    ),
    outside: z.array(sectionSchema),
    act: z
      .array(
        z.strictObject({
          withdraw: actionSchema.max(1),
          escalate: actionSchema.max(1),
          resend: actionSchema.max(1),
        }),
      )
      .max(1),
    refresh: actionSchema.length(1),
    back: z
      .array(
        z.strictObject({
          data: backSchema,
          submitData: z.strictObject({ verb: z.literal("page"), ...backSchema.shape }),
        }),
      )
      .length(1),
  }),
);

/**
 * A request for an administrator (Rule V4). Verbs `withdrawRequest`, `escalateNow`, `resendCards` with input `reason`;
 * `refresh`, and `page` for the list.
 */
export function renderRequestDetails(input: RequestDetailsInput, reader: Reader): CardMessage {
  const { view, note = "" } = input;
  const { id } = view.summary;
  const summary = `Request ${id}`;
  const action = (verb: string, isOffered = true) => {
    const data = { a: id, i: view.openStage ?? -1, n: reader.now };
    return isOffered ? [{ data, submitData: { verb, ...data } }] : [];
  };
  const { can } = view;
  const back = { l: "requests" as const, p: 1 };
  const card = fill({
    plainText: summary,
    heading: "Request",
    requestId: id,
    title: titleOf(view),
    state: requestStateWords(view.summary, reader.now),
    notes: note === "" ? [] : [{ text: note }],
    facts: facts(view, reader).map((runs) => ({ runs })),
    stages: view.stages.map((stage) => ({
      title: stageTitle(view, stage),
      lines: stageLines(stage, reader).map((runs) => ({ runs })),
      evidence: stage.evidence ? [evidenceSection(stage.evidence, reader)] : [],
    })),
    outside: [
      ...otherReadings(view, reader),
      handOver(view, reader),
      inEntra(view),
      deliveries(view),
    ].flat(),
    act: can.cancel
      ? [
          {
            withdraw: action("withdrawRequest"),
            escalate: action("escalateNow", can.escalate),
            resend: action("resendCards", can.resend),
          },
        ]
      : [],
    refresh: action("refresh"),
    back: [{ data: back, submitData: { verb: "page", ...back } }],
  });
  return { card, summary, text: summary };
}

function titleOf(view: AdministratorView): Phrase {
  const beneficiary = view.target ? phrase` for ${view.target.displayName}` : [];
  return phrase`${view.requestor.displayName} wants ${view.accessPackageName}${beneficiary}`;
}

function facts(view: AdministratorView, reader: Reader): Phrase[] {
  const { summary } = view;
  const reason = inertText(view.justification, LONGEST_QUOTE);
  const lines: Phrase[] = [
    phrase`Requested ${ownWords(formatInstant(summary.submittedAt, reader))} by ${view.requestor.userPrincipalName}${ownWords(summary.isCallOut ? ", through Entra" : "")}`,
    phrase`Policy ${view.policyName}`,
  ];
  if (reason !== "") lines.push(ownWords(`“${reason}”`));
  if (summary.completedAt !== undefined) {
    lines.push(ownWords(`Ended ${formatInstant(summary.completedAt, reader)}`));
  }
  if (view.canceledBy !== undefined) lines.push(phrase`Withdrawn by ${view.canceledBy}`);
  return lines;
}

function otherReadings(view: AdministratorView, reader: Reader) {
  const lines = view.otherReadings.map((risk) => {
    const { title, evidence } = evidenceSection(risk, reader);
    return { runs: [...title, ...ownWords(" · "), ...evidence] };
  });
  return lines.length === 0 ? [] : [{ title: "Read at submission, below the minimum", lines }];
}

function handOver({ handOver: state }: AdministratorView, reader: Reader) {
  if (!state) return [];
  const tries = `${state.attempts} ${state.attempts === 1 ? "try" : "tries"}`;
  const text = state.isDone
    ? `Done after ${tries}`
    : `Not done after ${tries}; next try ${formatInstant(state.notBefore, reader)}`;
  const why = !state.isDone && state.failure ? [{ runs: ownWords(state.failure) }] : [];
  return [{ title: "Hand-over", lines: [{ runs: ownWords(text) }, ...why] }];
}

const IN_ENTRA: Readonly<Record<OutsideState, string>> = {
  submitted: "It waits there and has not gone on yet",
  pendingApproval: "It waits for its own approvals there",
  scheduled: "Approved there; access begins later",
  delivering: "Approved there; access is being set up",
  delivered: "Delivered",
  partiallyDelivered: "Delivered in part; look there at the rest",
  deliveryFailed: "Approved there, and the delivery failed",
  denied: "Denied",
  canceled: "Withdrawn",
  gone: "It is not there any more",
  unreadable: "Its state cannot be read now",
};

function inEntra({ outside }: AdministratorView) {
  if (!outside) return [];
  return [{ title: "In Microsoft Entra now", lines: [{ runs: ownWords(IN_ENTRA[outside]) }] }];
}

function deliveries({ notices }: AdministratorView) {
  const { intended, delivered, failed, withdrawn, pending } = notices;
  const text = `${intended} intended: ${delivered} delivered, ${failed} failed, ${withdrawn} withdrawn, ${pending} pending`;
  return [{ title: "Notices", lines: [{ runs: ownWords(text) }] }];
}
