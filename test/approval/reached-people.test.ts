import { describe, expect, test } from "vitest";
import type { Notice } from "../../src/approval/notice.js";
import {
  isInFront,
  isNobodyReachable,
  isReached,
  isUnreachable,
} from "../../src/approval/reach.js";
import { type AccessRequest, isTerminal, type RequestState } from "../../src/approval/request.js";
import { FINN, INGRID, RILEY, SAM } from "../builders/cast.js";
import { riskStory } from "../builders/story.js";

const { request } = riskStory();

/** The request with these rows; each is Sam's delivered card of the first stage but for what is said. */
function withRows(...rows: readonly Partial<Notice>[]): AccessRequest {
  const card = request.notices.find(({ recipient }) => recipient === SAM.id);
  if (!card) throw new Error("no card");
  return { ...request, notices: rows.map((row) => ({ ...card, ...row })) };
}

const failed: Partial<Notice> = { state: "failed" };
const unsent: Partial<Notice> = { state: "pending", copies: [] };
const copy = (activityId?: string): Notice["copies"][number] => ({
  ...{ generation: 1, token: "token-0000000000001", reading: null },
  ...{ isQuestioned: false, isConfirmation: false },
  ...(activityId !== undefined && { activityId }),
});

describe("a card that has reached its person", () => {
  test.each<[string, Partial<Notice>, boolean]>([
    ["is one that was delivered", { copies: [] }, true],
    ["is one that a digest stands for", { ...unsent, digest: 7 }, true],
    ["is one that is posted once more", { ...unsent, copies: [copy("m1"), copy()] }, true],
    ["is none that was not sent", unsent, false],
    ["is none whose send is not known to have arrived", { ...unsent, copies: [copy()] }, false],
    ["is none that failed", { ...failed, copies: [] }, false],
  ])("A4 %s", (_, row, isThere) => {
    expect(withRows(row).notices.map(isInFront)).toStrictEqual([isThere]);
    expect(isReached(withRows(row), 0)).toBe(isThere);
  });

  test.each<[string, Partial<Notice>]>([
    ["a fallback approver", { recipient: FINN.id }],
    ["the requestor", { recipient: RILEY.id, kind: "ownRequestCard" }],
    ["another stage", { stage: 1 }],
    ["a reminder", { kind: "reminder" }],
  ])("A4 counts for a stage only as a primary approver's card: not one of %s", (_, row) => {
    expect(isReached(withRows({ ...failed, copies: [] }, row), 0)).toBe(false);
    expect(isUnreachable(withRows({ ...failed, copies: [] }, row), 0)).toBe(true);
  });

  test("A4 is none of a stage that is not there", () => {
    expect(isReached(withRows({ stage: 9 }), 9)).toBe(false);
    expect(isUnreachable(withRows({ stage: 9, ...failed }), 9)).toBe(false);
  });
});

describe("a stage whose people cannot be reached", () => {
  const his = { recipient: INGRID.id };

  test("A4 is one where every primary approver's card failed", () => {
    expect(isUnreachable(withRows(failed, { ...his, ...failed }), 0)).toBe(true);
    expect(isUnreachable(withRows(failed, his), 0)).toBe(false);
    expect(isUnreachable(withRows(failed, { ...his, ...unsent }), 0)).toBe(false);
    expect(isUnreachable(withRows(), 0)).toBe(false);
  });

  test("A4 N1 has nobody left where every card failed, whoever's it is", () => {
    const finn = { recipient: FINN.id };
    expect(isNobodyReachable(withRows(failed, { ...finn, ...failed }), 0)).toBe(true);
    expect(isNobodyReachable(withRows(failed, finn), 0)).toBe(false);
    expect(isNobodyReachable(withRows(), 0)).toBe(false);
  });

  test.each<[string, Partial<Notice>]>([
    ["of a delegate whose right has ended", { isRevoked: true }],
    ["of another stage", { stage: 1 }],
    ["of the requestor", { kind: "ownRequestCard" }],
    ["that is a reminder", { kind: "reminder" }],
  ])("A4 has nobody left, although a row %s arrived", (_, row) => {
    expect(isNobodyReachable(withRows(failed, row), 0)).toBe(true);
    expect(isNobodyReachable(withRows({ ...row, ...failed }), 0)).toBe(false);
  });
});

test.each<[RequestState, boolean]>([
  ["pendingApproval", false],
  ["approved", false],
  ["deliveryFailed", false],
  ["handedOver", true],
  ["delivered", true],
  ["denied", true],
  ["canceled", true],
])("D8 F1 the state %s is an end: %s", (state, isEnd) => {
  expect(isTerminal({ state })).toBe(isEnd);
});
