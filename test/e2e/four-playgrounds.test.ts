import { afterAll, beforeAll, expect, test } from "vitest";
import { readDemoTenant } from "./playground/demo-tenant.js";
import { expectNoRiskWords } from "./playground/expect-no-risk-words.js";
import { openPersonaWindow } from "./playground/persona-window.js";
import { takeCardPicture, takeWindowPicture } from "./playground/picture.js";
import { openPlaygroundWorld, type PlaygroundWorld } from "./playground/playground-world.js";

const REQUEST = 'request "Finance Data" because quarterly close, need the ledger export by Friday';

// One program and four windows live through everything, in this order, as a visitor of the demo does.
let world: PlaygroundWorld;
beforeAll(async () => {
  world = await openPlaygroundWorld(await readDemoTenant());
  console.info(`The table of windows was there after ${world.program.readyAfterMs} ms.`);
}, 180_000);
afterAll(() => world?.close());

test("D1 D4 N1 N3 V1 V2 security approves, then the manager, and Riley hears only the outcome", async () => {
  world.explainFailure("approval");
  const { riley, sam, morgan, ada } = world;

  await riley.say(REQUEST);
  await takeCardPicture(await riley.card("Finance Data", "Waiting for approval"), "own-request");
  for (const approver of [sam, ada]) {
    const card = await approver.card("Riley Chen wants Finance Data", "High user risk");
    expect(await card.innerText()).toContain("quarterly close, need the ledger export by Friday");
  }
  const phone = await openPersonaWindow(world.context, world.program.urlOf("Ada Novak"), {
    isStale: true,
  });
  const onPhone = await phone.card("Riley Chen wants Finance Data");

  const asked = await sam.card("Riley Chen wants Finance Data");
  await takeCardPicture(asked, "approval-card");
  await asked.getByRole("button", { name: "Details" }).click();
  await asked.getByText("Read access to the ledger").waitFor();
  await takeCardPicture(asked, "approval-details");
  await asked.getByRole("button", { name: "Details" }).click();
  await asked.getByRole("button", { name: "Approve" }).click();
  await asked.getByText("Write why you decide so").waitFor();
  await takeCardPicture(asked, "approval-without-justification");
  await asked.getByLabel("Justification").fill("Spoke to Riley, password reset done");
  await asked.getByRole("button", { name: "Approve" }).click();

  for (const approver of [sam, ada]) {
    const settled = await approver.card("Approved by Sam Okafor", "Spoke to Riley, password reset");
    expect(await settled.getByRole("button").allInnerTexts()).toEqual([]);
    expect(await approver.words()).not.toMatch(/High user risk|wants Finance Data/);
  }
  await takeCardPicture(await sam.card("Approved by Sam Okafor"), "settled-card");

  await onPhone.getByLabel("Justification").fill("I would rather not");
  await onPhone.getByRole("button", { name: "Deny" }).click();
  await phone.card("Approved by Sam Okafor", "Spoke to Riley, password reset done");
  await takeWindowPicture(phone.page, "old-click");
  await phone.page.close();

  const policy = await morgan.card("Riley Chen wants Finance Data");
  await takeCardPicture(policy, "policy-card");
  expect(await riley.words()).toContain("Waiting for approval");
  await policy.getByRole("button", { name: "Approve" }).click();
  await morgan.card("Approved by Morgan Diaz");
  expectNoRiskWords(await morgan.words());
  expectNoRiskWords(morgan.received());

  await riley.reads("You now have access to Finance Data.");
  expectNoRiskWords(await riley.words());
  expect(sam.received()).toContain("High user risk");
  expect(riley.received()).toContain("You now have access");
  expectNoRiskWords(riley.received());
  await world.takePictures("approved");
});

test("I4 V1 Riley asks with the form and step by step, and reads help and status", async () => {
  world.explainFailure("requester");
  const { riley } = world;

  await riley.say("help");
  await takeCardPicture(await riley.card("What you can do here"), "help-requester");

  await riley.say("request");
  const form = await riley.card("Request an access package");
  await form.getByRole("combobox").click();
  await riley.page.getByRole("option", { name: "Customer Records" }).click();
  await form.getByLabel("Why you need it").fill("Renewal of the Fabrikam contract");
  await takeCardPicture(form, "request-form");
  await form.getByRole("button", { name: "Send request" }).click();
  await riley.card("Customer Records", "Waiting for approval");

  await riley.say("request by text");
  await riley.reads(/Which access package/i);
  await riley.say("production support");
  await riley.reads(/Why do you need Production Support/);
  await riley.say("On call next week");
  await riley.reads("Shall I send it?");
  await riley.say("yes");
  await riley.card("Production Support", "Waiting for approval");

  await riley.say("status");
  await takeCardPicture(await riley.card("Customer Records", "Production Support"), "status-list");
  expectNoRiskWords(await riley.words());
  expectNoRiskWords(riley.received());
});

test("D2 Sam finds what waits for him with approvals and opens it again", async () => {
  world.explainFailure("approver");
  const { sam } = world;

  await sam.say("approvals");
  const list = await sam.card("Customer Records", "Production Support", "Riley Chen");
  await takeCardPicture(list, "approvals-list");
  await list.getByRole("button", { name: /Open/ }).first().click();
  await takeCardPicture(await sam.card("wants", "Justification"), "opened-card");
  await sam.say("help");
  await takeCardPicture(await sam.card("What you can do here"), "help-approver");
});

test("S1 S2 Ada changes settings after she has seen before and after", async () => {
  world.explainFailure("administrator");
  const { ada } = world;

  await ada.say("settings");
  await takeCardPicture(await ada.card("ID Protection", "Insider Risk"), "settings");
  await ada.say("settings insider-risk level moderat");
  await ada.reads(/did you mean "moderate"/);
  await ada.say("settings insider-risk level elevated");
  const change = await ada.card("moderate", "elevated");
  await takeCardPicture(change, "settings-change");
  await change.getByRole("button", { name: "Confirm" }).click();
  await takeCardPicture(await ada.card("elevated", "Confirmed"), "settings-confirmed");

  await ada.say("settings id-protection deadline 15s, denial 35s");
  const deadlines = await ada.card("Escalate after", "15 s", "35 s");
  await deadlines.getByRole("button", { name: "Confirm" }).click();
  await ada.card("35 s", "Confirmed");
});

test("T1 T3 N1 N3 V1 nobody answers: the fallback group is asked, then the request is denied", async () => {
  world.explainFailure("timeout");
  const { riley, sam, morgan, ada } = world;

  // Other words than before: the same ones within 2 minutes are the same request (Rule I2).
  await riley.say('request "Finance Data" because the auditors come on Monday');
  await riley.card("Your request", "auditors", "Waiting for approval");
  for (const approver of [sam, ada]) await approver.card("wants Finance Data", "auditors");

  const fallback = await morgan.card("wants Finance Data", "High user risk", "auditors");
  await takeCardPicture(fallback, "fallback-card");
  for (const approver of [sam, ada]) {
    const escalated = await approver.card("wants Finance Data", "Escalated to Duty managers");
    expect(await escalated.getByRole("button", { name: "Approve" }).count()).toBe(1);
  }
  await takeCardPicture(await sam.card("Escalated to Duty managers"), "escalated-card");

  for (const approver of [sam, ada, morgan]) {
    const settled = await approver.card("Denied: nobody decided in time", "Finance Data");
    expect(await settled.getByRole("button").allInnerTexts()).toEqual([]);
    expect(await approver.words()).not.toContain("auditors");
  }
  await takeCardPicture(await morgan.card("Denied: nobody decided in time"), "timed-out-card");

  await riley.reads("Your request for Finance Data was not approved.");
  expectNoRiskWords(await riley.words());
  expectNoRiskWords(riley.received());
  await world.takePictures("timed-out");
});
