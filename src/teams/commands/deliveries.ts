import { z } from "zod";
import { listDeliveries, retryDeliveries } from "../../service/deliveries.js";
import { readSending } from "../../service/sending.js";
import type { CardMessage } from "../cards/card-message.js";
import { renderDeliveries } from "../cards/render-deliveries.js";
import { ITEMS_PER_PAGE } from "../cards/render-list.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";

/** `deliveries`: notices that are pending or failed, and the totals of the ledger (contract, fine print 6). */
export async function handleDeliveries(turn: Turn): Promise<Reply[]> {
  return [{ card: await renderDeliveriesPage(turn, 1) }];
}

/** `page` and `refresh` of the list. */
export async function showDeliveriesPage(turn: Turn, page: number): Promise<ClickAnswer> {
  return { card: await renderDeliveriesPage(turn, page) };
}

const dataSchema = z.object({ n: z.coerce.number().int().nonnegative() });

/** `retryDeliveries`: what had failed when the card was shown is tried again, once. */
export async function handleRetryDeliveries(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = dataSchema.safeParse(data);
  if (!parsed.success || !turn.audiences.includes("administrator")) {
    turn.refused({ reason: "notAllowed", where: "deliveries" });
    return { message: "This list cannot be used here. Nothing was changed." };
  }
  const { context, person } = turn;
  const asOf = Math.min(parsed.data.n, context.store.now());
  const retried = await retryDeliveries(context, { byId: person.id, asOf });
  const note =
    retried === 0
      ? "○ Nothing had failed that can be tried again."
      : `✔ ${retried} ${retried === 1 ? "notice is" : "notices are"} tried again.`;
  return { card: await renderDeliveriesPage(turn, 1, note) };
}

const PAUSED = "▲ Sending is paused. Write sending resume to go on.";

async function renderDeliveriesPage(turn: Turn, wanted: number, note = ""): Promise<CardMessage> {
  const { rows, counts } = await listDeliveries(turn.context, turn.person.id);
  const isPaused = (await readSending(turn.context)).pause !== undefined;
  const pageCount = Math.max(1, Math.ceil(rows.length / ITEMS_PER_PAGE));
  const page = Math.min(wanted, pageCount);
  const shown = rows.slice((page - 1) * ITEMS_PER_PAGE, page * ITEMS_PER_PAGE);
  return renderDeliveries(
    {
      rows: shown.map(({ ref, ...row }) => ({
        ...row,
        ...(ref.kind === "request" && { requestId: ref.id }),
      })),
      page,
      pageCount,
      counts,
      canRetry: rows.some((row) => row.state === "failed" && !row.isOver),
      note: isPaused ? PAUSED : note,
    },
    turn.reader,
  );
}
