import type { AuditEvent } from "../../src/approval/audit-event.js";
import type { SendOutcome } from "../../src/approval/delivery.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { SAM } from "../builders/cast.js";
import { conversationOf } from "../builders/post.js";
import type { Product } from "../properties/product.js";
import { type Look, ModelStore, WorkEndsError } from "./model-store.js";
import type { Message } from "./scenario.js";
import { contextOf } from "./small-world.js";

/** A piece of work of one process: it reads, decides, and wants to write at most once. */
export type Work =
  | { readonly kind: "message"; readonly message: Message; readonly token: string }
  | { readonly kind: "clock" }
  | { readonly kind: "beginSend"; readonly number: number; readonly token: string }
  | {
      readonly kind: "recordSend";
      readonly number: number;
      readonly token: string;
      readonly revision: number;
      readonly outcome: SendOutcome;
    }
  | { readonly kind: "recordUpdate"; readonly number: number; readonly revision: number };

/** What a piece of work came to. Without `value` there is nothing to write. */
export interface Outcome {
  readonly value?: AccessRequest;
  readonly events: readonly AuditEvent[];
  /** The answer that its sender gets; a message only. */
  readonly answer?: Answer;
}

export interface Answer {
  /** `settled`, `question`, `known`, `cardFirst`, `canceled`, or the code of a refusal. */
  readonly says: string;
  readonly stage?: number;
}

/** Lets the real code do a piece of work on what it reads. The same work on the same looks always comes to the same. */
export async function doWork(
  product: Product,
  work: Work,
  looks: readonly Look[],
  level: string,
): Promise<Outcome> {
  const store = new ModelStore(looks);
  const first = looks[0]?.value;
  if (!first) throw new Error("nothing was read");
  const context = contextOf(store.port(), level, () => nextToken(first, work));
  let answer: Answer | undefined;
  try {
    answer = await start(product, context, first.id, work);
  } catch (error) {
    if (!(error instanceof WorkEndsError)) throw error;
  }
  const { written } = store;
  const said = answer === undefined ? {} : { answer };
  return written
    ? { value: written.value, events: written.events, ...said }
    : { events: [], ...said };
}

type Context = ReturnType<typeof contextOf>;

async function start(
  product: Product,
  context: Context,
  id: string,
  work: Work,
): Promise<Answer | undefined> {
  const ref = { kind: "request", id } as const;
  switch (work.kind) {
    case "message":
      return deliver(product, context, id, work);
    case "clock":
      await product.handleDue(context, ref);
      return undefined;
    case "beginSend":
      await product.beginNotice(context, ref, work.number);
      return undefined;
    case "recordSend":
      await product.recordSend(context, ref, work.number, work, work.outcome);
      return undefined;
    case "recordUpdate":
      await product.recordUpdate(context, ref, work.number, work.revision, SENT);
      return undefined;
  }
}

async function deliver(
  product: Product,
  context: Context,
  id: string,
  { message, token }: Extract<Work, { kind: "message" }>,
): Promise<Answer> {
  const { by, kind, reviewResult } = message;
  if (kind === "cancel") {
    const result = await product.cancel(context, id, by, false, "not needed");
    return { says: result.ok ? "canceled" : result.code };
  }
  const place = kind === "stolen" ? SAM.id : by.id;
  const via =
    kind === "typed"
      ? { kind, activityId: token, digest: `${reviewResult} as agreed` }
      : { kind: "card" as const, token, conversationId: conversationOf(place) };
  const input = { requestId: id, reviewResult, person: by, justification: "as agreed", via };
  const { result } = await product.decide(context, input);
  if (result.ok === false) return { says: result.code };
  return { says: result.ok === true ? result.answer : result.ok, stage: result.index };
}

const SENT: SendOutcome = { kind: "sent", conversationId: "any", activityId: "any" };

/** Unguessable elsewhere, here only never the same twice: no two copies of one request are made from the same number. */
function nextToken(request: AccessRequest, work: Work): string {
  if (work.kind === "beginSend") return work.token;
  const copies = request.notices.reduce((sum, notice) => sum + notice.copies.length, 0);
  return `question-after-${String(copies).padStart(4, "0")}-copies`;
}
