import { describe, expect, test } from "vitest";
import {
  beginSend,
  noticeSeen,
  reportSend,
  reportUpdate,
  type SendOutcome,
  updatableCopies,
} from "../../src/approval/delivery.js";
import { SECOND } from "../../src/approval/instant.js";
import { addNotices, touchCard } from "../../src/approval/ledger.js";
import { isUpdateOwed, type Notice } from "../../src/approval/notice.js";
import { SAM } from "../builders/cast.js";
import { NOW } from "../builders/request.js";

const TOKEN = "token-of-the-first-copy";
const LONG = "x".repeat(400);

function row(): Notice {
  const [notice] = addNotices([], [{ kind: "approvalCard", recipient: SAM.id, stage: 0 }], NOW);
  if (!notice) throw new Error("no row was made");
  return notice;
}

function begun(notice = row(), token = TOKEN, now = NOW): Notice {
  const sending = beginSend(notice, token, null, now);
  if (!sending) throw new Error("the send must begin");
  return sending;
}

/** Posted, and changed since: an update is owed. */
function owed(): Notice {
  const sent = { kind: "sent", conversationId: "chat", activityId: "message-1" } as const;
  return touchCard(reportSend(begun(), TOKEN, 1, sent, NOW), NOW);
}

/** Waits are longer by up to a quarter, so that rows that failed together do not come back together. */
function expectWait(wait: number, least: number): void {
  expect(wait).toBeGreaterThanOrEqual(least);
  expect(wait).toBeLessThan(least * 1.25);
}

function update(notice: Notice, outcome: SendOutcome, now = NOW): Notice {
  return reportUpdate(notice, notice.revision, outcome, now);
}

describe("an update in place", () => {
  test("N3 that worked owes nothing more and forgets an earlier failure", () => {
    const busy = update(owed(), { kind: "retry", reason: "busy" });
    expect(busy.failure).toBe("busy");
    const done = update(busy, { kind: "sent", conversationId: "chat", activityId: "message-1" });
    expect(done).toMatchObject({ attempts: 0, shownRevision: 2 });
    expect(done.failure).toBeUndefined();
    expect(isUpdateOwed(done)).toBe(false);
  });

  test("N2 N3 that found the bot locked out is repeated for ever, never later than a minute on", () => {
    let row = owed();
    for (let tries = 0; tries < 12; tries += 1) {
      const { notBefore } = row;
      row = update(row, { kind: "lockedOut", reason: "401" }, notBefore);
      expect(row).toMatchObject({ state: "delivered", failure: "lockedOut: 401" });
      expect(row.notBefore - notBefore).toBeLessThanOrEqual(60 * SECOND);
    }
    expect(isUpdateOwed(row)).toBe(true);
  });

  test("N3 that was refused for now is repeated after 1, 2 and 5 s, or when Teams says", () => {
    const busy = { kind: "retry", reason: "busy" } as const;
    let row = owed();
    for (const [tries, wait] of [SECOND, 2 * SECOND, 5 * SECOND].entries()) {
      const now = row.notBefore;
      row = update(row, busy, now);
      expect(row.attempts).toBe(tries + 1);
      expectWait(row.notBefore - now, wait);
    }
    expect(isUpdateOwed(row)).toBe(true);
    const told = update(owed(), { ...busy, retryAfter: 42 * SECOND });
    expect(told.notBefore).toBe(NOW + 42 * SECOND);
    const soon = update(owed(), { ...busy, retryAfter: 1 });
    expectWait(soon.notBefore - NOW, SECOND);
  });

  test("N3 of unknown outcome is repeated at once, and then with patience", () => {
    const unknown = { kind: "unknown", reason: "timeout" } as const;
    const first = update(owed(), unknown);
    expect(first).toMatchObject({ attempts: 1, notBefore: NOW });
    const second = update(first, unknown);
    expect(second.attempts).toBe(2);
    expectWait(second.notBefore - NOW, SECOND);
    expectWait(update(second, unknown).notBefore - NOW, 2 * SECOND);
  });

  test.each(["unreachable", "gone", "rejected"] as const)(
    "N3 that is %s for good is not repeated, and says why",
    (kind) => {
      const ended = update(owed(), { kind, reason: "as Teams says" });
      expect(ended).toMatchObject({ state: "delivered", failure: `${kind}: as Teams says` });
      expect(isUpdateOwed(ended)).toBe(false);
    },
  );

  test("N3 keeps no more than 300 characters of a reason", () => {
    for (const kind of ["retry", "unknown", "gone"] as const) {
      expect(update(owed(), { kind, reason: LONG }).failure).toHaveLength(300);
    }
  });

  test("N3 of an older look does not make the card look newer than it is", () => {
    const twice = touchCard(owed(), NOW);
    const sent = { kind: "sent", conversationId: "chat", activityId: "message-1" } as const;
    const first = reportUpdate(twice, 2, sent, NOW);
    expect(first).toMatchObject({ revision: 3, shownRevision: 2 });
    expect(isUpdateOwed(first)).toBe(true);
    expect(reportUpdate(reportUpdate(first, 3, sent, NOW), 2, sent, NOW).shownRevision).toBe(3);
  });
});

describe("a card that has something new to show", () => {
  test("N3 is due at once, also when the last update was to be repeated later", () => {
    const later = update(owed(), { kind: "retry", reason: "busy", retryAfter: 42 * SECOND });
    expect(touchCard(later, NOW + 1)).toMatchObject({ revision: 3, notBefore: NOW + 1 });
  });

  test("N2 N3 and is not posted yet keeps the time that Teams asked for", () => {
    const busy = { kind: "retry", reason: "throttled", retryAfter: 42 * SECOND } as const;
    const waiting = reportSend(begun(), TOKEN, 1, busy, NOW);
    expect(touchCard(waiting, NOW + 1).notBefore).toBe(NOW + 42 * SECOND);
  });

  test("N3 a message that is said once is never updated", () => {
    const [said] = addNotices([], [{ kind: "outcome", recipient: SAM.id }], NOW);
    expect(said && touchCard(said, NOW)).toBe(said);
  });
});

describe("a send", () => {
  test("N2 is tried again after 1, 2 and 5 s, each time by a token of its own", () => {
    const busy = { kind: "retry", reason: "busy" } as const;
    const tokens = ["the-first-token-0", "the-second-token-0", "the-third-token-00"];
    const waits = [SECOND, 2 * SECOND, 5 * SECOND];
    let notice = row();
    for (const [tries, token] of tokens.entries()) {
      const now = notice.notBefore;
      notice = reportSend(begun(notice, token, now), token, 1, busy, now);
      expect(notice.copies).toEqual([]);
      expectWait(notice.notBefore - now, waits[tries] ?? 0);
    }
  });

  test("N2 keeps no more than 300 characters of a reason, and the class in front", () => {
    for (const kind of ["retry", "unknown"] as const) {
      const ended = reportSend(begun(), TOKEN, 1, { kind, reason: LONG }, NOW);
      expect(ended.failure).toBe("x".repeat(300));
    }
    const failed = reportSend(begun(), TOKEN, 1, { kind: "rejected", reason: LONG }, NOW);
    expect(failed.failure).toHaveLength(300);
    expect(failed.failure?.startsWith("rejected: x")).toBe(true);
  });

  test("N2 does not begin before its time, nor for a row that is not pending", () => {
    expect(beginSend({ ...row(), notBefore: NOW + 1 }, TOKEN, null, NOW)).toBeUndefined();
    expect(beginSend(owed(), TOKEN, null, NOW)).toBeUndefined();
  });
});

describe("a sign of life", () => {
  test("N2 of a send that is in flight proves that it arrived", () => {
    const seen = noticeSeen(begun(), TOKEN, "chat", undefined, NOW);
    expect(seen).toMatchObject({ state: "delivered", copies: [{ conversationId: "chat" }] });
    expect(seen?.copies[0]?.activityId).toBeUndefined();
    expect(seen?.sendingSince).toBeUndefined();
  });

  test("N2 of a message that is known already says nothing new", () => {
    expect(noticeSeen(owed(), TOKEN, "chat", "message-1", NOW)).toBeUndefined();
  });

  test("N3 of a message whose id was not known makes it known, so that it can be updated", () => {
    const sent = { kind: "sent", conversationId: "chat", activityId: "" } as const;
    const nameless = reportSend(begun(), TOKEN, 1, sent, NOW);
    expect(updatableCopies(nameless)).toEqual([]);
    expect(noticeSeen(nameless, TOKEN, "chat", undefined, NOW)).toBeUndefined();
    const seen = noticeSeen(nameless, TOKEN, "chat", "message-9", NOW);
    expect(seen && updatableCopies(seen)).toMatchObject([{ activityId: "message-9" }]);
  });

  test("N2 with a token that the row does not have proves nothing", () => {
    expect(noticeSeen(begun(), "some-other-token-00", "chat", "message-1", NOW)).toBeUndefined();
  });
});
