import { z } from "zod";
import type { RequestSummary } from "../../approval/request-summary.js";
import { parseForeignJson } from "../../parse-json.js";
import { listRequests, type RequestFilter } from "../../service/list-requests.js";
import type { CardMessage } from "../cards/card-message.js";
import { ownWords, type Phrase, phrase } from "../cards/phrase.js";
import { ITEMS_PER_PAGE, renderList } from "../cards/render-list.js";
import { requestStateWords } from "../cards/request-state-words.js";
import type { AdministratorCommand } from "../grammar/parsed-command.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";
import { describeUnknownPackage } from "./find-package.js";
import { findPerson, PERSON_NOT_FOUND } from "./find-person.js";

/** `requests [open / all] [package <package>] [user <person>]`: every request but the reader's own (Rule V4). */
export async function handleRequests(
  turn: Turn,
  command: Extract<AdministratorCommand, { kind: "requests" }>,
): Promise<Reply[]> {
  const { people, catalog } = turn.context;
  const person = command.user && (await findPerson(people, command.user));
  if (command.user && !person) return [{ text: PERSON_NOT_FOUND }];
  const wanted = command.package?.value;
  const filter: RequestFilter = {
    scope: command.scope,
    ...(wanted !== undefined && { accessPackage: wanted }),
    ...(person && { personId: person.id }),
  };
  const { card, total } = await renderRequestsPage(turn, filter, 1);
  if (total > 0 || wanted === undefined) return [{ card }];
  const hint = await describeUnknownPackage(catalog, wanted.toLowerCase());
  return [hint === undefined ? { card } : { text: hint }];
}

const querySchema = z.strictObject({
  s: z.enum(["open", "all"]),
  a: z.string().max(500).optional(),
  u: z.string().max(100).optional(),
});

/** What comes back with `page` and `refresh`: nothing in it is more than a filter that could be typed. */
export function readFilter(query: string | undefined): RequestFilter | undefined {
  if (query === undefined) return { scope: "all" };
  const parsed = querySchema.safeParse(parseOrNothing(query));
  if (!parsed.success) return undefined;
  const { s: scope, a: accessPackage, u: personId } = parsed.data;
  return {
    scope,
    ...(accessPackage !== undefined && { accessPackage }),
    ...(personId !== undefined && { personId }),
  };
}

export async function renderRequestsPage(
  turn: Turn,
  filter: RequestFilter,
  wanted: number,
): Promise<{ readonly card: CardMessage; readonly total: number }> {
  const { context, person, reader } = turn;
  const found = await listRequests(context, person.id, filter, wanted, ITEMS_PER_PAGE);
  const { scope: s, accessPackage: a, personId: u } = filter;
  const title = s === "open" ? "Open requests" : "Requests";
  const card = renderList(
    {
      list: "requests",
      title: found.total === 0 ? title : `${title}: ${found.total}`,
      page: found.page,
      pageCount: found.pageCount,
      items: found.items.map((summary) => ({
        requestId: summary.id,
        title: titleOf(summary),
        subtitle: ownWords(requestStateWords(summary, reader.now)),
      })),
      emptyText: "No request matches. Your own requests are under status.",
      query: JSON.stringify({ s, a, u }),
    },
    reader,
  );
  return { card, total: found.total };
}

function titleOf({ requestorName, targetName, accessPackageName, ...ids }: RequestSummary): Phrase {
  const beneficiary = ids.requestorId === ids.targetId ? [] : phrase` for ${targetName}`;
  return phrase`${requestorName} wants ${accessPackageName}${beneficiary}`;
}

function parseOrNothing(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch {
    return undefined;
  }
}

/** `page` and `refresh` of the list. */
export async function showRequestsPage(
  turn: Turn,
  query: string | undefined,
  page: number,
): Promise<ClickAnswer> {
  const filter = readFilter(query);
  if (!filter) return { message: "This list cannot be read any more. Write requests again." };
  return { card: (await renderRequestsPage(turn, filter, page)).card };
}
