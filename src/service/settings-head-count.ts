import type { ControlSettings } from "../approval/control-settings.js";
import { eligibleApprovers } from "../approval/open-stage.js";
import { APPROVER_SETTINGS, differingSettings } from "../approval/settings-difference.js";
import type { HeadCounts } from "../approval/settings-problem.js";
import type { Context } from "./context.js";
import { resolveRules } from "./resolve-rules.js";

type Sets = Pick<ControlSettings, (typeof APPROVER_SETTINGS)[number]>;

/**
 * How many enabled people the sets resolve to that a change changes, each and together (Rule A6). A set that stays as it
 * is may have grown beyond the limit: that never stands in the way of another setting, or of making it smaller.
 *
 * @returns undefined when the directory does not say
 */
export async function countPeople(
  context: Context,
  before: ControlSettings,
  after: ControlSettings,
): Promise<HeadCounts | undefined> {
  const differing = differingSettings(before, after);
  const changed = APPROVER_SETTINGS.filter((setting) => differing.includes(setting));
  if (changed.length === 0) return {};
  const [old, now] = await Promise.all([peopleOf(context, before), peopleOf(context, after)]);
  if (!now) return undefined;
  const counts = Object.fromEntries(changed.map((setting) => [setting, now[setting].size]));
  const together = union(now);
  return old && together <= union(old) ? counts : { ...counts, together };
}

type People = Readonly<Record<keyof Sets, ReadonlySet<string>>>;

async function peopleOf(context: Context, sets: Sets): Promise<People | undefined> {
  const [primary, fallback] = await Promise.all(
    APPROVER_SETTINGS.map((setting) => resolveRules(context, sets[setting], "")),
  );
  if (!primary?.isComplete || !fallback?.isComplete) return undefined;
  const idsOf = ({ candidates }: typeof primary) =>
    new Set(eligibleApprovers([], candidates).map(({ id }) => id));
  return { primaryApprovers: idsOf(primary), fallbackApprovers: idsOf(fallback) };
}

function union({ primaryApprovers, fallbackApprovers }: People): number {
  return new Set([...primaryApprovers, ...fallbackApprovers]).size;
}
