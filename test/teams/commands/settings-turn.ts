import type { Person } from "../../../src/approval/approver.js";
import type { Turn } from "../../../src/teams/turn.js";
import { conversationOf, type SettingsWorld } from "../../service/settings-world.js";

export interface SettingsTurn extends Turn {
  /** What went to the security log. */
  readonly attempts: readonly string[];
}

/** What an administrator's handler gets in his 1:1 chat. */
export function turnOf(world: SettingsWorld, who: Person, clickedMessageId?: string): SettingsTurn {
  const attempts: string[] = [];
  return {
    context: world.context,
    person: { ...who, accountEnabled: true },
    audiences: ["administrator"],
    conversationId: conversationOf(who),
    activityId: "activity",
    clickedMessageId,
    reader: { now: world.now, timeZone: "UTC", locale: "en-GB", mri: `29:${who.id}` },
    log: world.context.log,
    isLocal: true,
    refused: ({ reason }) => void attempts.push(reason),
    later: () => undefined,
    offerFile: ({ name }) => ({ text: name }),
    attempts,
  };
}
