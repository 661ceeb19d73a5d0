import type { Context } from "../../service/context.js";
import type { Reader } from "../cards/card-message.js";

/** Clock, time zone and language of a person, as his client said last. */
export async function readerOf(context: Context, personId: string): Promise<Reader> {
  const conversation = (await context.store.load("person", personId))?.value.conversation;
  return {
    now: context.store.now(),
    timeZone: conversation?.timeZone ?? "UTC",
    locale: conversation?.locale ?? "en-US",
    ...(conversation && { mri: conversation.mri }),
  };
}
