import { expect, test } from "vitest";
import { auditReading, interpretSignal, riskReadingSchema } from "../../src/approval/risk.js";
import { controls, reading } from "../builders/controls.js";
import { NOW } from "../builders/request.js";
import { Story } from "../builders/story.js";

const detections = [
  { riskEventType: "leakedCredentials", detectedAt: NOW - 1_000, location: "Reykjavik, IS" },
];
const told = { ...reading("idProtection", 3, NOW), detections };

test("V2 U1 what was detected stands beside the request once: in no stage, no card and no audit event", () => {
  const story = new Story();
  story.evaluate([told], controls({ idProtection: {} })).resolve();
  expect(story.request.readings[0]?.detections).toEqual(detections);
  expect(JSON.stringify([story.request.stages, story.request.notices])).not.toContain("Reykjavik");
  expect(JSON.stringify(story.events)).not.toMatch(/Reykjavik|leakedCredentials/);
  expect(auditReading(told)).not.toHaveProperty("detections");
});

test("E4 a reading with detections can be stored; more than five, or text without end, cannot", () => {
  expect(riskReadingSchema.safeParse(told).success).toBe(true);
  const many = Array.from({ length: 6 }, () => detections[0]);
  expect(riskReadingSchema.safeParse({ ...told, detections: many }).success).toBe(false);
});

test("D7 the age of a copy that answered is kept with the reading, for who is listed and who is not", () => {
  const asOf = NOW - 40_000;
  const listed = { kind: "listed", level: "low", asOf } as const;
  expect(interpretSignal("idProtection", "id", listed, NOW)).toMatchObject({ rank: 1, asOf });
  const not = { kind: "notListed", asOf } as const;
  expect(interpretSignal("idProtection", "id", not, NOW)).toMatchObject({ rank: 0, asOf });
});
