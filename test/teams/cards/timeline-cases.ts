import type { AuditEvent } from "../../../src/approval/audit-event.js";
import { chainEvents } from "../../../src/audit/audit-chain.js";
import type { RequestTimeline, TimelineEntry } from "../../../src/service/request-timeline.js";
import { renderTimeline } from "../../../src/teams/cards/render-timeline.js";
import { type DrawnCard, draw } from "./draw.js";
import { MINUTES, NOW, reader } from "./fixtures.js";

const NAMES = new Map([
  ["riley", "Riley Chen"],
  ["sam", "Sam Okafor"],
  ["ingrid", "Ingrid Halvorsen"],
]);

const HAPPENED: readonly Omit<AuditEvent, "at">[] = [
  {
    type: "requestSubmitted",
    actor: { kind: "person", id: "riley" },
    details: { requestorId: "riley", targetId: "riley" },
    personal: {
      requestor: "Riley Chen",
      target: "Riley Chen",
      accessPackage: "Finance Data",
      justification: "Quarterly close, need the ledger export by Friday",
    },
  },
  {
    type: "requestPlanned",
    actor: { kind: "system" },
    details: { readings: [{ source: "idProtection", rank: 3, personId: "riley" }] },
  },
  { type: "stageOpened", actor: { kind: "system" }, details: { stage: 0 } },
  {
    type: "approversResolved",
    actor: { kind: "system" },
    details: { stage: 0, primaryApproverIds: ["sam"], fallbackApproverIds: ["ingrid"] },
  },
  {
    type: "noticeDelivered",
    actor: { kind: "system" },
    details: { kind: "approvalCard", recipientId: "sam" },
  },
  {
    type: "stageEscalated",
    actor: { kind: "clock" },
    details: { stage: 0, reason: "deadline" },
  },
  {
    type: "stageDecided",
    actor: { kind: "person", id: "ingrid", onBehalfOf: "sam" },
    details: { stage: 0, reviewResult: "Approved" },
    personal: { justification: "Spoke to Riley, password reset done", reviewedBy: "Ingrid" },
  },
  { type: "requestHandedOver", actor: { kind: "system" }, details: {} },
];

function timelineOf(
  change: (entry: TimelineEntry) => TimelineEntry = (entry) => entry,
): RequestTimeline {
  const events = HAPPENED.map((event, i) => ({ ...event, at: NOW + i * 17 * MINUTES }));
  const { events: chained, personal } = chainEvents(undefined, events);
  return {
    requestId: "R-1042",
    requestorName: "Riley Chen",
    targetName: "Riley Chen",
    accessPackageName: "Finance Data",
    stageKinds: ["idProtection", "policy"],
    names: NAMES,
    problems: [],
    entries: chained.map((event) => {
      const texts = Object.entries(personal[event.sequence] ?? {});
      return change({
        event,
        details: event.details,
        texts: Object.fromEntries(texts.map(([name, { text }]) => [name, text])),
        isWithheld: false,
        isTextWithheld: false,
      });
    }),
  };
}

/** The timeline of a request: whole, with evidence for others, erased, and long and broken. */
export function timelineCards(): Record<string, DrawnCard> {
  const whole = timelineOf();
  return {
    timeline: draw(renderTimeline, whole, 1, reader),
    "timeline-withheld": draw(
      renderTimeline,
      timelineOf((entry) =>
        entry.event.type === "requestPlanned"
          ? { ...entry, details: {}, isWithheld: true }
          : entry.event.type === "stageDecided"
            ? { ...entry, texts: {}, isTextWithheld: true }
            : entry,
      ),
      1,
      reader,
    ),
    "timeline-erased": draw(
      renderTimeline,
      timelineOf((entry) => ({ ...entry, texts: {} })),
      1,
      reader,
    ),
    "timeline-long": draw(
      renderTimeline,
      {
        ...whole,
        entries: [...whole.entries, ...whole.entries, ...whole.entries, ...whole.entries],
        problems: ["R-1042, event 3: its hash does not fit its content."],
      },
      2,
      reader,
    ),
  };
}

/** Every name and every text is what a person may have typed. */
export function hostileTimeline(name: string, text: string): RequestTimeline {
  const whole = timelineOf((entry) => ({
    ...entry,
    texts: Object.fromEntries(
      Object.keys(entry.texts).map((key) => [key, key === "justification" ? text : name]),
    ),
  }));
  return {
    ...whole,
    requestorName: name,
    targetName: `${name}.`,
    accessPackageName: name,
    names: new Map([...NAMES.keys()].map((id) => [id, name])),
  };
}
