import { type InvokeResponse, TeamsActivityHandler, type TurnContext } from "botbuilder";
import { z } from "zod";
import { correlate } from "../../service/correlation.js";
import { errorName } from "../../service/read-risk.js";
import { unregisterPerson } from "../../service/register-person.js";
import { requestToDecide } from "../clicks/approval-click.js";
import { handleClick } from "../clicks/handle-click.js";
import { handleCommand } from "../commands/handle-command.js";
import { handleHelp } from "../commands/help.js";
import { type ActivityAddress, readAddress } from "../connector/address.js";
import { readIdentity } from "../connector/identity.js";
import { correlationOf } from "../connector/turn-path.js";
import type { GuidedRequest } from "../dialogs/guided-request.js";
import { describeProblem } from "../grammar/describe-problem.js";
import { isProblem } from "../grammar/grammar-problem.js";
import { parseCommand } from "../grammar/parse-command.js";
import { CLICK_PATIENCE } from "../limits.js";
import type { Replier } from "../replier.js";
import type { ClickAnswer, Reply, Turn } from "../turn.js";
import { collectReplies } from "./collect-replies.js";
import { handleFileConsent } from "./file-consent.js";
import { inTime } from "./in-time.js";
import { invokeAnswer } from "./invoke-answer.js";
import { isPrivateChat } from "./is-private-chat.js";
import { readMentions } from "./read-mentions.js";
import { readTurn, registerUnread, type TurnParts, type TurnResult } from "./read-turn.js";

const PLEASE_PRIVATE = "Please write to me in private. I do not answer in groups or channels.";
const UNKNOWN_PERSON =
  "I do not find you in the directory. Nothing was changed. Please ask your administrator.";
const NEUTRAL = "This cannot be done here. Nothing was changed.";
const TOO_FAST = "This is faster than I can answer. Nothing was changed. Please wait a moment.";
const FAILED =
  "Something went wrong on our side. Please open the card again, or write status, to see where it stands.";

const LATE =
  "This takes longer than it should, and may still be done. Please open the card again in a minute, or write status, to see where it stands.";

/** Commands and clicks of people in Teams. Reads who speaks, hands over, answers; decides nothing itself. */
export class RiskgateBot extends TeamsActivityHandler {
  readonly #parts: TurnParts;
  readonly #replier: Replier;
  readonly #guided: GuidedRequest;
  readonly #greeted = new Set<string>();

  constructor(parts: TurnParts, replier: Replier, guided: GuidedRequest) {
    super();
    this.#parts = parts;
    this.#replier = replier;
    this.#guided = guided;
    this.onMessage(async (turn, next) => {
      await this.#takeMessage(turn);
      await next();
    });
    this.onMembersAdded(async (turn, next) => {
      await this.#greet(turn);
      await next();
    });
    this.onInstallationUpdateAdd(async (turn, next) => {
      await this.#greet(turn);
      await next();
    });
    this.onInstallationUpdateRemove(async (turn, next) => {
      await this.#forget(turn);
      await next();
    });
  }

  /** The SDK looks into both without a look at what they are; whose activity it is gets checked after that. */
  protected override async onTurnActivity(context: TurnContext): Promise<void> {
    const { activity } = context;
    if (typeof activity.channelId !== "string") activity.channelId = "";
    activity.channelData ??= {};
    await super.onTurnActivity(context);
  }

  protected override async onInvokeActivity(context: TurnContext): Promise<InvokeResponse> {
    if (context.activity.name === "fileConsent/invoke") return this.#takeConsent(context);
    if (context.activity.name !== "adaptiveCard/action") return { status: 501 };
    const note = (error: unknown): void => {
      const { log } = this.#partsOf(context);
      log.error({ error: errorName(error) }, "a click could not be answered");
    };
    try {
      const answer = this.#answerClick(context);
      return invokeAnswer(await inTime(answer, CLICK_PATIENCE, { message: LATE }, note));
    } catch (error) {
      note(error);
      return invokeAnswer({ message: FAILED });
    }
  }

  /** What a turn works with: all that it logs belongs to its call. */
  #partsOf(turn: TurnContext): TurnParts {
    const context = correlate(this.#parts.context, correlationOf(turn));
    return { ...this.#parts, context, log: context.log };
  }

  #readTurn(turn: TurnContext, requestId?: string): Promise<TurnResult> {
    const parts = this.#partsOf(turn);
    const reply = (address: ActivityAddress, replies: readonly Reply[]) =>
      this.#reply(turn, address, replies);
    return readTurn(parts, turn.activity, reply, requestId);
  }

  /** Teams asks whether a file is wanted; the answer to it has no words of its own, so that ours are posted. */
  async #takeConsent(context: TurnContext): Promise<InvokeResponse> {
    const { activity } = context;
    if (!isPrivateChat(activity)) return { status: 200 };
    try {
      const result = await this.#readTurn(context);
      if (result.kind !== "turn") return { status: 200 };
      const { desk } = this.#parts.files;
      const replies = await handleFileConsent(result.turn, desk, activity.value);
      this.#reply(context, result.address, replies);
    } catch (error) {
      const { log } = this.#partsOf(context);
      log.error({ error: errorName(error) }, "a file consent could not be answered");
    }
    return { status: 200 };
  }

  async #answerClick(context: TurnContext): Promise<ClickAnswer> {
    const { activity } = context;
    // Before anything is read: the address of a group must never become a person's (Rules M1, V3).
    if (!isPrivateChat(activity)) return { message: PLEASE_PRIVATE };
    const action = clickSchema.safeParse(activity.value).data?.action;
    const requestId = action && requestToDecide(action.verb, action.data);
    const result = await this.#readTurn(context, requestId);
    if (result.kind === "refused") return { message: NEUTRAL };
    if (result.kind === "tooFast") return { message: TOO_FAST };
    if (result.kind === "unknownPerson") return { message: UNKNOWN_PERSON };
    if (!action) return { message: NEUTRAL };
    return handleClick(result.turn, action.verb, action.data);
  }

  async #takeMessage(context: TurnContext): Promise<void> {
    const { activity } = context;
    if (!isPrivateChat(activity)) return this.#sayUnasked(context, PLEASE_PRIVATE);
    const result = await this.#readTurn(context).catch((error: unknown) => {
      const { log } = this.#partsOf(context);
      log.error({ error: errorName(error) }, "who wrote a message could not be read");
    });
    if (!result) return this.#sayUnasked(context, FAILED);
    if (result.kind === "refused" || result.kind === "tooFast") return;
    if (result.kind === "unknownPerson")
      return this.#reply(context, result.address, [{ text: UNKNOWN_PERSON }]);
    this.#reply(context, result.address, await this.#answerMessage(context, result.turn));
  }

  async #answerMessage(context: TurnContext, turn: Turn): Promise<Reply[]> {
    try {
      const { activity } = context;
      const submitted = submitSchema.safeParse(activity.value);
      if (submitted.success)
        return [asReply(await handleClick(turn, submitted.data.verb, activity.value))];
      const text = typeof activity.text === "string" ? activity.text : "";
      const replies = collectReplies(context);
      if (await this.#guided.continue(context, turn.person.id, turn.audiences)) return replies();
      const command = parseCommand({ text, mentions: readMentions(activity) });
      if (isProblem(command)) return [{ text: describeProblem(command, turn.audiences) }];
      // Where access is asked for elsewhere there is nothing to ask step by step.
      const isGuided = command.kind === "requestByText" && !turn.context.gate;
      if (!isGuided) return await handleCommand(turn, command);
      await this.#guided.begin(context, turn.person.id, turn.audiences);
      return replies();
    } catch (error) {
      turn.log.error({ error: errorName(error) }, "a message could not be answered");
      return [{ text: FAILED }];
    }
  }

  /** The bot was installed, or written to for the first time: its person can be reached from now on (Rule N2). */
  async #greet(context: TurnContext): Promise<void> {
    const { activity } = context;
    if (!isPrivateChat(activity)) return;
    const known = await this.#isGreeted(context);
    const result = await this.#readTurn(context).catch((error: unknown) => {
      const parts = this.#partsOf(context);
      parts.log.error({ error: errorName(error) }, "who installed the bot could not be read");
      return registerUnread(parts, activity);
    });
    if (result?.kind === "turn" && !known)
      this.#reply(context, result.address, handleHelp(result.turn));
  }

  /** People of a Playground window count as installed before they open it: they are greeted when they do. */
  async #isGreeted(context: TurnContext): Promise<boolean> {
    const { store, tenantId } = this.#parts.context;
    const identity = readIdentity(context.activity, tenantId);
    if (identity.kind === "refused") return false;
    if (this.#parts.isLocal) {
      const isGreeted = this.#greeted.has(identity.objectId);
      this.#greeted.add(identity.objectId);
      return isGreeted;
    }
    return (await store.load("person", identity.objectId))?.value.isInstalled === true;
  }

  async #forget(context: TurnContext): Promise<void> {
    if (!isPrivateChat(context.activity)) return;
    const identity = readIdentity(context.activity, this.#parts.context.tenantId);
    if (identity.kind !== "identity") return;
    this.#greeted.delete(identity.objectId);
    await unregisterPerson(this.#partsOf(context).context, identity.objectId);
  }

  /** One sentence for whoever belongs to the tenant, before anything is read of him (Rule M1). */
  #sayUnasked(context: TurnContext, text: string): void {
    const identity = readIdentity(context.activity, this.#parts.context.tenantId);
    const address = readAddress(context.activity);
    if (identity.kind === "identity" && address) this.#reply(context, address, [{ text }]);
  }

  #reply(turn: TurnContext, address: ActivityAddress, replies: readonly Reply[]): void {
    const { conversationId, serviceUrl, botId, mri } = address;
    const { context, log } = this.#partsOf(turn);
    const { tenantId } = context;
    this.#replier.reply(
      { tenantId, conversationId, serviceUrl, botId, recipientMri: mri },
      replies,
      log,
    );
  }
}

const clickSchema = z.object({
  action: z.object({ verb: z.string().max(100), data: z.unknown() }),
});

/** What old clients send in place of an Action.Execute: a message whose value carries the verb. */
const submitSchema = z.object({ verb: z.string().max(100) });

function asReply(answer: ClickAnswer): Reply {
  return "card" in answer ? answer : { text: answer.message };
}
