import { ConversationState, type TurnContext } from "botbuilder";
import { type DialogContext, DialogSet, DialogTurnStatus } from "botbuilder-dialogs";
import type { Audience } from "../grammar/command-reference.js";
import { digestActivity } from "./activity-digest.js";
import { ConversationStorage } from "./conversation-storage.js";
import type { GuidedRequestOptions } from "./guided-request.js";
import { createRequestDialog } from "./request-dialog.js";
import { LOST_TRACK } from "./request-words.js";
import { say } from "./say.js";

/** Messages that are recognised when they come again; a conversation rarely has more. */
const MAX_REMEMBERED = 24;

/** Moves the conversation and says whether the message was taken. */
type Move = (dialogs: DialogContext) => Promise<boolean>;

/** One message's look at a conversation, as `GuidedRequest` says. */
export interface OpenConversation {
  begin(): Promise<void>;
  continue(): Promise<boolean>;
}

export function openConversation(
  options: GuidedRequestOptions,
  turn: TurnContext,
  personId: string,
  audiences: readonly Audience[],
): OpenConversation {
  const slot = {
    load: () => options.state.load(personId),
    save: (json: string | undefined) => options.state.save(personId, json),
  };
  const storage = new ConversationStorage(slot, () => options.now());
  const state = new ConversationState(storage);
  const stack = state.createProperty("dialogs");
  const handled = state.createProperty<readonly string[]>("handled");
  const dialog = createRequestDialog({
    packages: () => options.packages(),
    submit: (input) => options.submit({ ...input, personId }, turn),
    audiences,
    onFailure: (error) => options.onFailure(error, turn),
  });
  const dialogs = new DialogSet(stack).add(dialog);
  const handle = async (move: Move): Promise<boolean> => {
    const digest = digestActivity(turn.activity);
    const before = await handled.get(turn, []);
    if (digest !== undefined && before.includes(digest)) return true;
    const isTaken = await moveSafely(options, turn, async () =>
      move(await dialogs.createContext(turn)),
    );
    if (isTaken === "lost") await stack.set(turn, { dialogStack: [] });
    if (!isTaken) {
      if (storage.isStale) await storage.delete([]);
      return false;
    }
    if (digest !== undefined) {
      await handled.set(turn, [...before, digest].slice(-MAX_REMEMBERED));
    }
    await state.saveChanges(turn, true);
    return true;
  };
  return {
    begin: async () => {
      await handle(async (context) => {
        await context.cancelAllDialogs();
        await context.beginDialog(dialog.id);
        return true;
      });
    },
    continue: () =>
      handle(async (context) => {
        const { status } = await context.continueDialog();
        return status !== DialogTurnStatus.empty;
      }),
  };
}

/** A stored state that the dialogs cannot work with ends the conversation in words. */
async function moveSafely(
  options: GuidedRequestOptions,
  turn: TurnContext,
  move: () => Promise<boolean>,
): Promise<boolean | "lost"> {
  try {
    return await move();
  } catch (error) {
    options.onFailure(error, turn);
    await say(turn, LOST_TRACK);
    return "lost";
  }
}
