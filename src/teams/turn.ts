import type { AccessRequest } from "../approval/request.js";
import type { Context, Log } from "../service/context.js";
import type { WaitingFile } from "../service/file-desk.js";
import type { DirectoryPerson } from "../service/ports/people.js";
import type { Versioned } from "../service/ports/store.js";
import type { CardMessage, Reader } from "./cards/card-message.js";
import type { Audience } from "./grammar/command-reference.js";
import type { FileMessage } from "./sender/file-activity.js";

/** What every handler of a message or a click gets: who speaks, where, when, and what to work with. */
export interface Turn {
  readonly context: Context;
  /** As the directory knows him; enabled. */
  readonly person: DirectoryPerson;
  /** His roles, for what he may type and read. Everyone is implied. */
  readonly audiences: readonly Audience[];
  readonly conversationId: string;
  /** The activity that is answered; the same words may come again with another id. */
  readonly activityId: string;
  /** The message whose card was clicked. */
  readonly clickedMessageId: string | undefined;
  /** The request that the card names, as it was a moment ago, where a decision on it is about to be taken. */
  readonly readEarly?: Versioned<AccessRequest> | undefined;
  readonly reader: Reader;
  readonly log: Log;
  readonly isLocal: boolean;
  /** Notes a refused attempt in the security log, and counts it (Rule U1). */
  refused(attempt: { readonly reason: string; readonly where: string }): void;
  /** Posts what comes of work that takes longer than Teams waits for an answer. */
  later(work: Promise<readonly Reply[]>): void;
  /** Keeps a file for this person; the answer leads to it. */
  offerFile(file: Omit<WaitingFile, "ownerId">): Reply;
}

/** An answer to a message: plain text, a card, or a file; or a message of ours that has served. Text is never Markdown. */
export type Reply = PostedReply | { readonly takeAway: string };

/** What is posted. */
export type PostedReply =
  | { readonly text: string }
  | { readonly card: CardMessage }
  | { readonly file: FileMessage };

/** An answer to a click: a card in the place of the clicked one, or a line under it. */
export type ClickAnswer = { readonly card: CardMessage } | { readonly message: string };
