/** Where the layout of a card and the frame of an activity stand, and no words for people. */
const LAYOUT = new Set(
  "$schema,type,version,contentType,spacing,size,weight,style,width,fontType,channelId,serviceUrl,conversation,from,recipient,id,userIds".split(
    ",",
  ),
);

/** Every text in what was sent, hidden data of actions included. */
export function wordsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (LAYOUT.has(key) ? [] : wordsIn(inner)));
}
