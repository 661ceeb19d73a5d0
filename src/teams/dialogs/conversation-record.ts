import { z } from "zod";
import { HOUR, type Instant, instantSchema } from "../../approval/instant.js";
import { shownListSchema } from "./package-question.js";
import { reasonForSchema } from "./reason-question.js";
import { waterfallStateSchema } from "./request-progress.js";

/** A conversation that nobody touched for longer than this is over. */
export const CONVERSATION_PATIENCE = 1 * HOUR;

/** Longest record, in UTF-16 units: a reason of 2,000 characters and a list of ids are far below it. */
export const MAX_RECORD_LENGTH = 32_000;

const promptState = z.record(z.string(), z.unknown());

/** The question that waits, with what its answer is judged by. */
const promptSchema = z.discriminatedUnion("id", [
  z.looseObject({
    id: z.literal("package"),
    state: z.object({ options: z.object({ validations: shownListSchema }), state: promptState }),
  }),
  z.looseObject({
    id: z.literal("reason"),
    state: z.object({ options: z.object({ validations: reasonForSchema }), state: promptState }),
  }),
  z.looseObject({
    id: z.literal("confirmation"),
    state: z.object({ options: promptState, state: promptState }),
  }),
]);

const stepsSchema = z.looseObject({
  id: z.literal("steps"),
  state: waterfallStateSchema.extend({ stepIndex: z.int().min(0).max(3) }),
});

const dialogSchema = z.looseObject({
  id: z.literal("requestByText"),
  state: z.object({
    dialogs: z.object({ dialogStack: z.tuple([stepsSchema, promptSchema]) }),
  }),
});

/** What is kept of a person's conversation: the state of the dialogs, checked because they trust it. */
const recordSchema = z.strictObject({
  /** Rises when the questions change their order or meaning: then a conversation going on is over. */
  version: z.literal(1),
  /** The library's name for the chat: another chat is another conversation. */
  storageKey: z.string(),
  touchedAt: instantSchema,
  state: z.object({
    /** One dialog with a question that waits; none after it has ended. */
    dialogs: z.object({ dialogStack: z.union([z.tuple([]), z.tuple([dialogSchema])]) }),
    /** Digests of the last messages that were handled. */
    handled: z.array(z.string()).optional(),
  }),
});
export type StoredConversation = z.infer<typeof recordSchema>["state"];

/** The state of the conversation; nothing when it is of another chat, untouched for an hour, or not readable. */
export function readRecord(
  json: string,
  storageKey: string,
  now: Instant,
): StoredConversation | undefined {
  if (json.length > MAX_RECORD_LENGTH) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return undefined;
  }
  const record = recordSchema.safeParse(content).data;
  if (record?.storageKey !== storageKey) return undefined;
  return now - record.touchedAt < CONVERSATION_PATIENCE ? record.state : undefined;
}

/** Throws when the state is none that could be read again. */
export function writeRecord(state: unknown, storageKey: string, now: Instant): string {
  const record = recordSchema.parse({ version: 1, storageKey, touchedAt: now, state });
  const json = JSON.stringify(record);
  if (json.length > MAX_RECORD_LENGTH) {
    throw new RangeError(`The state of a conversation has ${json.length} characters`);
  }
  return json;
}
