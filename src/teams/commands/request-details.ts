import { z } from "zod";
import type { RefusalCode } from "../../approval/refusal.js";
import { cancel } from "../../service/cancel-request.js";
import { escalateRequest, resendRequest, viewRequest } from "../../service/oversee-request.js";
import { renderRequestDetails } from "../cards/render-request-details.js";
import { refuseClick } from "../clicks/refuse-click.js";
import type { ClickAnswer, Turn } from "../turn.js";
import { unknownRequest } from "./status.js";

/** The verbs of the card that change something. */
export type OversightVerb = "withdrawRequest" | "escalateNow" | "resendCards";

const dataSchema = z.object({
  a: z.string().max(20),
  i: z.coerce.number().int().min(-1).max(100),
  n: z.coerce.number().int().nonnegative(),
  reason: z.string().max(20_000).default(""),
});
type ClickData = z.infer<typeof dataSchema>;

const WHERE = "request details";
const UNREADABLE = "This card cannot be used any more. Nothing was changed. Write requests again.";

/** A request's card for an administrator; for anybody else, and about himself, it is an unknown one (Rule V4). */
export async function showRequestDetails(
  turn: Turn,
  id: string,
  note?: string,
): Promise<ClickAnswer> {
  const view = turn.audiences.includes("administrator")
    ? await viewRequest(turn.context, id, turn.person.id)
    : undefined;
  if (!view) return refuseClick(turn, "notFound", WHERE, unknownRequest(id));
  const input = note === undefined ? { view } : { view, note };
  return { card: renderRequestDetails(input, turn.reader) };
}

/** `refresh` on the card. */
export async function handleDetailsRefresh(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = dataSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", WHERE, UNREADABLE);
  return showRequestDetails(turn, parsed.data.a);
}

/** Withdraw, escalate now, post the cards again: each with what the reader saw, so that a redelivery changes nothing. */
export async function handleOversight(
  turn: Turn,
  verb: OversightVerb,
  data: unknown,
): Promise<ClickAnswer> {
  const parsed = dataSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", WHERE, UNREADABLE);
  const { a: id } = parsed.data;
  if (!turn.audiences.includes("administrator")) return showRequestDetails(turn, id);
  const result = await act(turn, verb, parsed.data);
  return showRequestDetails(turn, id, result.ok ? DONE[verb] : REFUSED[result.code]);
}

async function act(
  turn: Turn,
  verb: OversightVerb,
  { a: id, i: stage, n, reason }: ClickData,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly code: RefusalCode }> {
  const { context, person: by } = turn;
  switch (verb) {
    case "withdrawRequest":
      return cancel(context, id, by, true, reason);
    case "escalateNow":
      return escalateRequest(context, id, { by, stage, reason });
    case "resendCards":
      return resendRequest(context, id, { by, asOf: Math.min(n, context.store.now()), reason });
  }
}

const DONE: Record<OversightVerb, string> = {
  withdrawRequest: "✔ The request is withdrawn, and its cards close.",
  escalateNow: "✔ The fallback approvers are asked now. The denial counts from here.",
  resendCards: "✔ The open cards are posted again.",
};

const REFUSED: Partial<Record<RefusalCode, string>> = {
  justificationRequired: "✖ Please say why. Nothing was changed.",
  textTooLong: "✖ The reason is too long: at most 2,000 characters. Nothing was changed.",
  notCancelable: "○ It cannot be withdrawn any more. Nothing was changed.",
  notEscalatable: "○ There is nobody to escalate to now. Nothing was changed.",
  nothingToResend: "○ No card is open that was not posted since. Nothing was changed.",
};
