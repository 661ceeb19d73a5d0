import { z } from "zod";
import { MOST_DETECTIONS, type RiskDetection } from "../approval/risk.js";
import { filterText } from "./graph-address.js";
import type { GraphClient } from "./graph-client.js";
import { operations } from "./operations.js";

const detectionSchema = z.object({
  riskEventType: z.string().nullish(),
  activityDateTime: z.string().nullish(),
  detectedDateTime: z.string().nullish(),
  ipAddress: z.string().nullish(),
  location: z
    .object({ city: z.string().nullish(), countryOrRegion: z.string().nullish() })
    .nullish(),
});

/** The latest detections of ID Protection for a person, newest first. Rejects with GraphError. */
export async function readDetections(
  graph: GraphClient,
  personId: string,
  signal: AbortSignal,
): Promise<RiskDetection[]> {
  const pages = graph.getPages(operations.listRiskDetections, {
    query: {
      $filter: `userId eq ${filterText(personId)}`,
      $orderby: "detectedDateTime desc",
      $top: String(MOST_DETECTIONS),
    },
    item: detectionSchema,
    signal,
  });
  for await (const page of pages) return page.flatMap(detectionOf).slice(0, MOST_DETECTIONS);
  return [];
}

/** What happened when: the activity where it is known, else its detection. One without any time tells nothing. */
function detectionOf(given: z.infer<typeof detectionSchema>): RiskDetection[] {
  const detectedAt = Date.parse(given.activityDateTime ?? given.detectedDateTime ?? "");
  if (!(detectedAt >= 0)) return [];
  const { city, countryOrRegion } = given.location ?? {};
  const location = [city, countryOrRegion, given.ipAddress].filter(Boolean).join(", ");
  return [
    {
      riskEventType: (given.riskEventType ?? "").slice(0, 100),
      detectedAt,
      ...(location !== "" && { location: location.slice(0, 200) }),
    },
  ];
}
