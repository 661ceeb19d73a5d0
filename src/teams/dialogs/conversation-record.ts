import { z } from "zod";
import { HOUR, type Instant, instantSchema } from "../../approval/instant.js";

/** A conversation that nobody touched for longer than this is over. */
export const CONVERSATION_PATIENCE = 1 * HOUR;

/** Longest record, in UTF-16 units: a reason of 2,000 characters and a list of ids are far below it. */
export const MAX_RECORD_LENGTH = 32_000;

const dialogSchema = z.object({
  id: z.string(),
  state: z.record(z.string(), z.unknown()),
  version: z.string().optional(),
});

/** What is kept of a person's conversation: the library's state, checked as far as the library trusts it. */
const recordSchema = z.strictObject({
  /** Rises when the questions change their order or meaning: then a conversation going on is over. */
  version: z.literal(1),
  /** The library's name for the chat: another chat is another conversation. */
  storageKey: z.string(),
  touchedAt: instantSchema,
  state: z.object({
    dialogs: z.object({ dialogStack: z.array(dialogSchema).max(4) }),
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
