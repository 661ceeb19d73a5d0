import type { ControlSettings } from "../approval/control-settings.js";
import { eligibleApprovers } from "../approval/open-stage.js";
import type { ApproverSetting } from "../approval/settings-difference.js";
import type { Context } from "./context.js";
import { resolveRules } from "./resolve-rules.js";

/** Somebody who would be asked, by name. */
export interface AskedPerson {
  readonly id: string;
  readonly displayName: string;
  /** Has the bot installed, so that a card reaches him (Rule A4). */
  readonly isReachable: boolean;
}

/** Who would be asked under settings; undefined for a set that the directory does not tell now. */
export type SettingsOutlook = Readonly<Record<ApproverSetting, readonly AskedPerson[] | undefined>>;

/** The enabled people whom the sets of settings name now, each once. Never rejects. */
export async function readOutlook(
  context: Context,
  settings: ControlSettings,
): Promise<SettingsOutlook> {
  const [primaryApprovers, fallbackApprovers] = await Promise.all([
    readSet(context, settings.primaryApprovers),
    readSet(context, settings.fallbackApprovers),
  ]);
  return { primaryApprovers, fallbackApprovers };
}

async function readSet(
  context: Context,
  rules: ControlSettings[ApproverSetting],
): Promise<readonly AskedPerson[] | undefined> {
  const { candidates, isComplete } = await resolveRules(context, rules, "");
  if (!isComplete) return undefined;
  return Promise.all(
    eligibleApprovers([], candidates).map(async ({ id, displayName }) => {
      const record = await context.store.load("person", id);
      return { id, displayName, isReachable: record?.value.isInstalled === true };
    }),
  );
}
