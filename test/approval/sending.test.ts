import { describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/approval/instant.js";
import type { Notice } from "../../src/approval/notice.js";
import {
  isPauseNewsOver,
  NEVER_PAUSED,
  pauseOf,
  pauseSending,
  pausesOf,
  resumeSending,
  type Sending,
  tellOfPauseAgain,
} from "../../src/approval/sending.js";
import { ADA, COLE, DANA } from "../builders/cast.js";
import { NOW } from "../builders/request.js";

const EVERYBODY = [ADA.id, COLE.id, DANA.id, COLE.id];

function accepted<T extends { readonly ok: boolean }>(result: T | undefined) {
  if (!result?.ok) throw new Error(JSON.stringify(result));
  return result as Extract<T, { readonly ok: true }>;
}

const pause = (sending = NEVER_PAUSED, now = NOW, told = EVERYBODY) =>
  accepted(pauseSending(sending, ADA, "wrong people\u200b", told, now));

/** The news has reached everybody. */
const delivered = (sending: Sending): Sending => ({
  ...sending,
  notices: sending.notices.map((notice) => ({ ...notice, state: "delivered", shownRevision: 1 })),
});

describe("pausing what is sent", () => {
  test("N1 U1 is told once to every administrator but the one who does it, and audited", () => {
    const { sending, events } = pause();
    expect(sending.pause).toStrictEqual({
      since: NOW,
      by: ADA,
      reason: "wrong people",
      repeats: 0,
      tellAgainAt: NOW + HOUR,
    });
    expect(sending.notices).toMatchObject([
      { kind: "alert", recipient: COLE.id, subject: `sendingPaused:${NOW}`, state: "pending" },
      { kind: "alert", recipient: DANA.id, subject: `sendingPaused:${NOW}`, state: "pending" },
    ]);
    expect(sending.notices).toHaveLength(2);
    expect(events).toStrictEqual([
      {
        type: "sendingPaused",
        at: NOW,
        actor: { kind: "person", id: ADA.id },
        details: { recipientIds: [COLE.id, DANA.id] },
        personal: { pausedBy: ADA.displayName, reason: "wrong people" },
      },
    ]);
  });

  test.each([
    ["a blank reason", " \u200b", "justificationRequired"],
    ["2,001 characters", "x".repeat(2_001), "textTooLong"],
  ])("S2 is refused with %s", (_, reason, code) => {
    const refused = pauseSending(NEVER_PAUSED, ADA, reason, EVERYBODY, NOW);
    expect(refused).toStrictEqual({ ok: false, code, field: "reason" });
  });

  test("S2 is refused while it is paused", () => {
    const refused = pauseSending(pause().sending, COLE, "again", EVERYBODY, NOW + 1);
    expect(refused).toMatchObject({ ok: false, code: "alreadyDone" });
  });

  test("N2 keeps the rows and pauses of the time before", () => {
    const over = accepted(resumeSending(pause().sending, ADA, NOW + HOUR)).sending;
    const { sending } = pause(over, NOW + DAY);
    expect(sending.past).toStrictEqual([{ from: NOW, to: NOW + HOUR }]);
    expect(sending.notices.map(({ number }) => number)).toStrictEqual([1, 2, 3, 4]);
  });
});

describe("the end of a pause", () => {
  test("U1 T6 is kept with its span, and audited", () => {
    const { sending, events } = accepted(resumeSending(pause().sending, COLE, NOW + HOUR));
    expect(sending).not.toHaveProperty("pause");
    expect(sending.past).toStrictEqual([{ from: NOW, to: NOW + HOUR }]);
    expect(events).toStrictEqual([
      {
        type: "sendingResumed",
        at: NOW + HOUR,
        actor: { kind: "person", id: COLE.id },
        details: { pausedSince: NOW },
        personal: { resumedBy: COLE.displayName },
      },
    ]);
  });

  test("S2 is refused when nothing is paused", () => {
    expect(resumeSending(NEVER_PAUSED, ADA, NOW)).toMatchObject({ ok: false, code: "alreadyDone" });
  });

  test("N3 T6 withdraws the news that was not sent, and says so on the news that was", () => {
    const unsent = accepted(resumeSending(pause().sending, ADA, NOW + HOUR)).sending;
    expect(unsent.notices).toMatchObject([
      { state: "withdrawn", failure: "overtaken", settledAt: NOW + HOUR },
      { state: "withdrawn", failure: "overtaken", settledAt: NOW + HOUR },
    ]);
    const sent = accepted(resumeSending(delivered(pause().sending), ADA, NOW + HOUR)).sending;
    expect(sent.notices).toMatchObject([
      { state: "delivered", revision: 2, shownRevision: 1, notBefore: NOW + HOUR },
      { state: "delivered", revision: 2, shownRevision: 1, notBefore: NOW + HOUR },
    ]);
  });

  test("N3 leaves the news of an earlier pause as it is", () => {
    const over = accepted(resumeSending(delivered(pause().sending), ADA, NOW + HOUR)).sending;
    const second = pause(over, NOW + DAY).sending;
    const { sending } = accepted(resumeSending(second, ADA, NOW + DAY + HOUR));
    expect(sending.notices.slice(0, 2)).toStrictEqual(over.notices);
    expect(sending.notices.slice(2).map(({ state }) => state)).toStrictEqual([
      "withdrawn",
      "withdrawn",
    ]);
  });

  test("T6 forgets a pause 15 days after its end, when no stage of its time is open any more", () => {
    const over = accepted(resumeSending(pause().sending, ADA, NOW + HOUR)).sending;
    const later = (age: number) => {
      const now = NOW + HOUR + age;
      return accepted(resumeSending(pause(over, now - MINUTE).sending, ADA, now)).sending.past;
    };
    const first = { from: NOW, to: NOW + HOUR };
    const now = first.to + 15 * DAY;
    expect(later(15 * DAY - 1)).toStrictEqual([first, { from: now - 1 - MINUTE, to: now - 1 }]);
    expect(later(15 * DAY)).toStrictEqual([{ from: now - MINUTE, to: now }]);
  });
});

describe("a pause that lasts", () => {
  test("N1 is told again after an hour, then after four, and not before", () => {
    const first = delivered(pause().sending);
    expect(tellOfPauseAgain(first, NOW + HOUR - 1)).toBeUndefined();
    const again = accepted(tellOfPauseAgain(first, NOW + HOUR));
    expect(again.sending.pause).toMatchObject({
      since: NOW,
      reason: "wrong people",
      repeats: 1,
      tellAgainAt: NOW + HOUR + 4 * HOUR,
    });
    expect(again.sending.notices).toMatchObject([
      { number: 1, state: "pending", notBefore: NOW + HOUR },
      { number: 2, state: "pending", notBefore: NOW + HOUR },
    ]);
    expect(again.events).toStrictEqual([
      {
        type: "sendingPauseTold",
        at: NOW + HOUR,
        actor: { kind: "clock" },
        details: { pausedSince: NOW },
      },
    ]);
    expect(tellOfPauseAgain(again.sending, NOW + 5 * HOUR - 1)).toBeUndefined();
  });

  test("N1 is not told when nothing is paused, and an earlier one is not told again", () => {
    expect(tellOfPauseAgain(NEVER_PAUSED, NOW)).toBeUndefined();
    const over = delivered(accepted(resumeSending(pause().sending, ADA, NOW + HOUR)).sending);
    const second = delivered(pause(over, NOW + DAY).sending);
    const { sending } = accepted(tellOfPauseAgain(second, NOW + DAY + HOUR));
    expect(sending.notices.map(({ state }) => state)).toStrictEqual([
      ...["delivered", "delivered"],
      ...["pending", "pending"],
    ]);
  });
});

describe("a row about a pause", () => {
  const row = (kind: Notice["kind"], subject?: string) => ({ kind, subject }) as Notice;

  test.each<[Notice, number | undefined]>([
    [row("alert", `sendingPaused:${NOW}`), NOW],
    [row("alert", `noApprover:${NOW}`), undefined],
    [row("alert"), undefined],
    [row("reminder", `sendingPaused:${NOW}`), undefined],
  ])("N2 %j tells of the pause since %s", (notice, since) => {
    expect(pauseOf(notice)).toBe(since);
  });

  test("T6 is over when its pause is, or another one has begun", () => {
    const { sending } = pause();
    const [notice] = sending.notices;
    if (!notice) throw new Error("no row");
    expect(isPauseNewsOver(sending, notice)).toBe(false);
    expect(isPauseNewsOver({ ...sending, pause: undefined }, notice)).toBe(true);
    expect(isPauseNewsOver(pause(NEVER_PAUSED, NOW + 1).sending, notice)).toBe(true);
  });
});

test("T6 pauses count as outages of the sender, the one that lasts without an end", () => {
  expect(pausesOf(NEVER_PAUSED)).toStrictEqual([]);
  const over = accepted(resumeSending(pause().sending, ADA, NOW + HOUR)).sending;
  expect(pausesOf(over)).toStrictEqual([{ from: NOW, to: NOW + HOUR }]);
  expect(pausesOf(pause(over, NOW + DAY).sending)).toStrictEqual([
    { from: NOW, to: NOW + HOUR },
    { from: NOW + DAY },
  ]);
});
