import { z } from "zod";
import { refuseClick } from "../clicks/refuse-click.js";
import type { ClickAnswer, Turn } from "../turn.js";
import { showDeliveriesPage } from "./deliveries.js";
import { showInsights } from "./insights.js";
import { showRequestsPage } from "./requests.js";

export const NOT_READABLE = "This list cannot be read any more. Write the command again.";

const pageSchema = z.object({
  l: z.enum(["requests", "deliveries", "insights"]),
  p: z.coerce.number().int().min(1).max(100_000).default(1),
  q: z.string().max(2_000).optional(),
});

/** `page` and `refresh` on the lists and figures of administrators; to anybody else they are unknown. */
export async function handleAdministratorPage(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = pageSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", "list", NOT_READABLE);
  const { l: list, p: page, q: query } = parsed.data;
  if (!turn.audiences.includes("administrator"))
    return refuseClick(turn, "notAllowed", `list ${list}`, NOT_READABLE);
  switch (list) {
    case "requests":
      return showRequestsPage(turn, query, page);
    case "deliveries":
      return showDeliveriesPage(turn, page);
    case "insights":
      return showInsights(turn, query);
  }
}
