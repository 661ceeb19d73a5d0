import { z } from "zod";
import type { ApproverRule } from "../../approval/approver.js";
import type { SettledView } from "../../approval/views/settled-view.js";
import type { CardMessage, Reader } from "./card-message.js";
import { loadCardTemplate } from "./card-template.js";
import { formatInstant } from "./format-instant.js";
import { inertText, LONGEST_REASON } from "./inert-text.js";
import { requestIdSchema } from "./model-parts.js";
import { ownWords, type Phrase, phrase, plainText } from "./phrase.js";

/** Whole lists of runs: filling them one by one would be half of the work of a click's answer. */
const runSchema = z.strictObject({
  type: z.literal("TextRun"),
  text: z.string().min(1),
  weight: z.enum(["Default", "Bolder"]),
});
const lineSchema = z.strictObject({ text: z.string().min(1) });

const fill = loadCardTemplate(
  "settled",
  z.strictObject({
    plainText: z.string(),
    style: z.enum(["good", "attention", "emphasis"]),
    outcome: z.array(runSchema.extend({ size: z.literal("Medium") })),
    requestId: requestIdSchema,
    at: z.array(lineSchema).max(1),
    about: z.array(runSchema),
    justification: z.array(lineSchema).max(1),
    notes: z.array(lineSchema),
  }),
);

/** A card that is over, the same for everybody: no inputs, no buttons, no evidence (Rules D1, N3, V3). */
export function renderSettled(view: SettledView, reader: Reader): CardMessage {
  const outcome = outcomeLine(view);
  const subject = subjectOf(view);
  const at = view.at === undefined ? "" : formatInstant(view.at, reader);
  const summary = `${plainText(outcome)} · ${plainText(subject)}`;
  const text = [summary, at, view.requestId].filter((part) => part !== "").join(" · ");
  const justification = inertText(view.justification, LONGEST_REASON);
  const card = fill({
    plainText: text,
    style: STYLES[view.outcome],
    outcome: outcome.map((run) => ({
      type: "TextRun",
      text: run.text,
      weight: "Bolder",
      size: "Medium",
    })),
    requestId: view.requestId,
    at: at === "" ? [] : [{ text: at }],
    about:
      phrase`${subject} · ${ownWords(view.stageKind === "policy" ? "approval" : "risk review")}`.map(
        (run) => ({ type: "TextRun", ...run }),
      ),
    justification: justification === "" ? [] : [{ text: `“${justification}”` }],
    notes: notesOf(view).map((text) => ({ text })),
  });
  return { card, summary, text };
}

const STYLES = {
  approved: "good",
  denied: "attention",
  timedOut: "attention",
  canceled: "emphasis",
  endedInEntra: "emphasis",
  released: "emphasis",
} as const;

function outcomeLine(view: SettledView): Phrase {
  const by = view.by === undefined ? [] : phrase` by ${view.by.displayName}`;
  const behalf = view.onBehalfOf === undefined ? [] : phrase` for ${view.onBehalfOf.displayName}`;
  switch (view.outcome) {
    case "approved":
      return phrase`✔ Approved${by}${behalf}`;
    case "denied":
      return phrase`✖ Denied${by}${behalf}`;
    case "timedOut":
      return phrase`✖ Denied: nobody decided in time`;
    case "canceled":
      return phrase`○ Withdrawn${by}`;
    case "endedInEntra":
      return phrase`○ Ended in Microsoft Entra`;
    case "released":
      return phrase`○ You are no longer asked`;
  }
}

function subjectOf(view: SettledView): Phrase {
  const beneficiary = view.target ? phrase` for ${view.target.displayName}` : [];
  return phrase`${view.requestor.displayName}${beneficiary} · ${view.accessPackage.displayName}`;
}

function notesOf(view: SettledView): string[] {
  if (view.outcome === "released") return ["The delegation has ended. Nothing is needed from you."];
  if (view.outcome === "canceled") return ["Nothing is needed from you."];
  if (view.outcome === "endedInEntra") return ["No decision is needed here any more."];
  const lower = view.wasRiskLower ? ["The risk was lower when decided than on the card."] : [];
  return [...lower, ...(view.next ? [nextStep(view.next)] : [])];
}

const ASKS: Record<ApproverRule["kind"], string> = {
  manager: "manager approval",
  user: "approval by a named person",
  group: "approval by a group",
  role: "approval by a role",
};

function nextStep(next: NonNullable<SettledView["next"]>): string {
  if (next.kind === "entra") return "Next: it goes on in Microsoft Entra";
  if (next.kind === "onward") return "Next: the request goes on";
  if (next.kind === "fulfilment") return "Next: access is being given";
  const asks = next.asks.filter((kind): kind is ApproverRule["kind"] => kind in ASKS);
  return `Next: ${asks.length === 0 ? "approval" : asks.map((kind) => ASKS[kind]).join(", ")}`;
}
