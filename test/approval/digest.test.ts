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
  });

  it("forgets what a digest of long ago stood for, and keeps its row", () => {
    const later = planned(
      withDigest({ state: "delivered" }),
      [
        { requestId: "R-8", notice: 1 },
        { requestId: "R-9", notice: 1 },
      ],
      NOW + 31 * DAY,
    );
    expect(later.notices.map((n) => n.digestOf?.length)).toEqual([0, 2]);
  });
});

describe("coveringDigest", () => {
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
