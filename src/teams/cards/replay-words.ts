import { MINUTE } from "../../approval/instant.js";
import type { ReplayResult } from "../../service/replay-settings.js";
import { formatSpan } from "./format-span.js";

/** For readers who may not see the levels of the source, figures come in steps of this (Rule V4). */
export const SMALLEST_FIGURE = 5;

/**
 * A count for its reader: exact to holders of the source's role. To others it is a lower bound in steps of five that
 * leaves at least five of the group open, whether few or nearly all of it are counted: what is told of none, of one or of
 * everybody in a small group is told of each.
 *
 * @param of how many could have been counted
 */
export function replayCount(
  { mayCountExactly }: Pick<ReplayResult, "mayCountExactly">,
  count: number,
  of: number,
): string {
  if (mayCountExactly) return String(count);
  if (of < 2 * SMALLEST_FIGURE) return "too few to tell";
  if (count < SMALLEST_FIGURE) return `fewer than ${SMALLEST_FIGURE}`;
  const told = Math.min(count, of - SMALLEST_FIGURE);
  return `${told - (told % SMALLEST_FIGURE)} or more`;
}

function within(span: number): string {
  return span < MINUTE ? formatSpan(span) : `at most ${formatSpan(span)}`;
}

/** What a replay found, in a few sentences of ours. */
export function replayLines(replay: ReplayResult): string[] {
  const { requests, unjudged, had, would, gained, lost, timeToDecision } = replay;
  const judged = requests - unjudged;
  const { mayCountExactly } = replay;
  const reviewed = mayCountExactly
    ? `Reviewed: ${would} of ${judged} requests.`
    : `Judged: ${judged} of ${requests} requests.`;
  if (requests === 0) return ["There were no requests to compare with."];
  const unread =
    unjudged === 0
      ? []
      : [
          `${unjudged} of ${requests} requests cannot be judged: their level was not read, because this review was off.`,
        ];
  if (judged === 0) return unread;
  return [
    `${reviewed} Would gain this review: ${replayCount(replay, gained, judged - had)}. Would lose it: ${replayCount(replay, lost, had)}.`,
    ...(mayCountExactly && replay.isResolved && replay.metNobody > 0
      ? [`${replay.metNobody} of them would have met nobody who can decide.`]
      : []),
    ...(mayCountExactly && replay.isResolved && replay.withoutPrimary > 0
      ? [`${replay.withoutPrimary} of them would have gone to the fallback approvers at once.`]
      : []),
    ...(timeToDecision
      ? [
          `So far half of the decisions took ${within(timeToDecision.median)}, nine in ten ${within(timeToDecision.ninetieth)}.`,
        ]
      : []),
    ...unread,
  ];
}
