import type { Activity } from "botbuilder";
import { z } from "zod";

/** Where an activity came from and how to write back; nothing in it says who somebody is. */
export interface ActivityAddress {
  readonly conversationId: string;
  /** `personal`, `groupChat` or `channel` in Teams; only personal is a 1:1 chat (Rule M1). */
  readonly conversationType: string | undefined;
  readonly serviceUrl: string;
  readonly botId: string;
  /** The sender's `29:` id: for mentions and `refresh.userIds`, not for identity. */
  readonly mri: string;
  readonly locale: string | undefined;
  /** IANA name; undefined if absent or unknown to this runtime. */
  readonly timeZone: string | undefined;
  /** The message whose card was clicked. */
  readonly replyToId: string | undefined;
}

const text = z.string().min(1).max(2_000);
const optional = text.optional().catch(undefined);
const schema = z.object({
  conversation: z.object({ id: text, conversationType: optional }),
  serviceUrl: text,
  recipient: z.object({ id: text }),
  from: z.object({ id: text }),
  locale: optional,
  localTimezone: optional,
  replyToId: optional,
});
const clientSchema = z.object({
  type: z.literal("clientInfo"),
  timezone: optional,
  locale: optional,
});

/** Undefined when the activity has no conversation, sender, recipient or service URL. */
export function readAddress(activity: Partial<Activity>): ActivityAddress | undefined {
  const parsed = schema.safeParse(activity);
  if (!parsed.success) return undefined;
  const { conversation, serviceUrl, recipient, from, locale, localTimezone, replyToId } =
    parsed.data;
  const client = readClient(activity);
  return {
    conversationId: conversation.id,
    conversationType: conversation.conversationType,
    serviceUrl,
    botId: recipient.id,
    mri: from.id,
    locale: locale ?? client?.locale,
    timeZone: [localTimezone, client?.timezone].find(isTimeZone),
    replyToId,
  };
}

function readClient(activity: Partial<Activity>): z.infer<typeof clientSchema> | undefined {
  const entities = Array.isArray(activity.entities) ? activity.entities : [];
  return entities.map((entity) => clientSchema.safeParse(entity).data).find(Boolean);
}

function isTimeZone(name: string | undefined): name is string {
  if (name === undefined) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
