import type { Person } from "../approval/approver.js";
import type { RiskSource } from "../approval/risk.js";
import { draftChange, emptyConfiguration, proposeChange } from "../approval/settings-change.js";
import type { SettingsEdit } from "../approval/settings-edit.js";
import {
  findCrowdedSets,
  type HeadCounts,
  type SettingsProblem,
} from "../approval/settings-problem.js";
import type { Context } from "./context.js";
import { loadConfiguration } from "./control-snapshot.js";
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
  edits: readonly SettingsEdit[],
  proposedBy: Person,
): Promise<ProposalResult> {
  const examined = await examineEdits(context, source, edits);
  if (!examined.ok) return examined;
  return transact<"controlConfiguration", ProposalResult>(
    context,
    "controlConfiguration",
    source,
    (stored, now) => {
      const configuration = stored ?? emptyConfiguration(source);
      const proposed = proposeChange(configuration, edits, proposedBy, examined.counts, now);
      if (!proposed.ok) return { outcome: proposed };
      const { configuration: value, events } = proposed;
      return { value, events, outcome: { ok: true } };
    },
  );
}

/** Everything that is wrong with a change, without proposing it (Rules S1, S2, A6). */
export async function examineEdits(
  context: Context,
  source: RiskSource,
  edits: readonly SettingsEdit[],
): Promise<{ readonly ok: true; readonly counts: HeadCounts } | ProposalRefusal> {
  const configuration = await loadConfiguration(context, source);
  const { after, problems } = draftChange(configuration, edits);
  const counts = await countPeople(context, configuration.settings, after);
  if (!counts) return { ok: false, code: "directoryUnreadable" };
  const all = [...problems, ...findCrowdedSets(counts)];
  return all.length > 0 ? { ok: false, problems: all } : { ok: true, counts };
}
