import { z } from "zod";
import { personSchema } from "./approver.js";
import { instantSchema } from "./instant.js";
import { noticeSchema } from "./notice.js";

/** Where a person can be written to in Teams: his 1:1 chat with the bot. */
export const conversationSchema = z.strictObject({
  conversationId: z.string(),
  serviceUrl: z.string(),
  botId: z.string(),
  /** The person's id in Teams (`29:…`); not an identity, only an address. */
  mri: z.string(),
  locale: z.string().optional(),
  /** IANA name, as the client says. */
  timeZone: z.string().optional(),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const delegationSchema = z.strictObject({
  delegate: personSchema,
  from: instantSchema,
  /** Ends at this instant; absent while it is open-ended. */
  until: instantSchema.optional(),
});

/** A change of the delegation of which the open stages may not know yet. */
export const delegationChangeSchema = z.strictObject({
  at: instantSchema,
  /** Object ids of former delegates whose cards are to be closed. */
  released: z.array(z.string()),
});

/** What Riskgate keeps of a person, by tenant id and object id. */
export const personRecordSchema = z.strictObject({
  /** Object id, lower case. */
  id: z.string(),
  tenantId: z.string(),
  conversation: conversationSchema.optional(),
  /** False before the bot was installed and after it was removed: unreachable (Rule A4). */
  isInstalled: z.boolean(),
  seenAt: instantSchema,
  /** He can be reached again since then, and what waits for him has not been revived yet (Rule N2). */
  backSince: instantSchema.optional(),
  delegation: delegationSchema.optional(),
  /** Set by the commit that changes the delegation, taken away when every open stage has heard of it. */
  delegationChange: delegationChangeSchema.optional(),
  /** State of the guided conversation, as its library keeps it; absent when none is going on. */
  dialogState: z.string().optional(),
  notices: z.array(noticeSchema),
});
export type PersonRecord = z.infer<typeof personRecordSchema>;
