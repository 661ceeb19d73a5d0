import type { Activity } from "botbuilder";

/** Rule M1: only a 1:1 chat is private. A conversation that says it is a group, or another kind, is none. */
export function isPrivateChat(activity: Partial<Activity>): boolean {
  const { conversationType, isGroup } = activity.conversation ?? {};
  return isGroup !== true && (conversationType === undefined || conversationType === "personal");
}
