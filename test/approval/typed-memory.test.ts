import { describe, expect, test } from "vitest";
import { mustSeeCardFirst, rememberTyped } from "../../src/approval/typed-decision.js";
import { INGRID, SAM } from "../builders/cast.js";
import { NOW } from "../builders/request.js";
import { riskStory } from "../builders/story.js";

describe("words", () => {
  const approved = riskStory();
  approved.click(SAM, "Approved");
  const stage = approved.stage();
  const next = { ...stage, status: "open" as const, outcome: undefined };
  const prompted = (...ids: string[]) => ({
    ...approved.request,
    stages: [stage, { ...next, promptedByTyping: ids.map((personId) => ({ personId, at: NOW })) }],
  });

  test.each<[string, boolean, string[], string]>([
    ["he who decided the stage before", true, [], SAM.id],
    ["he, though somebody else was shown the card", true, [INGRID.id], SAM.id],
    ["not he any more, once he was shown it", false, [INGRID.id, SAM.id], SAM.id],
    ["not she who decided nothing", false, [], INGRID.id],
  ])("D6 see the card first: %s", (_, expected, ids, personId) => {
    expect(mustSeeCardFirst(prompted(...ids), 1, personId)).toBe(expected);
  });

  test("D6 are remembered, a click is not: its card tells it", () => {
    const { request } = riskStory();
    const click = { person: SAM, via: { kind: "card" as const } };
    expect(rememberTyped(request, click, 0, NOW, "settled")).toBe(request);
    expect(approved.request.typedDecisions).toEqual([]);
    const via = { kind: "typed" as const, activityId: "a1", digest: "Approved as agreed" };
    const typed = rememberTyped(request, { person: SAM, via }, 0, NOW, "settled");
    expect(typed.typedDecisions).toStrictEqual([
      {
        activityId: "a1",
        digest: "Approved as agreed",
        personId: SAM.id,
        stage: 0,
        at: NOW,
        answer: "settled",
      },
    ]);
  });
});
