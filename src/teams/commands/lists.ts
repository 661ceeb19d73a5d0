import { z } from "zod";
import type { OwnRequestView, Progress } from "../../approval/views/own-request-view.js";
import { openCard } from "../../service/approval-cards.js";
import { ownRequests } from "../../service/own-requests.js";
import { type PendingApproval, pendingApprovals } from "../../service/pending-approvals.js";
import type { CardMessage, Reader } from "../cards/card-message.js";
import { formatInstant } from "../cards/format-instant.js";
import { ownWords, type Phrase, phrase } from "../cards/phrase.js";
import { ITEMS_PER_PAGE, renderList } from "../cards/render-list.js";
import { handleOwnRequestClick } from "../clicks/own-request-click.js";
import { refuseClick } from "../clicks/refuse-click.js";
import { renderView } from "../clicks/render-view.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";
import { handleAdministratorPage, NOT_READABLE } from "./administrator-lists.js";
import { showRequestDetails } from "./request-details.js";
import { unknownRequest } from "./status.js";

type ListName = "approvals" | "status";

/** `approvals`: what waits for this person, most urgent first; also for whom no card was sent (Rule A6). */
export async function handleApprovals(turn: Turn): Promise<Reply[]> {
  return [{ card: await renderPage(turn, "approvals", 1) }];
}

/** `status`: own requests, newest first (Rule V1). */
export async function handleStatusList(turn: Turn): Promise<Reply[]> {
  return [{ card: await renderPage(turn, "status", 1) }];
}

const pageSchema = z.object({
  l: z.enum(["approvals", "status"]),
  p: z.coerce.number().int().min(1).max(1_000).default(1),
});

/** `page` and `refresh` on a list: the list as it is now. */
export async function handlePage(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = pageSchema.safeParse(data);
  if (!parsed.success) return handleAdministratorPage(turn, data);
  return { card: await renderPage(turn, parsed.data.l, parsed.data.p) };
}

const openSchema = z.object({
  l: z.enum(["approvals", "status", "requests"]),
  r: z.string().max(20),
});

/** `open` on a list: the request's card in the place of the list. */
export async function handleOpen(turn: Turn, data: unknown): Promise<ClickAnswer> {
  const parsed = openSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", "list", NOT_READABLE);
  const { l: list, r: requestId } = parsed.data;
  if (list === "status") return handleOwnRequestClick(turn, "refresh", { r: requestId });
  if (list === "requests") return showRequestDetails(turn, requestId);
  const place = {
    conversationId: turn.conversationId,
    ...(turn.clickedMessageId !== undefined && { activityId: turn.clickedMessageId }),
  };
  const view = await openCard(turn.context, requestId, turn.person, place);
  if (!view) return refuseClick(turn, "notFound", "list", unknownRequest(requestId));
  return { card: renderView(view, turn.reader) };
}

async function renderPage(turn: Turn, list: ListName, page: number): Promise<CardMessage> {
  return list === "approvals"
    ? renderApprovals(await pendingApprovals(turn.context, turn.person.id), page, turn.reader)
    : renderStatus(await ownRequests(turn.context, turn.person.id), page, turn.reader);
}

function renderApprovals(
  pending: readonly PendingApproval[],
  page: number,
  reader: Reader,
): CardMessage {
  return renderList(
    {
      list: "approvals",
      title: "Waiting for your decision",
      ...pageOf(pending, page, (item) => ({
        requestId: item.requestId,
        title: phrase`${item.requestorName} wants ${item.accessPackageName}`,
        subtitle: approvalSubtitle(item),
        dueAt: item.denialDueAt,
      })),
      emptyText: "Nothing waits for your decision.",
    },
    reader,
  );
}

function approvalSubtitle(item: PendingApproval): Phrase {
  const forWhom =
    item.targetName === item.requestorName ? phrase`` : phrase`For ${item.targetName} · `;
  return item.isEscalated ? phrase`${forWhom}Escalated` : phrase`${forWhom}Open`;
}

const PROGRESS_WORDS: Record<Progress, Phrase> = {
  inReview: phrase`Waiting for approval`,
  approved: phrase`Approved, access is being set up`,
  delivered: phrase`You have access`,
  deliveryFailed: phrase`Approved, access is late`,
  handedOver: phrase`Continues in My Access`,
  incompleteInEntra: phrase`Access is not complete`,
  denied: phrase`Not approved`,
  canceled: phrase`Withdrawn`,
};

function renderStatus(views: readonly OwnRequestView[], page: number, reader: Reader): CardMessage {
  return renderList(
    {
      list: "status",
      title: "Your requests",
      ...pageOf(views, page, (view) => ({
        requestId: view.requestId,
        title: isForAnother(view)
          ? phrase`${view.accessPackage.displayName} for ${view.targetName}`
          : phrase`${view.accessPackage.displayName}`,
        subtitle: statusSubtitle(view, reader),
      })),
      emptyText: "You have no requests. Write request to see what you can ask for.",
    },
    reader,
  );
}

/** The reader asked, and somebody else gets the access. */
function isForAnother(view: OwnRequestView): boolean {
  return view.isForSomebodyElse && view.isReaderRequestor;
}

function statusSubtitle(view: OwnRequestView, reader: Reader): Phrase {
  const progress =
    view.progress === "delivered" && isForAnother(view)
      ? phrase`${view.targetName} has access`
      : PROGRESS_WORDS[view.progress];
  const by = view.isReaderRequestor ? [] : phrase` for you by ${view.requestorName}`;
  return phrase`${progress} · requested${by} ${ownWords(formatInstant(view.submittedAt, reader))}`;
}

function pageOf<T, Item>(all: readonly T[], wanted: number, toItem: (one: T) => Item) {
  const pageCount = Math.max(1, Math.ceil(all.length / ITEMS_PER_PAGE));
  const page = Math.min(wanted, pageCount);
  const items = all.slice((page - 1) * ITEMS_PER_PAGE, page * ITEMS_PER_PAGE).map(toItem);
  return { items, page, pageCount };
}
