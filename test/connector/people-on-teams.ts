import { randomUUID } from "node:crypto";
import type { Activity } from "botbuilder";
import { type Answer, type CardNode, cardOf, findAction, type Shown } from "./card-reading.js";
import type { ConnectorStandIn } from "./connector-stand-in.js";
import type { ShownMessage } from "./conversations.js";

export interface TeamsUserOptions {
  /** The bot's `/api/messages`. */
  readonly botUrl: string;
  readonly connector: ConnectorStandIn;
  readonly tenantId: string;
  /** Entra object id. */
  readonly objectId: string;
  readonly name: string;
  /** `en-US` and `Europe/Berlin` unless said. */
  readonly locale?: string;
  readonly timeZone?: string;
  /** The header that proves where an activity comes from; none in local mode. */
  readonly authorization?: string;
}

const BOT = { id: "28:00000000-0000-0000-0000-0000000000b0", name: "Riskgate" };

/** A person in a 1:1 chat with the bot, speaking HTTP as Teams does. */
export class TeamsUser {
  readonly #options: TeamsUserOptions;
  readonly mri: string;
  readonly conversationId: string;
  #last: Partial<Activity> | undefined;

  constructor(options: TeamsUserOptions) {
    this.#options = options;
    this.mri = `29:${options.objectId}`;
    this.conversationId = options.connector.conversationIdOf(this.mri);
  }

  get objectId(): string {
    return this.#options.objectId;
  }

  get name(): string {
    return this.#options.name;
  }

  /** What the chat shows of the bot, oldest first. */
  messages(): readonly ShownMessage[] {
    return this.#options.connector.messagesIn(this.conversationId);
  }

  /** The newest message whose card offers a verb. */
  messageWith(verb: string): ShownMessage | undefined {
    return this.messages().findLast((message) => findAction(cardOf(message), verb));
  }

  say(text: string, overrides: Partial<Activity> = {}): Promise<Answer> {
    return this.send({ type: "message", text, textFormat: "plain", ...overrides });
  }

  /** Presses the `Action.Execute` with this verb; `inputs` go over the defaults on the card. */
  click(
    shown: Shown,
    verb: string,
    inputs: Readonly<Record<string, string>> = {},
    overrides: Partial<Activity> = {},
  ): Promise<Answer> {
    const found = findAction(cardOf(shown), verb);
    if (!found) throw new Error(`The card of message ${shown.id} has no action "${verb}".`);
    const { action } = found;
    const data = { ...dataOf(action), ...found.inputs, ...inputs };
    return this.send(invoke(shown, { ...action, data }, "manual", overrides));
  }

  /** What a client sends by itself when it shows a card that has a `refresh`. */
  refresh(shown: Shown, overrides: Partial<Activity> = {}): Promise<Answer> {
    const refresh = cardOf(shown)?.refresh as { action?: CardNode } | undefined;
    if (!refresh?.action) throw new Error(`The card of message ${shown.id} has no refresh.`);
    return this.send(invoke(shown, refresh.action, "automatic", overrides));
  }

  /** The `Action.Submit` of an old client: a message with a value and no text. */
  submit(shown: Shown, data: CardNode, overrides: Partial<Activity> = {}): Promise<Answer> {
    return this.send({ type: "message", value: data, replyToId: shown.id, ...overrides });
  }

  /** Both activities that Teams sends; the answer is the one to `installationUpdate`. */
  async install(): Promise<Answer> {
    this.#options.connector.addToRoster(this.mri);
    const answer = await this.send({ type: "installationUpdate", action: "add" });
    await this.send({
      type: "conversationUpdate",
      membersAdded: [{ id: BOT.id, name: BOT.name }],
    });
    return answer;
  }

  uninstall(): Promise<Answer> {
    this.#options.connector.removeFromRoster(this.mri);
    return this.send({ type: "installationUpdate", action: "remove" });
  }

  /** The last activity once more, as it was, or under a new id as after a retry in the client. */
  redeliver({ newId = false }: { newId?: boolean } = {}): Promise<Answer> {
    if (!this.#last) throw new Error(`${this.name} has sent nothing yet.`);
    return this.#deliver({ ...this.#last, ...(newId ? { id: randomUUID() } : {}) });
  }

  /** Any activity; what it does not say is as Teams says it. */
  send(activity: Partial<Activity>): Promise<Answer> {
    this.#last = { ...this.#frame(), ...activity };
    return this.#deliver(this.#last);
  }

  async #deliver(activity: Partial<Activity>): Promise<Answer> {
    const { botUrl, authorization } = this.#options;
    const response = await fetch(botUrl, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(authorization !== undefined && { authorization }),
      },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") && text !== "";
    return { status: response.status, body: isJson ? JSON.parse(text) : text || undefined };
  }

  #frame(): Partial<Activity> {
    const { connector, tenantId, objectId, name } = this.#options;
    const { locale = "en-US", timeZone = "Europe/Berlin" } = this.#options;
    const now = new Date();
    const conversation = { id: this.conversationId, conversationType: "personal", tenantId };
    return {
      id: randomUUID(),
      timestamp: now,
      localTimestamp: now,
      localTimezone: timeZone,
      channelId: "msteams",
      serviceUrl: connector.serviceUrl,
      from: { id: this.mri, name, aadObjectId: objectId },
      conversation: conversation as Activity["conversation"],
      recipient: BOT,
      locale,
      entities: [{ type: "clientInfo", locale, platform: "Web", timezone: timeZone }],
      channelData: { tenant: { id: tenantId } },
    };
  }
}

function invoke(
  shown: Shown,
  action: CardNode,
  trigger: "manual" | "automatic",
  overrides: Partial<Activity>,
): Partial<Activity> {
  const { type, id, title, verb, data } = action;
  return {
    type: "invoke",
    name: "adaptiveCard/action",
    replyToId: shown.id,
    value: { action: { type, id, title, verb, data }, trigger },
    ...overrides,
  };
}

function dataOf(action: CardNode): CardNode {
  const data = action.data;
  return typeof data === "object" && data !== null ? (data as CardNode) : {};
}
