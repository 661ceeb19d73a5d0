import { RISK_SOURCES, type RiskSource } from "../../approval/risk.js";
import type { Context } from "../../service/context.js";
import { loadConfiguration } from "../../service/control-snapshot.js";
import { readOutsideControl } from "../../service/read-outside-control.js";
import { labelApprovers } from "../../service/settings-labels.js";
import type { CardMessage } from "../cards/card-message.js";
import { renderSettings, type SettingsInput } from "../cards/render-settings.js";
import type { Reply, Turn } from "../turn.js";

/** `settings`, `settings <source>`: what is in force now, with the version and who changed it last. */
export async function handleShowSettings(turn: Turn, source?: RiskSource): Promise<Reply[]> {
  return [{ card: await showSettings(turn, source) }];
}

/** The settings card, with a word about what has just happened. */
export async function showSettings(
  turn: Turn,
  source?: RiskSource,
  note?: string,
): Promise<CardMessage> {
  const sources = source === undefined ? RISK_SOURCES : [source];
  const configurations = await Promise.all(
    sources.map((shown) => describeConfiguration(turn.context, shown)),
  );
  const input = { configurations, ...(note !== undefined && { note }) };
  return renderSettings(input, turn.reader);
}

async function describeConfiguration(
  context: Context,
  source: RiskSource,
): Promise<SettingsInput["configurations"][number]> {
  const { settings, settingsVersion, modifiedBy, modifiedAt } = await loadConfiguration(
    context,
    source,
  );
  const [labels, outside] = await Promise.all([
    labelApprovers(context, settings),
    readOutsideControl(context, source),
  ]);
  return {
    ...(outside !== undefined && { outside }),
    source,
    settings,
    primaryLabels: labels.primaryApprovers,
    fallbackLabels: labels.fallbackApprovers,
    version: settingsVersion,
    ...(modifiedBy && { modifiedBy: modifiedBy.displayName }),
    ...(modifiedAt !== undefined && { modifiedAt }),
  };
}
