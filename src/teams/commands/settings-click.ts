import { z } from "zod";
import { MAX_CARDS_PER_STAGE } from "../../approval/limits.js";
import { riskSourceSchema } from "../../approval/risk.js";
import type { SettingsClick, SettingsClickRefusal } from "../../approval/settings-confirm.js";
import { changeOf } from "../../approval/settings-settle.js";
import { isAttempt } from "../../service/count-refusal.js";
import {
  confirmSettingsChange,
  discardSettingsChange,
  viewSettingsChange,
} from "../../service/settings-clicks.js";
import { refuseClick } from "../clicks/refuse-click.js";
import type { ClickAnswer, Turn } from "../turn.js";
import { DIRECTORY_UNREADABLE } from "./settings-complaint.js";
import { renderSettingsNotice } from "./settings-notice.js";

/** The client returns the data as it was sent, merged with inputs; nothing in it is believed before it is looked up. */
const dataSchema = z.object({ s: riskSourceSchema, t: z.string().min(1).max(200) });

const WHERE = "settings card";
const NOT_YOURS =
  "This card cannot be used here. Nothing was changed. Write settings to see the settings.";

const REFUSALS: Record<SettingsClickRefusal, string> = {
  notFound: NOT_YOURS,
  notAdministrator: "You are not an administrator any more. Nothing was changed.",
  directoryUnreadable: DIRECTORY_UNREADABLE,
  tooManyPeople: `The approvers have become more than ${MAX_CARDS_PER_STAGE} people, which is the most that one stage can ask. Nothing was changed.`,
  outlastsWait:
    "The other source was changed meanwhile: together their reviews would outlast the 14 days that Entra waits. Nothing was changed.",
};

/** `confirm`, `discard` and `refresh` of a before/after card (Rule S1, fine print 13). */
export async function handleSettingsClick(
  turn: Turn,
  verb: "confirm" | "discard" | "refresh",
  data: unknown,
): Promise<ClickAnswer> {
  const parsed = dataSchema.safeParse(data);
  if (!parsed.success) return refuseClick(turn, "unreadable", WHERE, NOT_YOURS);
  const { context } = turn;
  const { s: source, t: token } = parsed.data;
  const click: SettingsClick = {
    token,
    personId: turn.person.id,
    conversationId: turn.conversationId,
    messageId: turn.clickedMessageId,
  };
  if (verb === "refresh") {
    const view = await viewSettingsChange(context, source, click);
    if (!view) return refuseClick(turn, "notFound", WHERE, NOT_YOURS);
    return mayView(turn, view) ? answer(turn, view) : { message: NOT_YOURS };
  }
  const act = verb === "confirm" ? confirmSettingsChange : discardSettingsChange;
  const result = await act(context, source, click);
  if (!result.ok) {
    if (isAttempt(result.code)) turn.refused({ reason: result.code, where: WHERE });
    return { message: REFUSALS[result.code] };
  }
  return answer(turn, result);
}

type Shown = NonNullable<Awaited<ReturnType<typeof viewSettingsChange>>>;

/** An open change tells who would be asked and what was requested: no more to somebody whose role has ended. */
function mayView(turn: Turn, { configuration, notice }: Shown): boolean {
  if (changeOf(configuration, notice)?.state !== "open") return true;
  if (turn.audiences.includes("administrator")) return true;
  turn.refused({ reason: "notAdministrator", where: "settings card" });
  return false;
}

async function answer(
  { context, reader }: Turn,
  { configuration, notice }: Shown,
): Promise<ClickAnswer> {
  const card = await renderSettingsNotice(context, configuration, notice, reader);
  return card ? { card } : { message: NOT_YOURS };
}
