import { describe, expect, test } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { addNotices, endNotice, touchCard, withdrawNotice } from "../../src/approval/ledger.js";
import { type Notice, type NoticeKind, noticeKindSchema } from "../../src/approval/notice.js";
import { SAM } from "../builders/cast.js";
import { NOW } from "../builders/request.js";

const LATER = NOW + MINUTE;

function row(changes: Partial<Notice> = {}): Notice {
  const [made] = addNotices([], [{ kind: "approvalCard", recipient: SAM.id, stage: 0 }], NOW);
  if (!made) throw new Error("no row was made");
  return { ...made, ...changes };
}

const copy = {
  generation: 1,
  token: "token-of-the-first-copy",
  reading: null,
  isQuestioned: false,
  isConfirmation: false,
};

describe("a new row", () => {
  test("N2 is pending from now on, nothing of it is sent, and numbers count on", () => {
    const other = { kind: "outcome", recipient: SAM.id, subject: "denied" } as const;
    const rows = addNotices([row({ number: 7 })], [other, other], LATER);
    expect(rows.map((n) => n.number)).toEqual([7, 8, 9]);
    expect(rows[1]).toStrictEqual({
      ...{ number: 8, kind: "outcome", recipient: SAM.id, subject: "denied", state: "pending" },
      ...{ createdAt: LATER, notBefore: LATER, attempts: 0, reposts: 0, isRevoked: false },
      ...{ copies: [], revision: 1, shownRevision: 0 },
    });
  });
});

describe("a card that has something new to show", () => {
  const saidOnce: readonly NoticeKind[] = ["outcome", "delegateAppointed", "settingsChanged"];

  test.each(noticeKindSchema.options)("N3 %s is updated, unless it is said once", (kind) => {
    const posted = row({ kind, state: "delivered" });
    const touched = touchCard(posted, LATER);
    if (saidOnce.includes(kind)) expect(touched).toBe(posted);
    else expect(touched).toEqual({ ...posted, revision: 2, notBefore: LATER });
  });

  test.each(["pending", "failed", "withdrawn"] as const)(
    "N2 that is %s shows it when it is sent, which is no sooner and no later for it",
    (state) => {
      const waiting = row({ state, notBefore: NOW + 7 * MINUTE });
      expect(touchCard(waiting, LATER)).toEqual({ ...waiting, revision: 2 });
    },
  );
});

describe("a row that is overtaken", () => {
  test("T6 is withdrawn when nothing of it was sent", () => {
    expect(withdrawNotice(row(), LATER, "overtaken")).toStrictEqual({
      ...row({ state: "withdrawn", failure: "overtaken", settledAt: LATER, notBefore: LATER }),
    });
  });

  test.each<[string, Partial<Notice>]>([
    ["is being sent", { sendingSince: NOW }],
    ["was delivered", { state: "delivered" }],
    ["has failed", { state: "failed" }],
  ])("T6 N2 stays as it is when it %s", (_, changes) => {
    const known = row(changes);
    expect(withdrawNotice(known, LATER, "overtaken")).toBe(known);
  });
});

describe("a row that is not sent again", () => {
  test.each<[string, Notice["state"], Partial<Notice>]>([
    ["nothing of it stands in a chat", "failed", {}],
    ["a copy was tried only", "failed", { copies: [copy] }],
    [
      "an earlier copy stands there",
      "delivered",
      { copies: [{ ...copy, activityId: "message-1" }, copy] },
    ],
    ["a digest stands for it", "delivered", { digest: 3 }],
  ])("N2 N3 when %s is %s, and no send of it is open", (_, state, changes) => {
    const sending = row({ ...changes, sendingSince: NOW });
    const { sendingSince: __, ...rest } = sending;
    expect(endNotice(sending, "failed", "gone: 404", LATER)).toStrictEqual({
      ...{ ...rest, state, failure: "gone: 404" },
      ...{ settledAt: LATER, notBefore: LATER },
    });
  });
});
