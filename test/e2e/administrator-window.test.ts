import { afterAll, beforeAll, expect, test } from "vitest";
import { readDemoTenant } from "./playground/demo-tenant.js";
import { takeCardPicture, takeWindowPicture } from "./playground/picture.js";
import { openPlaygroundWorld, type PlaygroundWorld } from "./playground/playground-world.js";

// One administrator's day in her own window, in this order.
let world: PlaygroundWorld;
beforeAll(async () => {
  world = await openPlaygroundWorld(await readDemoTenant());
}, 180_000);
afterAll(() => world?.close());

test("S1 S2 Ada edits settings in the form, is warned, confirms, looks back and undoes it", async () => {
  world.explainFailure("settings");
  const { ada } = world;

  await ada.say("settings");
  const settings = await ada.card("Entra ID Protection", "Insider Risk");
  await takeCardPicture(settings, "settings-both");
  await settings.getByRole("button", { name: "Edit" }).last().click();
  const form = await ada.card("Nothing changes before you confirm");
  await form.getByLabel("Escalate after").fill("soon");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Write a duration such as").waitFor();
  await takeCardPicture(form, "settings-form-problem");
  await form.getByLabel("Escalate after").fill("2 hours");
  await form.getByLabel("Deny after").fill("1 day 12 h");
  await takeCardPicture(form, "settings-form");
  await form.getByRole("button", { name: "Save" }).click();

  const change = await ada.card("Escalate after", "2 h", "shorter than a night");
  await takeCardPicture(change, "settings-warning");
  await change.getByRole("button", { name: "Confirm" }).click();
  await ada.card("Confirmed", "2 h");

  await ada.say("settings insider-risk history");
  await takeCardPicture(await ada.card("Changes of", "Version 1"), "settings-history");
  await ada.say("settings insider-risk undo");
  const undo = await ada.card("Escalate after", "Confirm");
  await takeCardPicture(undo, "settings-undo");
  await undo.getByRole("button", { name: "Confirm" }).click();
  await ada.say("settings insider-risk history");
  await ada.card("Version 2");
  await ada.say("preview settings id-protection level low");
  await takeCardPicture(await ada.card("level", "Requests"), "settings-preview");
});

test("N1 V4 Ada sees every request, its details and what the figures say", async () => {
  world.explainFailure("oversight");
  const { ada, riley, sam } = world;

  await riley.say('request "Finance Data" because quarterly close');
  await riley.say('request "Customer Records" because renewal of the Fabrikam contract');
  // The Playground draws every card anew when another one comes, and would forget what was typed meanwhile.
  await sam.card("Riley Chen wants Customer Records");
  const asked = await sam.card("Riley Chen wants Finance Data");
  await asked.getByLabel("Justification").fill("Spoke to Riley");
  await asked.getByRole("button", { name: "Approve" }).click();
  await sam.card("Approved by Sam Okafor");

  await ada.say("requests all");
  const list = await ada.card("Finance Data", "Customer Records", "Pending approval");
  await takeCardPicture(list, "requests-list");
  await list.getByRole("button", { name: /Open/ }).last().click();
  const details = await ada.card("Riley Chen wants", "Notices");
  await takeCardPicture(details, "request-details");
  await ada.say("insights");
  await takeCardPicture(await ada.card("Insights", "Reviewed for risk"), "insights");
  await ada.say("deliveries");
  await takeCardPicture(await ada.card("intended"), "deliveries");
});

test("U1 Ada reads the trail of a request and has all of it checked", async () => {
  world.explainFailure("audit");
  const { ada } = world;

  await ada.say("audit R-1001");
  await takeCardPicture(await ada.card("R-1001"), "timeline");
  await ada.say("audit verify");
  await ada.reads(/^intact/i);
  await ada.say("audit export");
  await ada.reads(/audit.*jsonl|JSON Lines/i);
  await takeWindowPicture(ada.page, "administrator");
  expect(await ada.words()).not.toMatch(/broken/i);
});
