import { ActivityTypes, type TurnContext } from "botbuilder";
import type { Instant } from "../../approval/instant.js";
import type { CatalogPackage } from "../../service/ports/catalog.js";
import type { Audience } from "../grammar/command-reference.js";
import { createOneAtATime } from "./one-at-a-time.js";
import type { RequestInput } from "./request-dialog.js";

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
  onFailure(error: unknown, turn: TurnContext): void;
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
        const { openConversation } = await loadConversations();
        await openConversation(options, turn, personId, audiences).begin();
      }),
    continue: async (turn, personId, audiences = []) => {
      const { type, value } = turn.activity;
      if (type !== ActivityTypes.Message || (value !== undefined && value !== null)) return false;
      return inTurn(personId, async () => {
        if ((await options.state.load(personId)) === undefined) return false;
        const { openConversation } = await loadConversations();
        return openConversation(options, turn, personId, audiences).continue();
      });
    },
  };
}

/** The SDK's dialogs are large and few conversations need them: they are loaded with the first, not at the start. */
function loadConversations(): Promise<typeof import("./open-conversation.js")> {
  return import("./open-conversation.js");
}
