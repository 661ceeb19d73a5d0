import type { ControlConfiguration } from "../approval/control-configuration.js";
import { findCard } from "../approval/find-card.js";
import type { Notice } from "../approval/notice.js";
import type { RiskSource } from "../approval/risk.js";
import {
  confirmChange,
  discardChange,
  type SettingsClick,
  type SettingsClickFacts,
  type SettingsClickResult,
} from "../approval/settings-confirm.js";
import { changeOf } from "../approval/settings-settle.js";
import { ADMINISTRATOR_ROLE, type Context } from "./context.js";
import { countRefusal } from "./count-refusal.js";
import { expireChanges } from "./expire-changes.js";
import { recordSeen } from "./ledger.js";
import { errorName } from "./read-risk.js";
import { countPeople } from "./settings-head-count.js";
import { outlastingIn } from "./settings-propose.js";
import { transact } from "./transact.js";

/** The verb `confirm` of a before/after card (Rule S1, fine print 13). */
export function confirmSettingsChange(
  context: Context,
  source: RiskSource,
  click: SettingsClick,
): Promise<SettingsClickResult> {
  return handleClick(context, source, click, confirmChange);
}

/** The verb `discard` of a before/after card. */
export function discardSettingsChange(
  context: Context,
  source: RiskSource,
  click: SettingsClick,
): Promise<SettingsClickResult> {
  return handleClick(context, source, click, discardChange);
}

/** The verb `refresh`: the card as it is now; undefined when it is not this person's. */
export async function viewSettingsChange(
  context: Context,
  source: RiskSource,
  click: SettingsClick,
): Promise<{ readonly configuration: ControlConfiguration; readonly notice: Notice } | undefined> {
  await expireChanges(context, source);
  await seeCard(context, source, click);
  const { configuration, notice } = await findClicked(context, source, click);
  return configuration && notice && changeOf(configuration, notice)
    ? { configuration, notice }
    : undefined;
}

/** What has to be read is read before the commit; inside it the click is judged on what is stored then. */
async function handleClick(
  context: Context,
  source: RiskSource,
  click: SettingsClick,
  happen: typeof confirmChange,
): Promise<SettingsClickResult> {
  await seeCard(context, source, click);
  const facts = await readFacts(context, source, click);
  const result = await transact<"controlConfiguration", SettingsClickResult>(
    context,
    "controlConfiguration",
    source,
    (configuration, now) => {
      if (!configuration) return { outcome: { ok: false, code: "notFound" } };
      const judged = happen(configuration, click, facts, now);
      return judged.ok
        ? { value: judged.configuration, events: judged.events, outcome: judged }
        : { outcome: judged };
    },
  );
  if (!result.ok) countRefusal(context, result.code);
  return result;
}

/**
 * The people of a change are counted before the commit that applies it. A token stands for one change, which never
 * changes itself, so what is counted here is what is applied there.
 */
async function readFacts(
  context: Context,
  source: RiskSource,
  click: SettingsClick,
): Promise<SettingsClickFacts> {
  const { configuration, notice } = await findClicked(context, source, click);
  const change = configuration && notice && changeOf(configuration, notice);
  const newToken = context.newToken();
  if (change?.state !== "open")
    return { administrators: [], counts: {}, isOutlasting: false, newToken };
  const [administrators, counts, outlasting] = await Promise.all([
    readAdministrators(context),
    countPeople(context, change.before, change.after),
    outlastingIn(context, source, change.after),
  ]);
  return { administrators, counts, isOutlasting: outlasting.length > 0, newToken };
}

async function readAdministrators(context: Context): Promise<readonly string[] | undefined> {
  try {
    const holders = await context.people.roleHolders(ADMINISTRATOR_ROLE);
    return holders.filter((holder) => holder.accountEnabled).map((holder) => holder.id);
  } catch (error) {
    context.log.warn({ error: errorName(error) }, "the administrators could not be read");
    return undefined;
  }
}

/** A click proves that the card arrived (Rule N2). */
async function seeCard(context: Context, source: RiskSource, click: SettingsClick): Promise<void> {
  const { notice } = await findClicked(context, source, click);
  if (!notice) return;
  const { token, conversationId, messageId: activityId } = click;
  const ref = { kind: "controlConfiguration" as const, id: source };
  await recordSeen(context, ref, notice.number, { token, conversationId, activityId });
}

async function findClicked(
  context: Context,
  source: RiskSource,
  { token, personId, conversationId }: SettingsClick,
): Promise<{
  readonly configuration: ControlConfiguration | undefined;
  readonly notice: Notice | undefined;
}> {
  const configuration = (await context.store.load("controlConfiguration", source))?.value;
  const found = configuration && findCard(configuration.notices, token, personId, conversationId);
  return { configuration, notice: found?.notice };
}
