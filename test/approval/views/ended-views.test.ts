import { describe, expect, test } from "vitest";
import { endOutside } from "../../../src/approval/ended-outside.js";
import { MINUTE } from "../../../src/approval/instant.js";
import type { AccessRequest } from "../../../src/approval/request.js";
import type { OutsideState } from "../../../src/approval/views/outside-state.js";
import { ownRequestView } from "../../../src/approval/views/own-request-view.js";
import { settledView } from "../../../src/approval/views/settled-view.js";
import {
  ADA,
  candidate,
  delegation,
  FINN,
  MANAGER,
  MORGAN,
  RILEY,
  SAM,
  TAYLOR,
} from "../../builders/cast.js";
import { controls, DENIAL, policyStage, reading } from "../../builders/controls.js";
import { NOW } from "../../builders/request.js";
import { riskStory, Story } from "../../builders/story.js";
import { callOutOrigin, POLICY } from "../../builders/submission.js";

const read = reading("idProtection", 2, NOW);

/** A stage of the policy that Morgan is asked for. */
function policyStory(changes = {}): Story {
  const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] }, ...changes });
  story.evaluate([reading("idProtection", 1, NOW)], controls({ idProtection: {} }));
  return story.resolve([candidate(MORGAN, MANAGER)], []);
}

function asked(story: Story): Story {
  story.resolve().post.deliverAll();
  return story;
}

describe("the card of a stage that is over", () => {
  const frame = {
    ...{ kind: "settled", requestId: "R-1042", stageKind: "idProtection", requestor: RILEY },
    ...{ accessPackage: { displayName: "Finance Data" }, justification: "", wasRiskLower: false },
  };
  const settled = ({ request }: Story, index = 0, isReleased = false) =>
    settledView(request, index, isReleased);

  test("D1 A5 says who decided for whom, when and why", () => {
    const story = riskStory({ target: TAYLOR });
    story.appoint(delegation(SAM, FINN)).post.deliverAll();
    story.wait(MINUTE).click(FINN, "Denied", { justification: "no" });
    expect(settled(story)).toStrictEqual({
      ...{ ...frame, target: TAYLOR, outcome: "denied", at: NOW + MINUTE, justification: "no" },
      ...{ by: FINN, onBehalfOf: SAM },
    });
  });

  test("T3 by the deadline has nobody", () => {
    expect(settled(riskStory().wait(DENIAL))).toStrictEqual({
      ...{ ...frame, outcome: "timedOut", at: NOW + DENIAL },
    });
  });

  test("C1 by a cancellation says by whom and when", () => {
    const story = riskStory().wait(MINUTE);
    story.cancel(RILEY);
    const view = { ...frame, outcome: "canceled", by: RILEY, at: NOW + MINUTE };
    expect(settled(story)).toStrictEqual(view);
    const { canceledBy: _, completedAt: __, ...old } = story.request;
    expect(settledView(old, 0, false)).toStrictEqual({ ...frame, outcome: "canceled" });
  });

  test("P4 by Entra itself says when", () => {
    const story = riskStory({ origin: callOutOrigin() });
    story.keep(endOutside(story.request, "denied", NOW + MINUTE));
    expect(settled(story)).toStrictEqual({ ...frame, outcome: "endedInEntra", at: NOW + MINUTE });
    const { completedAt: _, ...old } = story.request;
    expect(settledView(old, 0, false)).toStrictEqual({ ...frame, outcome: "endedInEntra" });
  });

  test("A5 of an open stage is one of an ended right, or nothing", () => {
    expect(settled(riskStory(), 0, true)).toStrictEqual({ ...frame, outcome: "released" });
    expect(settled(riskStory())).toBeUndefined();
    expect(settled(riskStory(), 1, true)).toBeUndefined();
  });

  test.each<[string, () => Story, object]>([
    [
      "the policy's next stage",
      () => {
        const story = new Story({ assignmentPolicy: { ...POLICY, stages: [policyStage()] } });
        story.evaluate([read], controls({ idProtection: {} }));
        return asked(story);
      },
      { kind: "policyStage", asks: ["manager"] },
    ],
    ["Entra, for a call-out", () => riskStory({ origin: callOutOrigin() }), { kind: "entra" }],
    ["that it goes on, after ID Protection", () => riskStory(), { kind: "onward" }],
    [
      "the access, after insider risk",
      () => {
        const story = new Story();
        story.evaluate([reading("insiderRisk", 3, NOW)], controls({ insiderRisk: {} }));
        return asked(story);
      },
      { kind: "fulfilment" },
    ],
  ])("D8 V2 after an approval says what follows: %s", (_, tell, next) => {
    const story = tell();
    story.click(SAM, "Approved");
    expect(settled(story)).toMatchObject({ outcome: "approved", next });
  });

  test("D8 after the policy's last stage says that access follows", () => {
    const story = policyStory();
    story.post.deliverAll();
    story.click(MORGAN, "Approved");
    expect(settled(story)).toMatchObject({
      ...{ stageKind: "policy", outcome: "approved", next: { kind: "fulfilment" } },
    });
  });
});

describe("a request in front of the people it is about", () => {
  test("V1 has their words, names and the date, and what has come of it", () => {
    const { request } = riskStory({ target: TAYLOR });
    const view = {
      kind: "ownRequest",
      requestId: "R-1042",
      accessPackage: { displayName: "Finance Data" },
      requestorName: RILEY.displayName,
      targetName: TAYLOR.displayName,
      isForSomebodyElse: true,
      isReaderRequestor: true,
      submittedAt: NOW,
      justification: "Quarterly close",
      progress: "inReview",
      approverJustification: "",
      canceledByAdministrator: false,
      isCancelable: true,
    };
    expect(ownRequestView(request, RILEY.id)).toStrictEqual(view);
    expect(ownRequestView(request, TAYLOR.id)).toStrictEqual({
      ...{ ...view, isReaderRequestor: false, isCancelable: false },
    });
    expect(ownRequestView(riskStory().request, RILEY.id)?.isForSomebodyElse).toBe(false);
  });

  test.each([
    ["pendingApproval", "inReview"],
    ["approved", "approved"],
    ["delivered", "delivered"],
    ["deliveryFailed", "deliveryFailed"],
    ["denied", "denied"],
    ["canceled", "canceled"],
  ] as const)("V1 in state %s is %s, whatever Entra says", (state, progress) => {
    const request: AccessRequest = { ...riskStory().request, state };
    expect(ownRequestView(request, RILEY.id)?.progress).toBe(progress);
    expect(ownRequestView(request, RILEY.id, "scheduled")?.progress).toBe(progress);
    expect(ownRequestView(request, RILEY.id)?.isCancelable).toBe(state === "pendingApproval");
  });

  test.each<[OutsideState | undefined, string]>([
    [undefined, "handedOver"],
    ["submitted", "handedOver"],
    ["pendingApproval", "handedOver"],
    ["gone", "handedOver"],
    ["unreadable", "handedOver"],
    ["scheduled", "approved"],
    ["delivering", "approved"],
    ["delivered", "delivered"],
    ["partiallyDelivered", "incompleteInEntra"],
    ["deliveryFailed", "incompleteInEntra"],
    ["denied", "denied"],
    ["canceled", "canceled"],
  ])("P4 that was handed over and is %s in Entra is %s", (outside, progress) => {
    const request: AccessRequest = { ...riskStory().request, state: "handedOver" };
    expect(ownRequestView(request, RILEY.id, outside)?.progress).toBe(progress);
  });

  test("C1 V1 says that an administrator canceled it, and not why", () => {
    const story = riskStory();
    story.cancel(ADA, true, "secret");
    const view = ownRequestView(story.request, RILEY.id);
    expect(view).toMatchObject({ progress: "canceled", canceledByAdministrator: true });
    expect(JSON.stringify(view)).not.toContain("secret");
  });

  test("V1 N1 has the words of a policy's denial, not those of a policy's approval", () => {
    const denied = policyStory();
    denied.post.deliverAll();
    denied.click(MORGAN, "Denied", { justification: "no budget" });
    expect(ownRequestView(denied.request, RILEY.id)?.approverJustification).toBe("no budget");
    const approved = policyStory();
    approved.post.deliverAll();
    approved.click(MORGAN, "Approved", { justification: "fine" });
    expect(ownRequestView(approved.request, RILEY.id)?.approverJustification).toBe("");
  });
});
