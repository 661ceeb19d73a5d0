import type { ReplayResult } from "../../service/replay-settings.js";
import { formatSpan } from "./format-span.js";

/** Figures below this are blurred for readers who may not see the levels of the source (Rule V4). */
export const SMALLEST_FIGURE = 5;

/** A count for its reader: `3`, or `fewer than 5` where a small one would single somebody out. */
export function replayCount(replay: Pick<ReplayResult, "mayCountExactly">, count: number): string {
  const isTelling = count > 0 && count < SMALLEST_FIGURE;
  return isTelling && !replay.mayCountExactly ? `fewer than ${SMALLEST_FIGURE}` : String(count);
}

/** What a replay found, in a few sentences of ours. */
export function replayLines(replay: ReplayResult): string[] {
  const { requests, unjudged, would, gained, lost, timeToDecision } = replay;
  const count = (figure: number): string => replayCount(replay, figure);
  const judged = requests - unjudged;
  if (requests === 0) return ["There were no requests to compare with."];
  const unread =
    unjudged === 0
      ? []
      : [
          `${unjudged} of ${requests} requests cannot be judged: their level was not read, because this review was off.`,
        ];
  if (judged === 0) return unread;
  return [
    `Reviewed: ${count(would)} of ${judged} requests. Would gain this review: ${count(gained)}. Would lose it: ${count(lost)}.`,
    ...(replay.isResolved && replay.metNobody > 0
      ? [`${count(replay.metNobody)} of them would have met nobody who can decide.`]
      : []),
    ...(replay.isResolved && replay.withoutPrimary > 0
      ? [
          `${count(replay.withoutPrimary)} of them would have gone to the fallback approvers at once.`,
        ]
      : []),
    ...(timeToDecision
      ? [
          `So far half of the decisions took at most ${formatSpan(timeToDecision.median)}, nine in ten at most ${formatSpan(timeToDecision.ninetieth)}.`,
        ]
      : []),
    ...unread,
  ];
}
