import { describe, expect, it } from "vitest";
import { coveringDigest, foldDigest, isDigestible, planDigest } from "../../src/approval/digest.js";
import { DAY } from "../../src/approval/instant.js";
import { addNotices, endNotice } from "../../src/approval/ledger.js";
import { isUpdateOwed, type Notice } from "../../src/approval/notice.js";
import type { PersonRecord } from "../../src/approval/person-record.js";
import { isInFront } from "../../src/approval/reach.js";

const NOW = 1_000_000;
const person: PersonRecord = {
  id: "sam",
  tenantId: "t",
  isInstalled: true,
  seenAt: NOW,
  notices: [],
};
const entries = [1, 2, 3].map((i) => ({ requestId: `R-${i}`, notice: i }));

function row(change: Partial<Notice> = {}): Notice {
  const [made] = addNotices([], [{ kind: "approvalCard", recipient: "sam", stage: 0 }], NOW);
  if (!made) throw new Error("no row");
  return { ...made, ...change };
}

function planned(from: PersonRecord = person, rows = entries, now = NOW): PersonRecord {
  const result = planDigest(from, rows, now);
  if (!result) throw new Error("no digest");
  return result.person;
}

function withDigest(change: Partial<Notice>): PersonRecord {
  const { notices } = planned();
  return { ...person, notices: notices.map((notice) => ({ ...notice, ...change })) };
}

describe("planDigest", () => {
  it("N2 writes one row that refers to all of them, before anything is sent", () => {
    expect(planned().notices).toMatchObject([
      { number: 1, kind: "approvalDigest", recipient: "sam", state: "pending", digestOf: entries },
    ]);
  });

  it("N2 U1 tells the trail of which rows of which requests, by nobody's hand", () => {
    expect(planDigest(person, entries, NOW)?.event).toStrictEqual({
      type: "digestPlanned",
      at: NOW,
      actor: { kind: "system" },
      details: { personId: "sam", notice: 1, rows: entries },
    });
  });

  it("N2 leaves the other rows of its reader as they are", () => {
    const [told] = addNotices(
      [],
      [{ kind: "delegateAppointed", recipient: "sam" }],
      NOW - 99 * DAY,
    );
    const notices = told ? [told] : [];
    const { notices: after } = planned({ ...person, notices });
    expect(after.map(({ kind }) => kind)).toEqual(["delegateAppointed", "approvalDigest"]);
    expect(after[0]).toStrictEqual(told);
  });

  it("N2 leaves out what another digest stands for", () => {
    expect(planDigest(planned(), entries, NOW)).toBeUndefined();
    const more = [...entries, { requestId: "R-4", notice: 1 }, { requestId: "R-5", notice: 1 }];
    expect(planned(planned(), more).notices.at(-1)?.digestOf).toEqual(more.slice(3));
  });

  it("N2 a digest that Teams did not take is not tried again; one to somebody out of reach is", () => {
    const rejected = withDigest({ state: "failed", failure: "rejected: 413" });
    expect(planDigest(rejected, entries, NOW)).toBeUndefined();
    const unreachable = withDigest({ state: "failed", failure: "unreachable: 403" });
    expect(planDigest(unreachable, entries, NOW)).toBeDefined();
    const unknown = withDigest({ state: "failed" });
    expect(planDigest(unknown, entries, NOW)).toBeUndefined();
  });

  it.each([
    ["not of an hour ago", DAY / 24, 3],
    ["not at 30 days", 30 * DAY, 3],
    ["after 30 days", 30 * DAY + 1, 0],
  ])("forgets what a digest stood for, and keeps its row: %s", (_, age, left) => {
    const others = [8, 9].map((i) => ({ requestId: `R-${i}`, notice: 1 }));
    const later = planned(withDigest({ state: "delivered" }), others, NOW + age);
    expect(later.notices.map((n) => n.digestOf?.length)).toEqual([left, 2]);
  });
});

describe("isDigestible", () => {
  const copies = [
    {
      generation: 1,
      token: "t".repeat(16),
      reading: null,
      isQuestioned: false,
      isConfirmation: false,
    },
  ];
  it.each<[string, Partial<Notice>, boolean]>([
    ["a card that waits", {}, true],
    ["a reminder that waits", { kind: "reminder" }, true],
    ["an outcome", { kind: "outcome" }, false],
    ["one's own request", { kind: "ownRequestCard" }, false],
    ["an alert", { kind: "alert" }, false],
    ["a card that was delivered", { state: "delivered" }, false],
    ["a card that failed", { state: "failed" }, false],
    ["a card that was withdrawn", { state: "withdrawn" }, false],
    ["a card on its way", { sendingSince: NOW }, false],
    ["a card that was posted before", { copies }, false],
    ["a card that another digest stands for", { digest: 7 }, false],
  ])("N2 a digest may stand only for what was never on its way: %s", (_, change, expected) => {
    expect(isDigestible(row(change))).toBe(expected);
  });

  it.each<[string, Partial<Notice>]>([
    ["whose send has begun", { sendingSince: NOW }],
    ["that is posted once more", { copies }],
  ])("N2 a row %s keeps its own way, and is named on the digest", (_, change) => {
    const own = row(change);
    expect(foldDigest(own, 7, NOW)).toStrictEqual({ ...own, digest: 7 });
  });
});

describe("coveringDigest", () => {
  it("is none among other rows of a person", () => {
    const notices = addNotices([], [{ kind: "delegateAppointed", recipient: "sam" }], NOW);
    expect(coveringDigest({ ...person, notices }, { requestId: "R-2", notice: 2 })).toBeUndefined();
  });

  const entry = { requestId: "R-2", notice: 2 };
  it.each(["pending", "delivered"] as const)("a %s digest stands for its rows", (state) => {
    expect(coveringDigest(withDigest({ state }), entry)?.number).toBe(1);
    expect(coveringDigest(withDigest({ state }), { ...entry, notice: 9 })).toBeUndefined();
  });

  it.each(["failed", "withdrawn"] as const)("a %s one does not", (state) => {
    expect(coveringDigest(withDigest({ state }), entry)).toBeUndefined();
  });
});

describe("foldDigest", () => {
  it("A4 the row counts as delivered and in front of its reader, with nothing owed", () => {
    const folded = foldDigest(row(), 7, NOW);
    expect(folded).toMatchObject({ state: "delivered", digest: 7, settledAt: NOW });
    expect(isInFront(folded)).toBe(true);
    expect(isUpdateOwed(folded)).toBe(false);
    expect(isDigestible(folded)).toBe(false);
  });

  it("N2 done twice it is done once", () => {
    const folded = foldDigest(row(), 7, NOW);
    expect(foldDigest(folded, 7, NOW + 1)).toBe(folded);
  });

  it("N3 a row that was overtaken on the way stands on the digest: an update is owed", () => {
    const folded = foldDigest(endNotice(row(), "withdrawn", "overtaken", NOW), 7, NOW);
    expect(folded.state).toBe("delivered");
    expect(isUpdateOwed(folded)).toBe(true);
    expect(isUpdateOwed(foldDigest(row({ revision: 2 }), 7, NOW))).toBe(true);
  });

  it("a card that came by itself meanwhile stays as it is, and is named on the digest", () => {
    const own = row({ state: "delivered", copies: row().copies, shownRevision: 1, settledAt: 5 });
    expect(foldDigest(own, 7, NOW)).toEqual({ ...own, digest: 7 });
  });

  it("A4 its reader has it although a later post of the card itself failed", () => {
    const again = { ...foldDigest(row(), 7, NOW), state: "pending" as const };
    expect(isInFront(again)).toBe(true);
    expect(endNotice(again, "failed", "rejected: 413", NOW).state).toBe("delivered");
  });
});
