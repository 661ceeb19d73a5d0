import { describe, expect, test } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { isUpdateOwed, type Notice } from "../../src/approval/notice.js";
import type { AccessRequest, Stage } from "../../src/approval/request.js";
import { postCardAgain, rememberPrompt, showCard } from "../../src/approval/show-card.js";
import { closeStageCards, touchOwnCards, touchStageCards } from "../../src/approval/stage-cards.js";
import { checkText, clampText, visibleText } from "../../src/approval/text.js";
import { sourceOf, withStage } from "../../src/approval/with-stage.js";
import { FINN, INGRID, RILEY, SAM } from "../builders/cast.js";
import { reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory } from "../builders/story.js";

const { request } = riskStory();
const LATER = NOW + MINUTE;
const copy = {
  token: "token-shown-0000001",
  reading: reading("idProtection", 2, NOW),
  isConfirmation: false,
  conversationId: "chat-sam",
  activityId: "answer-1",
};

const cardOf = (value: AccessRequest, who = SAM, stage = 0): Notice | undefined =>
  value.notices.find(
    (n) => n.kind === "approvalCard" && n.recipient === who.id && n.stage === stage,
  );

/** The request with Sam's card changed. */
function withCard(changes: Partial<Notice>): AccessRequest {
  const card = cardOf(request);
  return {
    ...request,
    notices: request.notices.map((n) => (n === card ? { ...n, ...changes } : n)),
  };
}

describe("a card that is the answer to what its person did", () => {
  test("N2 D6 counts as delivered, up to date and live, as the next generation", () => {
    const before = withCard({
      ...{ state: "pending", sendingSince: NOW, failure: "throttled" },
      ...{ isRevoked: true, revision: 5, shownRevision: 3 },
    });
    const card = cardOf(showCard(before, 0, SAM.id, copy, LATER));
    expect(card).toMatchObject({
      ...{ state: "delivered", settledAt: LATER, isRevoked: false },
      ...{ revision: 5, shownRevision: 5 },
    });
    expect(card).not.toHaveProperty("sendingSince");
    expect(card).not.toHaveProperty("failure");
    expect(card?.copies.at(-1)).toStrictEqual({ ...copy, generation: 2, isQuestioned: false });
  });

  test("D6 changes nobody else's row, and no other row of his", () => {
    const reminder = { ...request.notices[0], number: 9, kind: "reminder", recipient: SAM.id };
    const elsewhere = { ...cardOf(request), number: 10, stage: 1 };
    const rows = [...request.notices, { ...reminder, stage: 0 }, elsewhere] as Notice[];
    const after = showCard({ ...request, notices: rows }, 0, SAM.id, copy, LATER);
    const changed = after.notices.filter((notice, i) => notice !== rows[i]);
    expect(changed.map(({ number }) => number)).toStrictEqual([cardOf(request)?.number]);
  });

  test("A6 makes a row for who has none, numbered on", () => {
    const after = showCard(request, 0, FINN.id, copy, LATER);
    expect(after.notices).toHaveLength(request.notices.length + 1);
    expect(cardOf(after, FINN)).toMatchObject({
      ...{ number: 4, kind: "approvalCard", stage: 0, recipient: FINN.id, state: "delivered" },
      copies: [{ token: copy.token, generation: 1 }],
    });
  });
});

describe("a card that is posted once more", () => {
  test("N2 is his and nobody else's", () => {
    const after = postCardAgain(request, 0, SAM.id, LATER);
    expect(cardOf(after)).toMatchObject({ state: "pending", notBefore: LATER, attempts: 0 });
    expect(cardOf(after, INGRID)).toBe(cardOf(request, INGRID));
    expect(after.notices).toHaveLength(request.notices.length);
  });

  test("T2 N2 is the card, not a reminder of the same stage", () => {
    const [first] = request.notices;
    if (!first) throw new Error("no row");
    const reminder: Notice = { ...first, number: 9, kind: "reminder", recipient: SAM.id, stage: 0 };
    const rows = { ...request, notices: [...request.notices, reminder] };
    expect(postCardAgain(rows, 0, SAM.id, LATER).notices.at(-1)).toBe(reminder);
  });

  test("A6 is a new row for who has none of this stage", () => {
    for (const [stage, who] of [
      [0, FINN],
      [1, SAM],
    ] as const) {
      const after = postCardAgain(request, stage, who.id, LATER);
      expect(after.notices.slice(0, -1)).toStrictEqual(request.notices);
      expect(after.notices.at(-1)).toMatchObject({
        ...{ kind: "approvalCard", stage, recipient: who.id, state: "pending", createdAt: LATER },
      });
    }
    const own = postCardAgain(request, 0, RILEY.id, LATER);
    expect(own.notices).toHaveLength(request.notices.length + 1);
  });

  test("D6 is remembered once for each person, with the last time", () => {
    const once = rememberPrompt(request, 0, SAM.id, NOW);
    const both = rememberPrompt(once, 0, INGRID.id, NOW + 1);
    const again = rememberPrompt(both, 0, SAM.id, NOW + 2);
    expect(again.stages[0]?.promptedByTyping).toStrictEqual([
      { personId: INGRID.id, at: NOW + 1 },
      { personId: SAM.id, at: NOW + 2 },
    ]);
  });
});

describe("the cards of a stage", () => {
  const owing = (value: AccessRequest) =>
    value.notices.filter(isUpdateOwed).map(({ kind, recipient }) => [kind, recipient]);
  const both = [
    ["approvalCard", SAM.id],
    ["approvalCard", INGRID.id],
  ];

  test("N3 owe a new look, and no card of another stage or of the requestor does", () => {
    expect(owing(touchStageCards(request, 0, LATER))).toStrictEqual(both);
    expect(owing(closeStageCards(request, 0, LATER))).toStrictEqual(both);
    expect(owing(touchStageCards(request, 1, LATER))).toStrictEqual([]);
    expect(owing(closeStageCards(request, 1, LATER))).toStrictEqual([]);
    expect(owing(touchOwnCards(request, LATER))).toStrictEqual([["ownRequestCard", RILEY.id]]);
  });

  test("T2 N3 reminders close with the stage and do not show that it was escalated", () => {
    const reminders = withCard({ kind: "reminder" });
    expect(owing(touchStageCards(reminders, 0, LATER))).toStrictEqual(both.slice(1));
    expect(owing(closeStageCards(reminders, 0, LATER))).toStrictEqual([
      ["reminder", SAM.id],
      ["approvalCard", INGRID.id],
    ]);
  });

  test("T6 N3 are withdrawn where they were not sent", () => {
    const unsent = withCard({ state: "pending", copies: [] });
    expect(cardOf(closeStageCards(unsent, 0, LATER))).toMatchObject({
      ...{ state: "withdrawn", failure: "overtaken", settledAt: LATER },
    });
    const alert = withCard({ kind: "alert", state: "pending" });
    expect(closeStageCards(alert, 0, LATER).notices[1]?.state).toBe("pending");
  });
});

test("P1 one stage is changed and no other; a risk stage has a source in the trail", () => {
  const [stage] = request.stages;
  if (!stage) throw new Error("no stage");
  const { source: _, ...policy } = stage;
  const two = { ...request, stages: [stage, policy] };
  const close = (one: Stage): Stage => ({ ...one, status: "settled" });
  expect(withStage(two, 1, close).stages).toStrictEqual([stage, close(policy)]);
  expect([stage, policy, undefined].map(sourceOf)).toStrictEqual([
    { source: "idProtection" },
    {},
    {},
  ]);
});

describe("a text of people", () => {
  test.each([
    ["a line end of any kind is one", "a\r\nb\rc\u2028d\u2029e\u0085f\ng", "a\nb\nc\nd\ne\nf\ng"],
    ["a tab is a space", "a\tb", "a b"],
    ["a space within stays, at the ends it goes", " a  b ", "a  b"],
    ["half a character goes", "a\ud83db", "ab"],
    ["a whole one stays", "a😀b", "a😀b"],
    ["what is not drawn goes", "a\u0007\u200b\u2800\ufff9\u009fb", "ab"],
    ["two halves do not become a whole", "\ud83d\u200b\ude00", ""],
  ])("D4 I4 %s", (_, text, visible) => {
    expect(visibleText(text)).toBe(visible);
  });

  test("D4 is cleaned up to four times its bound, and refused beyond that", () => {
    const padded = (length: number) => `x${"\u200b".repeat(length - 1)}`;
    expect(checkText(padded(8_000), true)).toStrictEqual({ ok: true, text: "x" });
    expect(checkText(padded(8_001), true)).toStrictEqual({ ok: false, code: "textTooLong" });
  });

  test("I4 is not cut where it fits", () => {
    expect(clampText("12345", 5)).toBe("12345");
    expect(clampText("123456", 5)).toBe("1234…");
    expect(clampText("", 0)).toBe("");
  });
});
