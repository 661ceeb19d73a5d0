import type { RiskDetection } from "@microsoft/microsoft-graph-types";
import { expect, test } from "vitest";
import { readDetections } from "../../src/entra/risk-detection.js";
import { useLocalGraph } from "../graph/graph-at-hand.js";
import { guid } from "../graph/graph-world.js";

const here = useLocalGraph();
const never = new AbortController().signal;
const USER = guid("a", 1);

function detect(minute: number, more: RiskDetection = {}): void {
  const time = `2026-02-02T08:${String(minute).padStart(2, "0")}:00Z`;
  here.graph.world.riskDetections.push({
    id: guid("e", minute),
    userId: USER,
    riskEventType: "unfamiliarFeatures",
    detectedDateTime: time,
    activityDateTime: time,
    ipAddress: "203.0.113.7",
    location: { city: "Reykjavik", countryOrRegion: "IS" },
    ...more,
  });
}

test("the five latest detections of a person come newest first, with kind, time and place", async () => {
  for (const minute of [3, 1, 7, 5, 9, 2]) detect(minute);
  detect(11, { userId: guid("a", 2) });
  const found = await readDetections(here.client(), USER, never);
  expect(found.map(({ detectedAt }) => new Date(detectedAt).getUTCMinutes())).toEqual([
    9, 7, 5, 3, 2,
  ]);
  expect(found[0]).toEqual({
    riskEventType: "unfamiliarFeatures",
    detectedAt: Date.parse("2026-02-02T08:09:00Z"),
    location: "Reykjavik, IS, 203.0.113.7",
  });
});

test("a detection without a place has none, and one without a time is left out", async () => {
  detect(1, { location: null, ipAddress: null, activityDateTime: null });
  detect(2, { activityDateTime: null, detectedDateTime: null });
  expect(await readDetections(here.client(), USER, never)).toEqual([
    { riskEventType: "unfamiliarFeatures", detectedAt: Date.parse("2026-02-02T08:01:00Z") },
  ]);
});
