import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY } from "../../src/approval/instant.js";
import { isClosed, nextDueAt } from "../../src/approval/next-due.js";
import { openStage } from "../../src/approval/request.js";
import { ADA, candidate, SAM } from "../builders/cast.js";
import { controls, reading } from "../builders/controls.js";
import { ACTORS, type Happening, happeningArbitrary } from "../builders/happening.js";
import { findBrokenInvariants } from "../builders/invariants.js";
import { Life } from "../builders/live-through.js";
import { currentToken } from "../builders/post.js";
import type { Story } from "../builders/story.js";

const RUNS = 1_500;
const happenings = fc.array(happeningArbitrary, { minLength: 1, maxLength: 45 });

/** Where a story begins: some at an open stage, so that the deep places are visited often. */
const beginning = fc.constantFrom(
  "submitted" as const,
  "riskStage" as const,
  "policyStage" as const,
);

function begin(where: "submitted" | "riskStage" | "policyStage"): Life {
  const life = new Life();
  if (where === "submitted") return life;
  const { story } = life;
  const rank = where === "riskStage" ? 2 : 0;
  const readings = [reading("idProtection", rank, story.now), reading("insiderRisk", 0, story.now)];
  story.evaluate(readings, controls({ idProtection: {}, insiderRisk: {} })).resolve();
  story.post.deliverAll();
  return life;
}

test("D1 D2 D3 A1 A5 D8 N2 N3 V1 T2 hold after every step of any sequence of happenings", () => {
  fc.assert(
    fc.property(beginning, happenings, (where, list) => {
      const { story, happen } = bound(begin(where));
      const lent: { appointer: string; delegate: string }[] = [];
      for (const happening of list) {
        const before = story.request;
        happen(happening);
        lent.push(
          ...story.delegations.map((d) => ({ appointer: d.appointer, delegate: d.delegate.id })),
        );
        expect(findBrokenInvariants(before, story.request, { lent })).toEqual([]);
      }
    }),
    { numRuns: RUNS },
  );
});

test("D6 a decision that is delivered again has no second effect, whatever happened in between", () => {
  fc.assert(
    fc.property(happenings, happenings, (first, then) => {
      const { story, happen } = bound(begin("riskStage"));
      const decided: (() => void)[] = [];
      for (const happening of [...first, ...then]) {
        const again = decideAgain(story, happening);
        happen(happening);
        if (again) decided.push(again);
        for (const redeliver of decided) {
          const outcomes = story.request.stages.map((stage) => stage.outcome);
          redeliver();
          expect(story.request.stages.map((stage) => stage.outcome)).toEqual(outcomes);
        }
      }
    }),
    { numRuns: RUNS / 3 },
  );
});

test("T3 T5 D8 every stage ends and every request closes, whatever has happened before", () => {
  fc.assert(
    fc.property(beginning, happenings, (where, list) => {
      const { story, happen } = bound(begin(where));
      for (const happening of list) happen(happening);
      for (let i = 0; i < 60 && !isClosed(story.request); i += 1) {
        story.evaluate([], controls({}));
        if (openStage(story.request)) story.resolve([candidate(SAM)], []);
        story.alert([ADA.id]).wait(DAY).handOver();
        story.post.deliverAll();
        story.post.updateAll();
      }
      expect(isClosed(story.request)).toBe(true);
      expect(nextDueAt(story.request)).toBeUndefined();
      const isHeard = story.request.notices.some(
        (n) => n.kind === "outcome" && n.recipient === story.request.requestor.id,
      );
      expect(isHeard).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

/** Decides now by card or by words, and gives back the same delivery of it if it was answered. */
function decideAgain(story: Story, happening: Happening): (() => void) | undefined {
  const isDecision = happening.kind === "click" || happening.kind === "type";
  const actor = isDecision ? ACTORS[happening.actor] : undefined;
  if (!isDecision || !actor) return undefined;
  const { reviewResult } = happening;
  const token = currentToken(story.request, actor.id) ?? "no-card-at-all-0000";
  const activityId = `message ${story.events.length}`;
  const deliver = () =>
    happening.kind === "click"
      ? story.click(actor, reviewResult, { token })
      : story.type(actor, reviewResult, activityId, { justification: activityId });
  return deliver().ok === false ? undefined : () => void deliver();
}

function bound(life: Life) {
  return { story: life.story, happen: (happening: Happening) => life.happen(happening) };
}
