import type { Activity } from "botbuilder";
import { DialogTestClient } from "botbuilder-testing";
import type { CatalogPackage } from "../../../src/service/ports/catalog.js";
import {
  createRequestDialog,
  type RequestInput,
} from "../../../src/teams/dialogs/request-dialog.js";
import type { Audience } from "../../../src/teams/grammar/command-reference.js";
import { offerAll } from "./catalog-fixture.js";

export interface DialogConversation {
  /** What the catalog offers; may be changed between two answers. */
  packages: CatalogPackage[];
  isCatalogDown: boolean;
  /** What a submission answers; an error rejects. */
  answer: string | Error;
  readonly submitted: RequestInput[];
  readonly failures: unknown[];
  /** Types one message, the first of which starts the dialog, and gives what the bot says. */
  type(message: string | Partial<Activity>): Promise<Partial<Activity>[]>;
  /** The same, in one text. */
  say(message: string | Partial<Activity>): Promise<string>;
  /** Says all of it, and gives the answer to the last. */
  run(...messages: readonly string[]): Promise<string>;
  isOver(): boolean;
}

/** A conversation with the dialog alone, by the SDK's own client for dialogs. */
export function startDialog(audiences: readonly Audience[] = []): DialogConversation {
  const dialog = createRequestDialog({
    packages: async () => {
      if (conversation.isCatalogDown) throw new Error("the catalog is down");
      return conversation.packages;
    },
    submit: async (input) => {
      conversation.submitted.push(input);
      if (conversation.answer instanceof Error) throw conversation.answer;
      return conversation.answer;
    },
    audiences,
    onFailure: (error) => conversation.failures.push(error),
  });
  const client = new DialogTestClient("msteams", dialog);
  const type: DialogConversation["type"] = async (message) => {
    const replies: Partial<Activity>[] = [];
    const first: Partial<Activity> | undefined = await client.sendActivity(message);
    for (let reply = first; reply !== undefined; reply = client.getNextReply()) replies.push(reply);
    return replies;
  };
  const say: DialogConversation["say"] = async (message) =>
    (await type(message)).map(({ text }) => text).join("\n");
  const conversation: DialogConversation = {
    packages: offerAll(),
    isCatalogDown: false,
    answer: "R-1042 is submitted.",
    submitted: [],
    failures: [],
    type,
    say,
    run: async (...messages) => {
      let last = "";
      for (const message of messages) last = await say(message);
      return last;
    },
    isOver: () => client.dialogTurnResult.status !== "waiting",
  };
  return conversation;
}
