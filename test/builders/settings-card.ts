import { addCopy } from "../../src/approval/card-copy.js";
import type { ControlConfiguration } from "../../src/approval/control-configuration.js";
import { MINUTE } from "../../src/approval/instant.js";
import { emptyConfiguration, proposeChange } from "../../src/approval/settings-change.js";
import {
  confirmChange,
  type SettingsClick,
  type SettingsClickFacts,
} from "../../src/approval/settings-confirm.js";
import type { SettingsWish } from "../../src/approval/settings-wish.js";
import { ADA, COLE, DANA } from "./cast.js";
import { NOW } from "./request.js";

export const ON: SettingsWish = [{ setting: "isApprovalRequired", value: true }];
export const HIGH: SettingsWish = [{ setting: "minimumRiskLevel", value: "high" }];
export const CLICKED = NOW + MINUTE;

export const click: SettingsClick = {
  token: "token-ada-000000001",
  personId: ADA.id,
  conversationId: "chat-ada",
  messageId: "message-1",
};
export const facts: SettingsClickFacts = {
  administrators: [ADA.id, COLE.id, DANA.id, COLE.id],
  counts: {},
  isOutlasting: false,
  newToken: "token-ada-000000002",
};

/** Somebody proposes a change, and its card is in his chat. */
export function propose(
  wish: SettingsWish,
  who = ADA,
  configuration: ControlConfiguration = emptyConfiguration("idProtection"),
  token = click.token,
): ControlConfiguration {
  const proposed = proposeChange(configuration, wish, who, {}, NOW);
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.problems));
  const row = proposed.configuration.notices.at(-1)?.number;
  const place = { conversationId: click.conversationId, activityId: "message-1" };
  const notices = proposed.configuration.notices.map((notice) =>
    notice.number === row
      ? {
          ...addCopy(notice, { token, reading: null, isConfirmation: false, ...place }),
          state: "delivered" as const,
          shownRevision: notice.revision,
        }
      : notice,
  );
  return { ...proposed.configuration, notices };
}

/** Ada wishes a high minimum, and Cole has switched the review on meanwhile. */
export function overtaken(
  wish: SettingsWish = HIGH,
  faster: SettingsWish = ON,
): ControlConfiguration {
  const both = propose(faster, COLE, propose(wish), "token-cole-00000001");
  const his = { ...click, personId: COLE.id, token: "token-cole-00000001" };
  const result = confirmChange(both, his, facts, CLICKED);
  if (!result.ok) throw new Error(result.code);
  return result.configuration;
}

export function accepted(result: ReturnType<typeof confirmChange>) {
  if (!result.ok) throw new Error(result.code);
  return result;
}
