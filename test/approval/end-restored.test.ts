import { describe, expect, test } from "vitest";
import { endRestored } from "../../src/approval/end-restored.js";
import { receiveCallOut } from "../../src/approval/identify.js";
import { openSteps } from "../../src/approval/next-due.js";
import { RILEY, SAM, TAYLOR } from "../builders/cast.js";
import { NOW } from "../builders/request.js";
import { riskStory } from "../builders/story.js";
import { callOutOrigin, submission } from "../builders/submission.js";

describe("a request that was open in a restored copy and nobody can vouch for", () => {
  test("N1 N3 U1 ends by the system: its cards close, requestor and target hear of it, nobody is named", () => {
    const { request } = riskStory({ target: TAYLOR });
    const ended = endRestored(request, NOW - 1, NOW + 1);
    expect(ended?.events.map(({ type, actor }) => [type, actor.kind])).toEqual([
      ["endedByRestore", "system"],
      ["requestCanceled", "system"],
    ]);
    expect(ended?.request).toMatchObject({ state: "canceled", endReason: "restoredFromBackup" });
    expect(ended?.events[0]?.details).toEqual({ requestId: request.id, takenAt: NOW - 1 });
    expect(ended?.request.canceledBy).toBeUndefined();
    const told = ended?.request.notices.filter(({ kind }) => kind === "outcome");
    expect(told?.map(({ recipient }) => recipient)).toEqual([RILEY.id, TAYLOR.id]);
    const revisions = (notices: typeof request.notices | undefined) =>
      notices?.flatMap(({ kind, revision }) => (kind === "approvalCard" ? [revision] : []));
    const before = revisions(request.notices);
    expect(before).not.toEqual([]);
    expect(revisions(ended?.request.notices)).toEqual(before?.map((revision) => revision + 1));
  });

  test("I5 N1 of which nobody has heard yet is told to Entra alone", () => {
    const origin = callOutOrigin("userAdd");
    const received = receiveCallOut(submission({ origin }), NOW);
    if (!received.ok) throw new Error(received.code);
    const ended = endRestored(received.request, NOW - 1, NOW + 1);
    expect(ended?.request).toMatchObject({ state: "canceled", notices: [] });
    expect(openSteps(ended?.request ?? received.request).map(({ kind }) => kind)).toEqual([
      "handOver",
    ]);
  });

  test("C1 that has ended in the copy stays as it is", () => {
    const story = riskStory();
    story.click(SAM, "Denied");
    expect(endRestored(story.request, NOW - 1, NOW + 1)).toBeUndefined();
  });
});
