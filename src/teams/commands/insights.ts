import { durationMs, parseDuration } from "../../approval/instant.js";
import { readInsights } from "../../service/read-insights.js";
import type { CardMessage } from "../cards/card-message.js";
import { formatSpan } from "../cards/format-span.js";
import { renderInsights } from "../cards/render-insights.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";

/** Most approvers that the card names. */
const MOST_APPROVERS = 10;

/** `insights [last <duration>]`: the figures of a period, without the reader's own requests (Rule V4). */
export async function handleInsights(turn: Turn, last: string): Promise<Reply[]> {
  if (parseDuration(last) === undefined)
    return [
      {
        text: "That is longer ago than insights can look back. Write a shorter period. Nothing was changed. Example: insights last 7d",
      },
    ];
  return [{ card: await renderPeriod(turn, last) }];
}

/** `refresh` on the card. */
export async function showInsights(turn: Turn, last: string | undefined): Promise<ClickAnswer> {
  if (last === undefined || parseDuration(last) === undefined)
    return { message: "This card cannot be read any more. Write insights again." };
  return { card: await renderPeriod(turn, last) };
}

async function renderPeriod(turn: Turn, last: string): Promise<CardMessage> {
  const { context, person } = turn;
  const span = durationMs(last);
  const figures = await readInsights(context, person.id, span);
  const load = await Promise.all(
    figures.load.slice(0, MOST_APPROVERS).map(async ({ personId, asked, decided }) => {
      const known = await context.people.byId(personId).catch(() => undefined);
      return { name: known?.displayName ?? personId, asked, decided };
    }),
  );
  return renderInsights({ figures, period: `the last ${formatSpan(span)}`, last, load });
}
