import { describe, expect, test } from "vitest";
import type { Person } from "../../../src/approval/approver.js";
import { endOutside } from "../../../src/approval/ended-outside.js";
import { questionedCopy } from "../../../src/approval/find-card.js";
import { historyFor, summarizeRequest } from "../../../src/approval/request-summary.js";
import { approvalView } from "../../../src/approval/views/approval-view.js";
import { settledView } from "../../../src/approval/views/settled-view.js";
import {
  candidate,
  FAYE,
  FINN,
  INGRID,
  MANAGER,
  MORGAN,
  RILEY,
  SAM,
  STRANGER,
  TAYLOR,
} from "../../builders/cast.js";
import { controls, DENIAL, ESCALATION, policyStage, reading } from "../../builders/controls.js";
import { NOW } from "../../builders/request.js";
import { riskStory, Story } from "../../builders/story.js";
import { POLICY } from "../../builders/submission.js";

const evidence = /leaked|atRisk|"high"|"elevated"|"medium"|riskState|insider|idProtection|"risk"/i;

function viewFor(story: Story, who: Person, index = story.openIndex) {
  const card = story.request.notices.find(
    (n) => n.kind === "approvalCard" && n.stage === index && n.recipient === who.id,
  );
  const newest = card?.copies.at(-1);
  const copy = newest ?? {
    token: "token-none-00000000",
    reading: null,
    isConfirmation: false,
  };
  const reader = { id: who.id, appointers: [] };
  const before = card && newest && questionedCopy(card, newest);
  return approvalView(story.request, index, reader, copy, before, []);
}

/** ID Protection (Sam), insider risk (Ingrid), then two policy stages (Morgan). */
function threeKinds(upTo: number): Story {
  const stages = [policyStage(), policyStage()];
  const story = new Story({ target: TAYLOR, assignmentPolicy: { ...POLICY, stages } });
  const readings = [
    reading("idProtection", 3, NOW, RILEY.id),
    reading("idProtection", 0, NOW, TAYLOR.id),
    reading("insiderRisk", 3, NOW, TAYLOR.id),
  ];
  story.evaluate(readings, controls({ idProtection: {}, insiderRisk: {} }));
  const deciders = [SAM, INGRID, MORGAN, MORGAN];
  deciders.slice(0, upTo + 1).forEach((who, i) => {
    story.resolve([candidate(who, MANAGER)], [candidate(FINN)]).post.deliverAll();
    if (i < upTo) story.click(who, "Approved", { justification: `words of stage ${i}` });
  });
  return story;
}

describe("an approval card", () => {
  test("D2 is for whoever may decide, to anybody else there is nothing to see", () => {
    const story = riskStory();
    expect(viewFor(story, SAM)).toBeDefined();
    for (const who of [FINN, STRANGER, RILEY, MORGAN]) {
      expect(viewFor(story, who)).toBeUndefined();
    }
    expect(viewFor(story.wait(ESCALATION), FINN)).toBeDefined();
  });

  test("V2 of ID Protection shows ID Protection evidence only, of insider risk insider risk only", () => {
    expect(viewFor(threeKinds(0), SAM)?.risk).toMatchObject({
      source: "idProtection",
      level: "high",
      about: RILEY.displayName,
    });
    expect(JSON.stringify(viewFor(threeKinds(0), SAM))).not.toMatch(/insider|elevated/);
    expect(viewFor(threeKinds(1), INGRID)?.risk).toMatchObject({
      source: "insiderRisk",
      level: "elevated",
      about: TAYLOR.displayName,
    });
    const insider = JSON.stringify(viewFor(threeKinds(1), INGRID));
    expect(insider).not.toMatch(/idProtection|leaked|words of stage 0/);
  });

  test("V2 of a policy stage shows no risk, no outcome of a risk stage, and counts policy stages", () => {
    const first = threeKinds(2);
    expect(viewFor(first, MORGAN)?.place).toEqual({ position: 1, count: 2 });
    expect(JSON.stringify(viewFor(first, MORGAN))).not.toMatch(evidence);
    expect(JSON.stringify(viewFor(first, MORGAN))).not.toMatch(/words of stage|Sam|Ingrid/);
    expect(viewFor(threeKinds(3), MORGAN)?.place).toEqual({ position: 2, count: 2 });
  });

  test("V2 says when the level could not be read", () => {
    const story = riskStory({}, null);
    expect(viewFor(story, SAM)?.risk).toMatchObject({ level: null, unavailable: "noAnswer" });
  });

  test("T1 N1 says when it escalates and is denied, then to whom it was escalated", () => {
    const story = riskStory();
    expect(viewFor(story, SAM)).toMatchObject({
      escalation: { dueAt: NOW + ESCALATION, to: ["SOC on call"] },
      denialDueAt: NOW + DENIAL,
      askedAs: { labels: ["Security Administrator"], others: 1 },
    });
    const escalated = viewFor(story.wait(ESCALATION), SAM);
    expect(escalated).toMatchObject({
      escalated: { at: NOW + ESCALATION, to: ["SOC on call"], reason: "deadline" },
      askedAs: { others: 3 },
    });
    expect(escalated?.escalation).toBeUndefined();
  });

  test("A3 promises no escalation where there is nobody to escalate to", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve([candidate(SAM)], []).post.deliverAll();
    expect(viewFor(story, SAM)?.escalation).toBeUndefined();
  });

  test("A1 counts somebody in both sets once", () => {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} }));
    story.resolve([candidate(SAM), candidate(INGRID)], [candidate(INGRID), candidate(FAYE)]);
    story.post.deliverAll();
    const view = viewFor(story.wait(ESCALATION), SAM);
    expect(view?.askedAs.others).toBe(2);
    expect(view?.asked.map((p) => p.displayName)).toEqual(
      [SAM, INGRID, FAYE].map((p) => p.displayName),
    );
  });

  test("D7 asks from what to what, with the words that were typed", () => {
    const story = riskStory();
    const words = { justification: "spoke to Riley", reading: reading("idProtection", 3, NOW) };
    story.click(SAM, "Approved", words);
    expect(viewFor(story, SAM)).toMatchObject({
      risk: { level: "high" },
      question: { before: { level: "medium" } },
      draft: "spoke to Riley",
    });
  });
});

describe("the question of Rule D7", () => {
  const risen = (rank: number, at: number) => ({
    reading: reading("idProtection", rank, NOW + at),
  });

  test("D7 posted once more still tells from what the level rose", () => {
    const story = new Story();
    const settings = controls({ idProtection: { minimumRiskLevel: "low" } });
    story
      .evaluate([reading("idProtection", 1, NOW)], settings)
      .resolve()
      .post.deliverAll();
    story.click(SAM, "Approved", risen(2, 1));
    story.prompt(SAM);
    expect(story.post.card(SAM).copies).toHaveLength(3);
    expect(viewFor(story, SAM)).toMatchObject({
      risk: { level: "medium" },
      question: { before: { level: "low" } },
    });
    story.click(SAM, "Approved", risen(3, 2));
    story.prompt(SAM);
    expect(viewFor(story, SAM)).toMatchObject({
      risk: { level: "high" },
      question: { before: { level: "medium" } },
    });
  });

  test("D7 tells what the clicked card said, not one that was posted later and not clicked", () => {
    const story = riskStory();
    const first = story.post.card(SAM).copies[0]?.token ?? "";
    story.click(INGRID, "Approved", risen(3, 1));
    story.prompt(SAM);
    expect(viewFor(story, SAM)).toMatchObject({ risk: { level: "high" } });
    story.click(SAM, "Approved", { ...risen(3, 2), token: first });
    expect(viewFor(story, SAM)?.question).toMatchObject({ before: { level: "medium" } });
  });
});

describe("a settled card", () => {
  test("D1 V3 says who, what, when and why, and has no evidence", () => {
    const story = riskStory();
    story.wait(1_000).click(SAM, "Approved", {
      justification: "spoke to Riley",
      reading: reading("idProtection", 1, NOW),
    });
    const view = settledView(story.request, 0, false);
    expect(view).toMatchObject({
      outcome: "approved",
      by: SAM,
      at: NOW + 1_000,
      justification: "spoke to Riley",
      wasRiskLower: true,
      next: { kind: "fulfilment" },
    });
    expect(JSON.stringify(view)).not.toMatch(/leaked|atRisk|"low"|"medium"|token/);
  });

  test("V2 names the next policy stage, whatever risk stage lies between", () => {
    const story = threeKinds(1);
    const view = settledView(story.request, 0, false);
    expect(view?.next).toEqual({ kind: "policyStage", asks: ["manager"] });
    expect(JSON.stringify(view)).not.toMatch(/insider/);
  });

  test("V2 of a policy stage says nothing of risk", () => {
    const story = threeKinds(2);
    story.click(MORGAN, "Denied", { justification: "no budget" });
    expect(JSON.stringify(settledView(story.request, 2, false))).not.toMatch(
      /leaked|atRisk|insider|idProtection|words of stage/,
    );
  });

  test("T3 C1 N3 a deadline, a cancellation, an end in Entra and an ended right look settled too", () => {
    expect(settledView(riskStory().wait(DENIAL).request, 0, false)?.outcome).toBe("timedOut");
    const canceled = riskStory();
    canceled.cancel(RILEY);
    expect(settledView(canceled.request, 0, false)).toMatchObject({
      outcome: "canceled",
      by: RILEY,
    });
    expect(viewFor(canceled, SAM, 0)).toBeUndefined();
    for (const end of ["denied", "wentOn"] as const) {
      const ended = riskStory();
      ended.keep(endOutside(ended.request, end, ended.now));
      expect(settledView(ended.request, 0, true)).toMatchObject({
        outcome: "endedInEntra",
        at: NOW,
      });
    }
    expect(settledView(riskStory().request, 0, true)?.outcome).toBe("released");
    expect(settledView(riskStory().request, 0, false)).toBeUndefined();
  });
});

describe("the history on a card", () => {
  const ended = (result: "Approved" | "Denied") => {
    const story = riskStory();
    story.click(SAM, result);
    return { ...summarizeRequest(story.request), id: `R-${result === "Denied" ? 1 : 2}` };
  };

  test("V2 of a policy stage leaves out what a risk stage ended", () => {
    const summaries = [ended("Denied"), ended("Approved")];
    expect(historyFor(undefined, "R-9", summaries, 0).map((h) => h.id)).toEqual(["R-2"]);
    expect(historyFor("idProtection", "R-9", summaries, 0).map((h) => h.id)).toEqual([
      "R-1",
      "R-2",
    ]);
  });

  test("V2 leaves out the request itself and what is too old", () => {
    expect(historyFor("idProtection", "R-1", [ended("Denied")], 0)).toEqual([]);
    expect(historyFor("idProtection", "R-9", [ended("Denied")], NOW + 1)).toEqual([]);
  });
});
