import type { ControlConfiguration, SettingsChange } from "../../approval/control-configuration.js";
import { currentCopy, type Notice } from "../../approval/notice.js";
import { changeOf } from "../../approval/settings-settle.js";
import type { Context } from "../../service/context.js";
import { replayOf } from "../../service/replay-cache.js";
import { readOutlook } from "../../service/settings-outlook.js";
import type { CardMessage, Reader } from "../cards/card-message.js";
import { renderSettingsChange, type SettingsChangeInput } from "../cards/render-settings-change.js";
import { renderSettingsChanged } from "../cards/render-settings-changed.js";
import { replayLines } from "../cards/replay-words.js";
import { describeDifference } from "./settings-rows.js";
import { concernsPeople, warnAbout } from "./settings-warnings.js";

/** What a row of a control configuration's ledger shows now; undefined when there is nothing to show. */
export async function renderSettingsNotice(
  context: Context,
  configuration: ControlConfiguration,
  notice: Notice,
  reader: Reader,
): Promise<CardMessage | undefined> {
  switch (notice.kind) {
    case "settingsChangeCard":
      return renderChangeCard(context, configuration, notice, reader);
    case "settingsChanged":
      return renderChanged(context, configuration, notice, reader);
    default:
      return undefined;
  }
}

/** Always the newest change on the card with the newest token: an older copy that is looked at becomes the new one. */
async function renderChangeCard(
  context: Context,
  configuration: ControlConfiguration,
  notice: Notice,
  reader: Reader,
): Promise<CardMessage | undefined> {
  const change = changeOf(configuration, notice);
  const copy = currentCopy(notice);
  if (!change || !copy) return undefined;
  const { before, after, state, expiresAt } = change;
  const isOpen = state === "open";
  const foreseen = isOpen ? await foresee(context, configuration, change) : {};
  const input = {
    source: configuration.source,
    rows: await describeDifference(context, before, after),
    state,
    token: copy.token,
    by: change.proposedBy.displayName,
    expiresAt,
    ...(change.undoes !== undefined && { undoes: change.undoes }),
    ...foreseen,
  };
  return renderSettingsChange(input, reader);
}

/** Who will be asked, what to beware of, and what it would have meant (Rule S1). */
async function foresee(
  context: Context,
  configuration: ControlConfiguration,
  change: SettingsChange,
): Promise<Pick<SettingsChangeInput, "outlook" | "warnings" | "effect">> {
  const [outlook, replay] = await Promise.all([
    readOutlook(context, change.after),
    replayOf(context, configuration.source, change),
  ]);
  return {
    ...(concernsPeople(change) && { outlook }),
    warnings: warnAbout(configuration, change, outlook),
    effect: replayLines(replay),
  };
}

/** The subject of the row is the version that the change led to. */
async function renderChanged(
  context: Context,
  configuration: ControlConfiguration,
  notice: Notice,
  reader: Reader,
): Promise<CardMessage | undefined> {
  const version = Number(notice.subject);
  const change = configuration.changes.find((c) => leadsTo(c, version));
  if (!change) return undefined;
  const input = {
    source: configuration.source,
    by: change.proposedBy.displayName,
    at: notice.createdAt,
    version,
    rows: await describeDifference(context, change.before, change.after),
  };
  return renderSettingsChanged(input, reader);
}

function leadsTo(change: SettingsChange, version: number): boolean {
  return change.state === "confirmed" && change.shownVersion + 1 === version;
}
