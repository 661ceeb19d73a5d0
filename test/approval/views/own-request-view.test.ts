import { expect, test } from "vitest";
import { HOUR, MINUTE } from "../../../src/approval/instant.js";
import { ownRequestView } from "../../../src/approval/views/own-request-view.js";
import {
  ADA,
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
import { Story } from "../../builders/story.js";
import { callOutOrigin, POLICY } from "../../builders/submission.js";

/** Both risk stages, then a policy stage; a second goes by between any two happenings. */
function reviewed(changes = {}): Story {
  const story = new Story({
    target: TAYLOR,
    assignmentPolicy: { ...POLICY, stages: [policyStage()] },
    ...changes,
  });
  story.wait(1_000);
  const readings = [reading("idProtection", 3, story.now), reading("insiderRisk", 3, story.now)];
  story.evaluate(readings, controls({ idProtection: {}, insiderRisk: {} }));
  return story.wait(1_000);
}
function ask(story: Story, who = [SAM, INGRID]): Story {
  story.wait(7 * MINUTE).resolve(
    who.map((one) => candidate(one, MANAGER)),
    [candidate(FINN), candidate(FAYE)],
  );
  story.post.deliverAll();
  return story.wait(11 * MINUTE);
}
const decided = (story: Story, who: typeof SAM, result: "Approved" | "Denied") => {
  expect(story.click(who, result, { justification: "SECRET words" })).toMatchObject({ ok: true });
  return story.wait(HOUR);
};
const atPolicy = (): Story => {
  const story = decided(ask(reviewed()), SAM, "Approved");
  return ask(decided(ask(story), INGRID, "Approved"), [MORGAN]);
};

/** Every situation that a request can be in, by name. */
const situations: Readonly<Record<string, () => Story>> = {
  submitted: () => new Story({ target: TAYLOR }),
  "in the risk stage": () => ask(reviewed()),
  escalated: () => ask(reviewed()).wait(ESCALATION),
  "asked about once more": () => {
    const story = new Story({ target: TAYLOR });
    story.evaluate([reading("idProtection", 2, NOW)], controls({ idProtection: {} })).resolve();
    story.post.deliverAll();
    story.click(SAM, "Approved", { reading: reading("idProtection", 3, NOW) });
    return story;
  },
  "in the second risk stage": () => ask(decided(ask(reviewed()), SAM, "Approved")),
  "in the policy stage": atPolicy,
  "denied by risk": () => decided(ask(reviewed()), SAM, "Denied"),
  "denied by the second risk stage": () =>
    decided(ask(decided(ask(reviewed()), SAM, "Approved")), INGRID, "Denied"),
  "timed out in the risk stage": () => ask(reviewed()).wait(DENIAL),
  "without an approver": () => reviewed().resolve([], []).wait(ESCALATION),
  canceled: () => {
    const story = ask(reviewed());
    story.cancel(RILEY);
    return story;
  },
  "canceled by an administrator": () => {
    const story = ask(reviewed());
    story.cancel(ADA, true, "SECRET risk reason");
    return story;
  },
  approved: () => decided(atPolicy(), MORGAN, "Approved"),
  "failing to be delivered": () =>
    decided(atPolicy(), MORGAN, "Approved").handOver({ ok: false, reason: "RiskError" }),
  delivered: () => decided(atPolicy(), MORGAN, "Approved").handOver(),
  "handed over": () =>
    decided(
      ask(decided(ask(reviewed({ origin: callOutOrigin() })), SAM, "Approved")),
      INGRID,
      "Approved",
    ).handOver(),
};

/** What the requestor may know: his own words, the names of the package and of the two people, when he asked. */
const known = new Set([NOW]);

test.each(Object.entries(situations))("V1 the own view gives nothing away: %s", (_, tell) => {
  const story = tell();
  for (const who of [RILEY, TAYLOR]) {
    const view = ownRequestView(story.request, who.id);
    const text = JSON.stringify(view);
    expect(view).toBeDefined();
    expect(text).not.toMatch(/risk|protection|insider|SECRET|escalat|stage|level|timed/i);
    for (const other of [SAM, INGRID, FINN, FAYE, MORGAN, ADA]) {
      expect(text).not.toContain(other.displayName);
      expect(text).not.toContain(other.id);
    }
    const numbers = Object.values(view ?? {}).filter((value) => typeof value === "number");
    expect(numbers.filter((value) => !known.has(value))).toEqual([]);
  }
});

test("V1 a request looks the same with and without a risk stage, while pending and when denied", () => {
  const plain = new Story({
    target: TAYLOR,
    assignmentPolicy: { ...POLICY, stages: [policyStage()] },
  });
  plain.evaluate([], controls({}));
  expect(ownRequestView(reviewed().request, RILEY.id)).toEqual(
    ownRequestView(plain.request, RILEY.id),
  );
  ask(plain, [MORGAN]).click(MORGAN, "Denied", { justification: "" });
  const denied = decided(ask(reviewed()), SAM, "Denied");
  expect(ownRequestView(denied.request, RILEY.id)).toEqual(ownRequestView(plain.request, RILEY.id));
});

test("V1 N1 the rows for the requestor are the same with and without a risk stage", () => {
  const rows = (story: Story) =>
    story.request.notices
      .filter((n) => n.recipient === RILEY.id)
      .map(({ kind, subject, revision }) => ({ kind, subject, revision }));
  const denied = decided(ask(reviewed()), SAM, "Denied");
  const plain = new Story({
    target: TAYLOR,
    assignmentPolicy: { ...POLICY, stages: [policyStage()] },
  });
  ask(plain.evaluate([], controls({})), [MORGAN]).click(MORGAN, "Denied");
  expect(rows(denied)).toEqual(rows(plain));
});

test("V1 N1 a denial by a policy stage carries its justification", () => {
  const denied = ask(decided(ask(decided(ask(reviewed()), SAM, "Approved")), INGRID, "Approved"), [
    MORGAN,
  ]);
  denied.click(MORGAN, "Denied", { justification: "ask for the read-only package" });
  expect(ownRequestView(denied.request, RILEY.id)).toMatchObject({
    progress: "denied",
    approverJustification: "ask for the read-only package",
    isCancelable: false,
  });
});

test("V4 C1 to anybody else there is no such request; only the requestor may cancel", () => {
  const story = reviewed();
  for (const who of [SAM, MORGAN, ADA, STRANGER]) {
    expect(ownRequestView(story.request, who.id)).toBeUndefined();
  }
  expect(ownRequestView(story.request, RILEY.id)?.isCancelable).toBe(true);
  expect(ownRequestView(story.request, TAYLOR.id)?.isCancelable).toBe(false);
});
