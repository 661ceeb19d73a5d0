import type { ControlConfiguration } from "./control-configuration.js";
import type { ControlSettings } from "./control-settings.js";
import { carryOver } from "./settings-difference.js";
import { applyEdits, type SettingsEdit } from "./settings-edit.js";
import { appliedChanges, settingsAt, versionOf } from "./settings-history.js";
import type { SettingsProblem } from "./settings-problem.js";

/** What an administrator wants of a control configuration. */
export type SettingsWish =
  | readonly SettingsEdit[]
  /** The reverse of the last applied change, an undo among them. */
  | { readonly kind: "undo" }
  /** A form: what it changes of the settings that it showed is wished, the rest is left alone. */
  | {
      readonly kind: "form";
      readonly formId: string;
      readonly shownVersion: number;
      readonly settings: ControlSettings;
    };

export interface DraftedWish {
  readonly after: ControlSettings;
  /** Not yet those of the settings as a whole. */
  readonly problems: readonly SettingsProblem[];
  /** The version whose change it takes back. */
  readonly undoes?: number;
}

/** What the settings would be. A wish is always laid over what is in force now. */
export function draftWish(configuration: ControlConfiguration, wish: SettingsWish): DraftedWish {
  const { source, settings } = configuration;
  if (!("kind" in wish)) {
    const { settings: after, problems } = applyEdits(source, settings, wish);
    return { after, problems };
  }
  if (wish.kind === "undo") {
    const last = appliedChanges(configuration).at(-1);
    if (!last) return { after: settings, problems: [{ code: "nothingToUndo" }] };
    const after = carryOver(settings, last.after, last.before);
    return { after, problems: [], undoes: versionOf(last) };
  }
  const shown = settingsAt(configuration, wish.shownVersion);
  if (!shown) return { after: settings, problems: [{ code: "formTooOld" }] };
  return { after: carryOver(settings, shown, wish.settings), problems: [] };
}
