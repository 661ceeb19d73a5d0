import { ActivityTypes, ConversationState, type TurnContext } from "botbuilder";
import {
  type ComponentDialog,
  type DialogContext,
  DialogSet,
  DialogTurnStatus,
} from "botbuilder-dialogs";
import type { Instant } from "../../approval/instant.js";
import type { CatalogPackage } from "../../service/ports/catalog.js";
import type { Audience } from "../grammar/command-reference.js";
import { digestActivity } from "./activity-digest.js";
import { ConversationStorage } from "./conversation-storage.js";
import { createOneAtATime } from "./one-at-a-time.js";
import { createRequestDialog, type RequestInput } from "./request-dialog.js";
import { LOST_TRACK } from "./request-words.js";
import { say } from "./say.js";

/** Messages that are recognised when they come again; a conversation rarely has more. */
const MAX_REMEMBERED = 24;

export interface GuidedRequestOptions {
  packages(): Promise<readonly CatalogPackage[]>;
  /** As `RequestDialogOptions.submit`, with the person who asks and the turn of his yes. */
  submit(input: RequestInput & { readonly personId: string }, turn: TurnContext): Promise<string>;
  /** One text per person; a save of nothing takes it away. */
  readonly state: {
    load(personId: string): Promise<string | undefined>;
    save(personId: string, json: string | undefined): Promise<void>;
  };
  now(): Instant;
  /** Hears of what rejected and was answered with words, for the log. */
  onFailure(error: unknown): void;
}

/**
 * `request by text` over the turns of a chat. What it says goes through `turn.sendActivity`. A message that comes
 * again is answered with nothing and moves nothing (Rule I2). Both methods reject only when the state cannot be loaded
 * or saved: then drop what the turn has said, the conversation stands where it stood.
 */
export interface GuidedRequest {
  /** Starts a conversation; one that was going on is over. */
  begin(turn: TurnContext, personId: string, audiences?: readonly Audience[]): Promise<void>;
  /**
   * True when the message was taken: a conversation is going on, or the message has been handled before. False for
   * everything that is no typed message, such as a click of an old client.
   */
  continue(turn: TurnContext, personId: string, audiences?: readonly Audience[]): Promise<boolean>;
}

export function createGuidedRequest(options: GuidedRequestOptions): GuidedRequest {
  const inTurn = createOneAtATime();
  return {
    begin: (turn, personId, audiences = []) =>
      inTurn(personId, async () => {
        const conversation = openConversation(options, turn, personId, audiences);
        await conversation.handle(async (dialogs, dialog) => {
          await dialogs.cancelAllDialogs();
          await dialogs.beginDialog(dialog.id);
          return true;
        });
      }),
    continue: async (turn, personId, audiences = []) => {
      const { type, value } = turn.activity;
      if (type !== ActivityTypes.Message || (value !== undefined && value !== null)) return false;
      return inTurn(personId, () => {
        const conversation = openConversation(options, turn, personId, audiences);
        return conversation.handle(async (dialogs) => {
          const { status } = await dialogs.continueDialog();
          return status !== DialogTurnStatus.empty;
        });
      });
    },
  };
}

/** Moves the conversation and says whether the message was taken. */
type Move = (dialogs: DialogContext, dialog: ComponentDialog) => Promise<boolean>;

interface OpenConversation {
  handle(move: Move): Promise<boolean>;
}

function openConversation(
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
    onFailure: (error) => options.onFailure(error),
  });
  const dialogs = new DialogSet(stack).add(dialog);
  return {
    handle: async (move) => {
      const digest = digestActivity(turn.activity);
      const before = await handled.get(turn, []);
      if (digest !== undefined && before.includes(digest)) return true;
      const isTaken = await moveSafely(options, turn, async () =>
        move(await dialogs.createContext(turn), dialog),
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
    },
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
    options.onFailure(error);
    await say(turn, LOST_TRACK);
    return "lost";
  }
}
