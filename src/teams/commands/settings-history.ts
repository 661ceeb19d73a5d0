import { z } from "zod";
import type { SettingsChange } from "../../approval/control-configuration.js";
import { type RiskSource, riskSourceSchema } from "../../approval/risk.js";
import { appliedChanges, versionOf } from "../../approval/settings-history.js";
import { loadConfiguration } from "../../service/control-snapshot.js";
import type { CardMessage } from "../cards/card-message.js";
import { CHANGES_PER_PAGE, renderSettingsHistory } from "../cards/render-settings-history.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";
import { describeDifference } from "./settings-rows.js";

/** `settings <source> history`: the applied changes that are kept, newest first. */
export async function handleSettingsHistory(turn: Turn, source: RiskSource): Promise<Reply[]> {
  return [{ card: await renderPage(turn, source, 1) }];
}

const pageSchema = z.object({ h: riskSourceSchema, p: z.coerce.number().int().min(1).max(1_000) });

/** `page` on it: another page in its place. */
export async function handleHistoryPage(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = pageSchema.safeParse(data);
  if (!parsed.success || !turn.audiences.includes("administrator")) {
    turn.refused({ reason: "notAllowed", where: "settings history" });
    return { message: "This list cannot be read any more. Nothing was changed." };
  }
  return { card: await renderPage(turn, parsed.data.h, parsed.data.p) };
}

async function renderPage(turn: Turn, source: RiskSource, wanted: number): Promise<CardMessage> {
  const { context, reader } = turn;
  const configuration = await loadConfiguration(context, source);
  const all = appliedChanges(configuration).reverse();
  const pageCount = Math.max(1, Math.ceil(all.length / CHANGES_PER_PAGE));
  const page = Math.min(wanted, pageCount);
  const shown = all.slice((page - 1) * CHANGES_PER_PAGE, page * CHANGES_PER_PAGE);
  const changes = await Promise.all(shown.map((change) => describe(turn, change)));
  const isCut = configuration.settingsVersion > all.length;
  return renderSettingsHistory({ source, changes, page, pageCount, isCut }, reader);
}

async function describe({ context }: Turn, change: SettingsChange) {
  const { proposedBy, before, after, undoes, settledAt, proposedAt } = change;
  return {
    version: versionOf(change),
    by: proposedBy.displayName,
    at: settledAt ?? proposedAt,
    rows: await describeDifference(context, before, after),
    ...(undoes !== undefined && { undoes }),
  };
}
