import { addCopy, questionCopy } from "./card-copy.js";
import type { ControlConfiguration, SettingsChange } from "./control-configuration.js";
import { replaceNotice } from "./delivery.js";
import { type FoundCard, findCard } from "./find-card.js";
import type { Instant } from "./instant.js";
import { addNotices, touchCard } from "./ledger.js";
import type { Notice } from "./notice.js";
import { differenceOf, openChange } from "./settings-change.js";
import { carryOver, differingSettings } from "./settings-difference.js";
import { findCrowdedSets, findSettingsProblems, type HeadCounts } from "./settings-problem.js";
import {
  type ConfigurationEffect,
  changeEvent,
  changeOf,
  expireOpenChanges,
  settleChanges,
} from "./settings-settle.js";

/** A click on a before/after card. */
export interface SettingsClick {
  readonly token: string;
  readonly personId: string;
  readonly conversationId: string;
  /** The message that was clicked, where Teams says it. */
  readonly messageId: string | undefined;
}

/** What the directory says at the click; what it does not say means no. */
export interface SettingsClickFacts {
  /** Object ids of the enabled administrators; undefined when they cannot be read. */
  readonly administrators: readonly string[] | undefined;
  /** People in the sets that the clicked change changes; undefined when they cannot be read (Rule A6). */
  readonly counts: HeadCounts | undefined;
  /** With the other source as it is now, Entra would stop waiting before the last review has ended. */
  readonly isOutlasting: boolean;
  /** For the card of a change that must be confirmed again. */
  readonly newToken: string;
}

export type SettingsClickRefusal =
  | "notFound" // not this person's card, or none at all (fine print 13)
  | "notAdministrator"
  | "directoryUnreadable"
  | "tooManyPeople"
  | "outlastsWait";

/** `notice` is the row whose card is the answer; it may show an outcome that an earlier click had. */
export type SettingsClickResult =
  | ({ readonly ok: true; readonly notice: Notice } & ConfigurationEffect)
  | { readonly ok: false; readonly code: SettingsClickRefusal };

/** A change that a click may act on, or the answer that it gets instead. */
type Clicked = { readonly card: FoundCard; readonly change: SettingsChange } | SettingsClickResult;

/**
 * `confirm`: applies the change if the settings are still those that the card shows as "before" (Rule S1). If somebody
 * was faster, the same card shows the new difference, and only a click on that new copy confirms it. A click that comes
 * again has no second effect and gets the card as it is.
 */
export function confirmChange(
  configuration: ControlConfiguration,
  click: SettingsClick,
  facts: SettingsClickFacts,
  now: Instant,
): SettingsClickResult {
  const clicked = findClicked(configuration, click, facts, now);
  if (!("card" in clicked)) return clicked;
  const { card, change } = clicked;
  if (change.shownVersion !== configuration.settingsVersion) {
    return proposeAgain(configuration, card, change, click, facts.newToken, now);
  }
  if (!facts.counts || !facts.administrators) return { ok: false, code: "directoryUnreadable" };
  if (findCrowdedSets(facts.counts).length > 0) return { ok: false, code: "tooManyPeople" };
  if (facts.isOutlasting) return { ok: false, code: "outlastsWait" };
  const settled = settleChanges(configuration, new Set([change]), "confirmed", now);
  const version = configuration.settingsVersion + 1;
  const others = facts.administrators.filter((id) => id !== click.personId);
  const told = [...new Set(others)].map((recipient) => ({
    kind: "settingsChanged" as const,
    recipient,
    subject: String(version),
  }));
  const actor = { kind: "person" as const, id: click.personId };
  return answer(card, {
    configuration: {
      ...settled,
      settings: change.after,
      settingsVersion: version,
      modifiedBy: change.proposedBy,
      modifiedAt: now,
      notices: addNotices(settled.notices, told, now),
    },
    events: [
      changeEvent("settingsChanged", configuration, change, actor, now, {
        ...differenceOf(change),
        version,
      }),
    ],
  });
}

/** `discard`: drops the change; nothing of the settings is touched. */
export function discardChange(
  configuration: ControlConfiguration,
  click: SettingsClick,
  facts: SettingsClickFacts,
  now: Instant,
): SettingsClickResult {
  const clicked = findClicked(configuration, click, facts, now);
  if (!("card" in clicked)) return clicked;
  const actor = { kind: "person" as const, id: click.personId };
  return answer(clicked.card, {
    configuration: settleChanges(configuration, new Set([clicked.change]), "discarded", now),
    events: [changeEvent("settingsChangeDiscarded", configuration, clicked.change, actor, now)],
  });
}

/** Fine print 13: token, person and conversation must match; then expiry, then the generation, then his role. */
function findClicked(
  configuration: ControlConfiguration,
  click: SettingsClick,
  facts: SettingsClickFacts,
  now: Instant,
): Clicked {
  const { token, personId, conversationId } = click;
  const card = findCard(configuration.notices, token, personId, conversationId);
  const change = card && changeOf(configuration, card.notice);
  if (!card || !change) return { ok: false, code: "notFound" };
  if (change.state !== "open") return answer(card, { configuration, events: [] });
  const expired = change.expiresAt <= now ? expireOpenChanges(configuration, now) : undefined;
  if (expired) return answer(card, expired);
  // This copy was answered with a newer difference: it shows that one and decides nothing.
  if (card.copy.isQuestioned) return answer(card, { configuration, events: [] });
  if (!facts.administrators) return { ok: false, code: "directoryUnreadable" };
  if (!facts.administrators.includes(personId)) return { ok: false, code: "notAdministrator" };
  return { card, change };
}

/** The settings have changed since the card was made: the same wish against what is in force now. */
function proposeAgain(
  configuration: ControlConfiguration,
  card: FoundCard,
  change: SettingsChange,
  click: SettingsClick,
  token: string,
  now: Instant,
): SettingsClickResult {
  const actor = { kind: "person" as const, id: click.personId };
  const settled = settleChanges(configuration, new Set([change]), "overtaken", now);
  const events = [changeEvent("settingsChangeOvertaken", configuration, change, actor, now)];
  const after = carryOver(configuration.settings, change.before, change.after);
  const isMoot =
    differingSettings(configuration.settings, after).length === 0 ||
    findSettingsProblems(configuration.source, after).length > 0;
  if (isMoot) return answer(card, { configuration: settled, events });
  const again: SettingsChange = {
    ...openChange(configuration, change.notice, change.proposedBy, after, now),
    ...(change.undoes !== undefined && { undoes: change.undoes }),
  };
  return answer(card, {
    configuration: {
      ...settled,
      changes: [...settled.changes, again],
      notices: replaceNotice(settled.notices, renewCard(card, click, token, now)),
    },
    events: [
      ...events,
      changeEvent("settingsChangeProposed", configuration, again, actor, now, differenceOf(again)),
    ],
  });
}

/** A new copy in the place of the clicked one. No older copy confirms any more. */
function renewCard(card: FoundCard, click: SettingsClick, token: string, now: Instant): Notice {
  const questioned = card.notice.copies.reduce(
    (notice, copy) => questionCopy(notice, copy.token),
    card.notice,
  );
  const activityId = click.messageId ?? card.copy.activityId;
  const renewed = addCopy(questioned, {
    token,
    reading: null,
    isConfirmation: true,
    conversationId: click.conversationId,
    ...(activityId !== undefined && { activityId }),
  });
  return touchCard(renewed, now);
}

function answer(card: FoundCard, effect: ConfigurationEffect): SettingsClickResult {
  const { number } = card.notice;
  const notice = effect.configuration.notices.find((row) => row.number === number) ?? card.notice;
  return { ok: true, notice, ...effect };
}
