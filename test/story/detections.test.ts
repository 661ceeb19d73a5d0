import { afterEach, expect, it } from "vitest";
import type { RiskDetection } from "../../src/approval/risk.js";
import { approvalCard, said, textOf } from "./chat-reading.js";
import { RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const DETECTED: RiskDetection = {
  riskEventType: "unfamiliarFeatures",
  detectedAt: Date.parse("2026-01-05T06:07:00Z"),
  location: "Reykjavik, IS",
};
const TOLD = /Unfamiliar features|Reykjavik/;

let bot: RunningBot;
afterEach(() => bot.stop());

/** Riley asks for Finance Data at medium risk; what was detected is told by `detections`. */
async function pending(detections: () => Promise<readonly RiskDetection[]>) {
  bot = await RunningBot.start({
    tenant: new Variation().tenant(),
    signals: (real) => ({ read: real.read, detections }),
  });
  const [riley, sam, morgan] = await bot.installed("riley", "sam", "morgan");
  bot.signals.set("idProtection", riley.objectId, "medium");
  await riley.say('request "Finance Data" because quarterly close');
  return { riley, sam, morgan, card: await approvalCard(sam) };
}

it("V2 what was detected is on the security approver's card, and with nobody else afterwards", async () => {
  const { riley, sam, morgan, card } = await pending(async () => [DETECTED]);
  expect(textOf(card)).toMatch(/Unfamiliar features.*from Reykjavik, IS/);
  const settled = await sam.click(card, "approve", { justification: "known trip" });
  expect(said(settled)).not.toMatch(TOLD);
  expect(textOf(await approvalCard(morgan))).not.toMatch(TOLD);
  await bot.quiet();
  expect(riley.messages().map(textOf).join()).not.toMatch(TOLD);
  const request = await bot.request("R-1001");
  expect(request.readings[0]?.detections).toEqual([DETECTED]);
  expect(JSON.stringify([request.stages, request.notices])).not.toMatch(/Reykjavik/);
});

it("E3 a source that cannot tell what it detected holds nothing up", async () => {
  const { card } = await pending(() => Promise.reject(new Error("down")));
  expect(textOf(card)).not.toContain("What was detected");
});
