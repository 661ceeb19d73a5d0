import { z } from "zod";
import type { OwnRequestView } from "../../approval/views/own-request-view.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { inertText, LONGEST_REASON } from "./inert-text.js";
import { phraseSchema, requestIdSchema } from "./model-parts.js";
import { STEPS, whatHappened, whatNext } from "./own-request-words.js";
import { ownWords, type Phrase, phrase, plainText } from "./phrase.js";
import { withRefresh } from "./with-refresh.js";

const fill = loadCardTemplate(
  "own-request",
  z.strictObject({
    plainText: z.string(),
    title: phraseSchema,
    requestId: requestIdSchema,
    submitted: phraseSchema,
    steps: phraseSchema,
    whatHappened: phraseSchema,
    answer: z.array(z.strictObject({ text: z.string() })).max(1),
    next: z.array(z.strictObject({ text: z.string() })).max(1),
    reason: z.array(z.strictObject({ text: z.string() })).max(1),
    cancel: z.array(z.strictObject({ requestId: requestIdSchema })).max(1),
  }),
);

/**
 * The card of a request for the people it is about; it stays up to date. Verbs `cancelRequest`, `refresh`. It can say
 * no more than its view knows, which is nothing of a risk stage (Rule V1).
 */
export function renderOwnRequest(view: OwnRequestView, reader: Reader): CardMessage {
  const title = titleOf(view);
  const happened = whatHappened(view);
  const summary = `${plainText(title)}: ${plainText(happened)}`;
  const text = `${summary} ${view.requestId}`;
  const answer = inertText(view.approverJustification, LONGEST_REASON);
  const reason = inertText(view.justification, LONGEST_REASON);
  const next = whatNext(view);
  const card = fill({
    plainText: text,
    title,
    requestId: view.requestId,
    submitted: submittedLine(view, reader),
    steps: stepLine(view),
    whatHappened: happened,
    answer: answer === "" ? [] : [{ text: `“${answer}”` }],
    next: next === "" ? [] : [{ text: next }],
    reason: reason === "" ? [] : [{ text: `“${reason}”` }],
    cancel: view.isCancelable ? [{ requestId: view.requestId }] : [],
  });
  return { card: withRefresh(card, { r: view.requestId }, reader), summary, text };
}

function titleOf(view: OwnRequestView): Phrase {
  const beneficiary =
    view.isForSomebodyElse && view.isReaderRequestor ? phrase` for ${view.targetName}` : [];
  return phrase`${view.accessPackage.displayName}${beneficiary}`;
}

function submittedLine(view: OwnRequestView, reader: Reader): Phrase {
  const by =
    view.isForSomebodyElse && !view.isReaderRequestor
      ? phrase` for you by ${view.requestorName}`
      : [];
  return phrase`Requested${by} ${ownWords(formatInstant(view.submittedAt, reader))}`;
}

/** A word and its symbol stay on one line; the line breaks between steps. */
function stepLine(view: OwnRequestView): Phrase {
  return STEPS[view.progress].map((step, i) => ({
    text: `${i === 0 ? "" : " \u2002"}${step.text.replaceAll(" ", "\u00A0")}`,
    weight: step.isReached ? "Bolder" : "Default",
  }));
}
