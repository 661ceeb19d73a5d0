import { afterAll, beforeAll, expect, test } from "vitest";
import { readDemoTenant } from "./playground/demo-tenant.js";
import { expectNoRiskWords } from "./playground/expect-no-risk-words.js";
import { openPersonaWindow } from "./playground/persona-window.js";
import { takeCardPicture, takeWindowPicture } from "./playground/picture.js";
import { openPlaygroundWorld, type PlaygroundWorld } from "./playground/playground-world.js";

let world: PlaygroundWorld;
beforeAll(async () => {
  world = await openPlaygroundWorld(await readDemoTenant());
}, 180_000);
afterAll(() => world?.close());

test("D1 N1 N3 V1 V2 a risky request is approved by security, then by the manager, and Riley hears only the outcome", async () => {
  world.explainFailure("approval");
  const { riley, sam, morgan, ada } = world;

  await riley.say('request "Finance Data" because quarterly close, need the ledger export by Friday');
  const own = await riley.card("Finance Data", "Waiting for approval");
  await takeCardPicture(own, "own-request");

  for (const approver of [sam, ada]) {
    const card = await approver.card("Riley Chen wants Finance Data", "High user risk");
    expect(await card.innerText()).toContain("quarterly close, need the ledger export by Friday");
  }
  const phone = await openPersonaWindow(world.context, world.program.urlOf("Ada Novak"), {
    width: 390,
    isStale: true,
  });
  const onPhone = await phone.card("Riley Chen wants Finance Data");
  await takeWindowPicture(phone.page, "approval-phone");

  const asked = await sam.card("Riley Chen wants Finance Data");
  await takeCardPicture(asked, "approval-card");
  await asked.getByRole("button", { name: "Approve" }).click();
  await asked.getByText("Write a justification").waitFor();
  await takeCardPicture(asked, "approval-without-justification");
  await asked.getByLabel("Justification").fill("Spoke to Riley, password reset done");
  await asked.getByRole("button", { name: "Approve" }).click();

  for (const approver of [sam, ada]) {
    const settled = await approver.card("Approved by Sam Okafor", "Spoke to Riley, password reset done");
    expect(await settled.getByRole("button").allInnerTexts()).toEqual([]);
    expect(await settled.innerText()).not.toContain("High user risk");
    expect(await approver.words()).not.toContain("Riley Chen wants Finance Data");
  }
  await takeCardPicture(await sam.card("Approved by Sam Okafor"), "settled-card");

  await onPhone.getByLabel("Justification").fill("I would rather not");
  await onPhone.getByRole("button", { name: "Deny" }).click();
  await phone.card("Approved by Sam Okafor", "Spoke to Riley, password reset done");
  await takeWindowPicture(phone.page, "old-click-phone");
  await phone.page.close();

  const policy = await morgan.card("Riley Chen wants Finance Data");
  await takeCardPicture(policy, "policy-card");
  expectNoRiskWords(await morgan.words());
  expect(await riley.words()).toContain("Waiting for approval");
  await policy.getByRole("button", { name: "Approve" }).click();
  await morgan.card("Approved by Morgan Diaz");
  expectNoRiskWords(morgan.received());

  await riley.reads("You now have access to Finance Data.");
  expectNoRiskWords(await riley.words());
  expectNoRiskWords(riley.received());
  await world.takePictures("approval-story");
});
