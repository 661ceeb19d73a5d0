import { describe, expect, test } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import type { RiskReading } from "../../src/approval/risk.js";
import { INGRID, SAM } from "../builders/cast.js";
import { controls, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";

const MEDIUM = 2;
const HIGH = 3;
const read = (rank: number | null, at: number) => reading("idProtection", rank, at);

/** Sam approves while the source says this. */
function approve(story: Story, now: RiskReading, justification = "known to us") {
  return story.click(SAM, "Approved", { reading: now, justification });
}

describe("the question of a risk that is higher than on the card", () => {
  test("D7 comes back on the same message, with the new reading and what was typed", () => {
    const story = riskStory({}, MEDIUM);
    const [shown] = story.post.card(SAM).copies;
    const now = read(HIGH, NOW + MINUTE);
    expect(approve(story, now)).toMatchObject({ ok: true, answer: "question" });
    const { copies } = story.post.card(SAM);
    expect(copies).toHaveLength(2);
    expect(copies[0]).toStrictEqual({ ...shown, isQuestioned: true });
    expect(copies[1]).toStrictEqual({
      generation: 2,
      token: expect.any(String),
      reading: now,
      isQuestioned: false,
      isConfirmation: true,
      draft: "known to us",
      conversationId: shown?.conversationId,
      activityId: shown?.activityId,
    });
    expect(copies[1]?.token).not.toBe(shown?.token);
    expect(approve(story, now)).toMatchObject({ ok: true, answer: "settled" });
  });

  test("D7 N2 to a card whose message is not known yet names none", () => {
    const story = new Story();
    story.evaluate([read(MEDIUM, NOW)], controls({ idProtection: {} })).resolve();
    const sending = story.post.begin(story.post.card(SAM).number);
    expect(approve(story, read(HIGH, NOW))).toMatchObject({ answer: "question" });
    const question = story.post.card(SAM).copies.at(-1);
    expect(question?.token).not.toBe(sending?.token);
    expect(question).not.toHaveProperty("conversationId");
    expect(question).not.toHaveProperty("activityId");
  });

  test("D7 leaves the cards of others as they are", () => {
    const story = riskStory({}, MEDIUM);
    const others = story.post.card(INGRID);
    approve(story, read(HIGH, NOW));
    expect(story.post.card(INGRID)).toBe(others);
  });

  test.each<[string, number | null, number | null]>([
    ["from medium to high", MEDIUM, HIGH],
    ["from unreadable to high", null, HIGH],
    ["to unreadable", MEDIUM, null],
  ])("D7 E4 U1 is in the trail with both readings and no free text: %s", (_, before, after) => {
    const story = riskStory({}, before);
    approve(story, read(after, NOW));
    const audit = ({ riskDetail: __, ...rest }: RiskReading) => rest;
    expect(story.events.at(-1)).toStrictEqual({
      type: "confirmationAsked",
      at: NOW,
      actor: { kind: "person", id: SAM.id },
      details: {
        requestId: story.request.id,
        stage: 0,
        shown: audit(read(before, NOW)),
        now: audit(read(after, NOW)),
      },
    });
  });

  test("D7 E4 keeps the last 20 readings of the stage, oldest first", () => {
    const story = riskStory({}, MEDIUM);
    const times = Array.from({ length: 24 }, (_, i) => NOW + (i + 1) * MINUTE);
    // Unreadable, and then higher than what could not be read: each is asked about.
    for (const [i, at] of times.entries())
      expect(approve(story, read(i % 2 === 0 ? null : HIGH, at))).toMatchObject({
        answer: "question",
      });
    expect(story.stage().readings.map(({ readAt }) => readAt)).toEqual(times.slice(4));
  });

  test("D7 E4 keeps what was read before beside the new reading", () => {
    const story = riskStory({}, MEDIUM);
    approve(story, read(HIGH, NOW + MINUTE));
    expect(story.stage().readings.map(({ rank }) => rank)).toEqual([MEDIUM, HIGH]);
  });
});
