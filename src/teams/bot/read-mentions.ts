import type { Activity } from "botbuilder";
import { z } from "zod";
import type { Mention } from "../grammar/command-input.js";

const schema = z.object({
  type: z.literal("mention"),
  text: z.string().max(500),
  mentioned: z.object({
    id: z.string().max(300),
    name: z.string().max(300).default(""),
    aadObjectId: z.string().max(100).optional(),
  }),
});

/** The mentions of a message. What a mention says of a person is a hint, his object id is looked up. */
export function readMentions(activity: Partial<Activity>): Mention[] {
  const entities = Array.isArray(activity.entities) ? activity.entities.slice(0, 50) : [];
  return entities.flatMap((entity) => {
    const parsed = schema.safeParse(entity);
    if (!parsed.success) return [];
    const { text, mentioned } = parsed.data;
    return [
      {
        text,
        mri: mentioned.id,
        name: mentioned.name,
        isBot: mentioned.id === activity.recipient?.id,
        ...(mentioned.aadObjectId !== undefined && { aadObjectId: mentioned.aadObjectId }),
      },
    ];
  });
}
