import type { Person } from "../approval/approver.js";
import type { ControlSettings } from "../approval/control-settings.js";
import { RISK_SOURCES, type RiskSource } from "../approval/risk.js";
import { draftChange, emptyConfiguration, proposeChange } from "../approval/settings-change.js";
import {
  findCrowdedSets,
  findOutlasting,
  type HeadCounts,
  type SettingsProblem,
} from "../approval/settings-problem.js";
import type { SettingsWish } from "../approval/settings-wish.js";
import type { Context } from "./context.js";
import { loadConfiguration, loadControls } from "./control-snapshot.js";
import { countPeople } from "./settings-head-count.js";
import { transact } from "./transact.js";

export type ProposalRefusal =
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }
  | { readonly ok: false; readonly code: "directoryUnreadable" };

export type ProposalResult = { readonly ok: true } | ProposalRefusal;

/**
 * An administrator asks for a change (Rule S1): validated as a whole, then a row of the ledger, so that the sender
 * shows him the before/after card. That he is an administrator is checked by who calls this, and again at `confirm`.
 */
export async function proposeSettingsChange(
  context: Context,
  source: RiskSource,
  wish: SettingsWish,
  proposedBy: Person,
): Promise<ProposalResult> {
  const examined = await examineWish(context, source, wish);
  if (!examined.ok) return examined;
  return transact<"controlConfiguration", ProposalResult>(
    context,
    "controlConfiguration",
    source,
    (stored, now) => {
      const configuration = stored ?? emptyConfiguration(source);
      const proposed = proposeChange(configuration, wish, proposedBy, examined.counts, now);
      if (!proposed.ok) return { outcome: proposed };
      const { configuration: value, events } = proposed;
      return { value, events, outcome: { ok: true } };
    },
  );
}

export interface ExaminedWish {
  readonly ok: true;
  readonly counts: HeadCounts;
  readonly before: ControlSettings;
  readonly after: ControlSettings;
}

/** Everything that is wrong with a change, without proposing it (Rules S1, S2, A6). */
export async function examineWish(
  context: Context,
  source: RiskSource,
  wish: SettingsWish,
): Promise<ExaminedWish | ProposalRefusal> {
  const configuration = await loadConfiguration(context, source);
  const { after, problems } = draftChange(configuration, wish);
  const counts = await countPeople(context, configuration.settings, after);
  if (!counts) return { ok: false, code: "directoryUnreadable" };
  const outlasting = await outlastingIn(context, source, after);
  const all = [...problems, ...findCrowdedSets(counts), ...outlasting];
  return all.length > 0
    ? { ok: false, problems: all }
    : { ok: true, counts, before: configuration.settings, after };
}

/** Whether all reviews together would outlast the wait of Entra, with the other source as it is now (Rule S1). */
export async function outlastingIn(
  context: Context,
  source: RiskSource,
  after: ControlSettings,
): Promise<readonly SettingsProblem[]> {
  const wait = context.gate?.longestWait;
  if (wait === undefined) return [];
  const controls = await loadControls(context);
  const others = RISK_SOURCES.filter((each) => each !== source);
  return findOutlasting(
    after,
    others.map((each) => controls[each].settings),
    wait,
  );
}
