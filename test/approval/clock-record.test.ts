import { describe, expect, test } from "vitest";
import { advanceRequest, nextTimer } from "../../src/approval/advance.js";
import { DAY, HOUR, MINUTE } from "../../src/approval/instant.js";
import { addNotices } from "../../src/approval/ledger.js";
import type { Notice } from "../../src/approval/notice.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { withStage } from "../../src/approval/with-stage.js";
import { candidate, FAYE, FINN, INGRID, MORGAN, RILEY, SAM } from "../builders/cast.js";
import { controls, DENIAL, ESCALATION, policyStage, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { riskStory, Story } from "../builders/story.js";
import { POLICY } from "../builders/submission.js";

const CLOCK = { kind: "clock" };
const last = (story: Story, type: string) => story.events.findLast((event) => event.type === type);

describe("what the trail says of the clock", () => {
  test("U1 T2 of a reminder: its stage, its deadline, and to whom", () => {
    expect(last(riskStory().wait(ESCALATION / 2), "stageReminded")).toStrictEqual({
      type: "stageReminded",
      at: NOW + ESCALATION / 2,
      actor: CLOCK,
      details: {
        ...{ requestId: "R-1042", stage: 0, deadline: "escalation" },
        recipientIds: [SAM.id, INGRID.id],
      },
    });
  });

  test("U1 T3 of a denial: when it was due, and nobody's words", () => {
    const story = riskStory().wait(DENIAL + HOUR);
    expect(last(story, "stageTimedOut")).toStrictEqual({
      type: "stageTimedOut",
      at: NOW + DENIAL + HOUR,
      actor: CLOCK,
      details: {
        ...{ requestId: "R-1042", stage: 0, source: "idProtection", configurationVersion: 4 },
        ...{ reviewResult: "Denied", reason: "timedOut", dueAt: NOW + DENIAL },
      },
      personal: { justification: "" },
    });
    expect(story.stage().outcome).toStrictEqual({
      ...{ reviewResult: "Denied", reason: "timedOut", at: NOW + DENIAL + HOUR },
      ...{ justification: "", wasRiskLower: false },
    });
  });

  test("U1 T6 of a grace: until when", () => {
    const story = riskStory();
    story.outages.push({ from: NOW + HOUR, to: NOW + 4 * DAY });
    expect(last(story.wait(4 * DAY), "graceGranted")).toStrictEqual({
      type: "graceGranted",
      at: NOW + 4 * DAY,
      actor: CLOCK,
      details: { requestId: "R-1042", stage: 0, until: NOW + 4 * DAY + HOUR },
    });
  });
});

describe("a reminder", () => {
  test("T2 goes to each decider once, whatever else of the stage he has in his chat", () => {
    const story = riskStory().wait(ESCALATION / 2);
    story.post.deliverAll();
    story.wait(ESCALATION / 2).post.deliverAll();
    story.wait((DENIAL - ESCALATION) / 2);
    const denial = story.post.rows("reminder").filter((n) => n.subject === "denial");
    expect(denial.map((n) => n.recipient)).toEqual([SAM, INGRID, FINN, FAYE].map(({ id }) => id));
  });

  test("T2 V2 goes to nobody of a stage that is over", () => {
    const story = riskStory({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
    story.click(SAM, "Approved");
    story.resolve([candidate(MORGAN)], [candidate(FAYE)]).post.deliverAll();
    story.wait(ESCALATION / 2);
    expect(story.post.recipients("reminder")).toEqual([MORGAN.id]);
  });

  test("A5 T2 goes to nobody whose right has ended", () => {
    const story = riskStory();
    const notices = story.request.notices.map((n) =>
      n.recipient === INGRID.id ? { ...n, isRevoked: true } : n,
    );
    story.request = { ...story.request, notices };
    expect(story.wait(ESCALATION / 2).post.recipients("reminder")).toEqual([SAM.id]);
  });

  test("T2 T4 that is late is written while its own deadline is still to come", () => {
    const story = new Story();
    const settings = { durationBeforeEscalation: "PT8M", durationBeforeAutomaticDenial: "P1D" };
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: settings }));
    story.resolve().post.deliverAll();
    // The look at who was reached has fallen due as well, after 5 minutes.
    story.wait(6 * MINUTE);
    expect(story.post.recipients("reminder")).toEqual([SAM.id, INGRID.id]);
  });
});

describe("what is next", () => {
  test("T5 is nothing while the clock of an open stage does not run, nor once the request has ended", () => {
    const story = riskStory();
    const stopped = withStage(story.request, 0, ({ clockStartedAt: _, ...stage }) => stage);
    expect(nextTimer(stopped)).toBeUndefined();
    expect(advanceRequest(stopped, { outages: [], delegations: [] }, NOW + DAY)).toBeUndefined();
    story.cancel(RILEY);
    expect(nextTimer(story.request)).toBeUndefined();
  });
});

describe("a pause of sending", () => {
  const paused = { from: NOW, to: NOW + DENIAL };

  /** The state after the denial's time, when every notice was held up all the while. */
  function stateAfterPause(change: (request: AccessRequest) => AccessRequest): string {
    const story = new Story();
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} })).resolve();
    const facts = { outages: [], delegations: [], pauses: [paused] };
    return advanceRequest(change(story.request), facts, NOW + DENIAL)?.request.state ?? "nothing";
  }
  const withRows =
    (change: (notice: Notice) => Partial<Notice>) =>
    (request: AccessRequest): AccessRequest => ({
      ...request,
      notices: request.notices.map((n) => ({ ...n, ...change(n) })),
    });
  const delivered = { state: "delivered" } as const;
  const cardOf =
    (id: string, changes: Partial<Notice>) =>
    (n: Notice): Partial<Notice> =>
      n.kind === "approvalCard" && n.recipient === id ? changes : {};

  test.each<[string, string, (request: AccessRequest) => AccessRequest]>([
    ["pendingApproval", "nobody has a card of it", (request) => request],
    ["denied", "one of them has his card", withRows(cardOf(INGRID.id, delivered))],
    [
      "pendingApproval",
      "only a revoked card is there",
      withRows(cardOf(INGRID.id, { ...delivered, isRevoked: true })),
    ],
    [
      "pendingApproval",
      "only the requestor has his card",
      withRows((n) => (n.kind === "ownRequestCard" ? delivered : {})),
    ],
    [
      "pendingApproval",
      "the cards that are there are another stage's",
      withRows(cardOf(INGRID.id, { ...delivered, stage: 1 })),
    ],
    [
      "pendingApproval",
      "only a reminder of it is there",
      (request) => {
        const row = { kind: "reminder", recipient: SAM.id, stage: 0 } as const;
        const [added] = addNotices(request.notices, [row], NOW).slice(-1);
        return added
          ? { ...request, notices: [...request.notices, { ...added, ...delivered }] }
          : request;
      },
    ],
  ])("T6 leaves a request %s when %s", (state, _, change) => {
    expect(stateAfterPause(change)).toBe(state);
  });

  test("T6 keeps nobody from deciding when there was none, and an outage counts all the same", () => {
    const story = riskStory();
    const stateWith = (outages: readonly (typeof paused)[]) =>
      advanceRequest(story.request, { outages, delegations: [] }, NOW + DENIAL)?.request.state;
    expect(stateWith([])).toBe("denied");
    expect(stateWith([paused])).toBe("pendingApproval");
  });
});
