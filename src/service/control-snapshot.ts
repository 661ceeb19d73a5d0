import type { ControlConfiguration } from "../approval/control-configuration.js";
import type { ControlSettings } from "../approval/control-settings.js";
import type { ControlSnapshot } from "../approval/plan.js";
import { RISK_SOURCES, type RiskSource } from "../approval/risk.js";
import { emptyConfiguration } from "../approval/settings-change.js";
import type { Context } from "./context.js";
import { transact } from "./transact.js";

/** The control configuration of a source; the defaults while nothing is stored. */
export async function loadConfiguration(
  context: Context,
  source: RiskSource,
): Promise<ControlConfiguration> {
  const stored = (await context.store.load("controlConfiguration", source))?.value;
  return stored ?? emptyConfiguration(source);
}

export async function loadControls(context: Context): Promise<ControlSnapshot> {
  const [idProtection, insiderRisk] = await Promise.all(
    RISK_SOURCES.map((source) => loadConfiguration(context, source)),
  );
  if (!idProtection || !insiderRisk) throw new Error("both control configurations are needed");
  return {
    idProtection: { settings: idProtection.settings, version: idProtection.settingsVersion },
    insiderRisk: { settings: insiderRisk.settings, version: insiderRisk.settingsVersion },
  };
}

/** Puts the settings that a store begins with; a store that has some keeps them. */
export async function seedConfigurations(
  context: Context,
  settings: Record<RiskSource, ControlSettings>,
): Promise<void> {
  // A restored copy is written by its release only; it has its settings, unless it was taken before they were there.
  if (context.holds?.restore.restored()) return;
  for (const source of RISK_SOURCES) {
    await transact(context, "controlConfiguration", source, (known, now) => {
      if (known) return { outcome: undefined };
      const event = {
        type: "settingsSeeded",
        at: now,
        actor: { kind: "system" as const },
        details: { source, settings: JSON.parse(JSON.stringify(settings[source])) },
      };
      return {
        value: emptyConfiguration(source, settings[source]),
        events: [event],
        outcome: undefined,
      };
    });
  }
}
