import { type Activity, ActivityTypes, CloudAdapter, type TurnContext } from "botbuilder";
import { CONNECTOR_TIMEOUT } from "../limits.js";
import {
  type AuthenticateRequestResult,
  SingleAttemptAuthentication,
  type TeamsEntry,
  UntrustedServiceUrl,
} from "./authentication.js";
import { UntrustedActivity } from "./channel-token.js";
import type { ConnectorClient } from "./single-attempt.js";
import { correlationOf } from "./turn-path.js";

/** Where an error came up, for the log. No text of people is in it (Rule V3). */
export interface FailureContext {
  /** `receive`: refused before the bot saw it. `turn`: the bot did not catch it. */
  readonly during: "receive" | "turn";
  readonly activityType?: string | undefined;
  readonly activityName?: string | undefined;
  readonly activityId?: string | undefined;
  readonly correlationId?: string | undefined;
}

export interface AdapterOptions {
  readonly log: (error: unknown, context: FailureContext) => void;
  /** An activity was refused because nothing proves who sent it; the reason is a code. */
  readonly noteRefusal?: (reason: string) => void;
  /** Milliseconds that one request to the connector may take; 10 s unless said. */
  readonly timeout?: number;
}

/** The door of Teams: the SDK's CloudAdapter, which also opens the way back for the poster. */
export interface TeamsAdapter extends CloudAdapter {
  /**
   * Whether an activity with this `Authorization` header is worth its body: it is read after that, and then checked as
   * a whole. In local mode every one is.
   */
  admits(authorization: string | undefined): Promise<boolean>;
  /** A client that sends with the bot's token, without one in local mode. Refuses other hosts. */
  connectTo(serviceUrl: string): Promise<ConnectorClient>;
}

const NOT_DONE = "Something went wrong here. Please open the card again to see where it stands.";

/**
 * Without an entry nothing is authenticated (local mode): any POST counts as Teams.
 * No error leaves the process: what is refused before the turn is a bare 401 or 400, and an
 * `adaptiveCard/action` whose handler threw is answered 200 with a neutral message.
 */
export function createAdapter(
  entry: TeamsEntry | undefined,
  options: AdapterOptions,
): TeamsAdapter {
  return new GuardedAdapter(entry, options);
}

class GuardedAdapter extends CloudAdapter implements TeamsAdapter {
  readonly #appId: string;
  readonly #authentication: SingleAttemptAuthentication;
  readonly #log: AdapterOptions["log"];
  readonly #noteRefusal: AdapterOptions["noteRefusal"];

  constructor(entry: TeamsEntry | undefined, options: AdapterOptions) {
    const authentication = new SingleAttemptAuthentication(
      entry,
      options.timeout ?? CONNECTOR_TIMEOUT,
    );
    super(authentication);
    this.#authentication = authentication;
    this.#appId = entry?.credentials.appId ?? "";
    this.#log = options.log;
    this.#noteRefusal = options.noteRefusal;
    this.onTurnError = (context, error) => this.#answerFailedTurn(context, error);
  }

  async admits(authorization: string | undefined): Promise<boolean> {
    const problem = await this.#authentication.problemOf(authorization);
    if (problem !== undefined) this.#noteRefusal?.(problem);
    return problem === undefined;
  }

  connectTo(serviceUrl: string): Promise<ConnectorClient> {
    const identity = this.createClaimsIdentity(this.#appId);
    // Without an audience the factory takes the connector's own.
    return this.botFrameworkAuthentication.createConnectorFactory(identity).create(serviceUrl);
  }

  /** An error thrown from here would be printed by the SDK and its message sent to the caller. */
  protected override async processActivity(
    authorization: string | AuthenticateRequestResult,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ) {
    try {
      return typeof authorization === "string"
        ? await super.processActivity(authorization, activity, logic)
        : await super.processActivity(authorization, activity, logic);
    } catch (error) {
      const reason = refusalOf(error);
      // Whoever sends forged tokens fills the security log, which is limited, and no other.
      if (reason !== undefined && this.#noteRefusal) this.#noteRefusal(reason);
      else this.#log(error, { during: "receive", ...factsOf(activity, correlationOf(logic)) });
      return { status: isAuthenticationError(error) ? 401 : 400 };
    }
  }

  async #answerFailedTurn(context: TurnContext, error: Error): Promise<void> {
    const facts = factsOf(context.activity, correlationOf(context));
    this.#log(error, { during: "turn", ...facts });
    if (context.activity.name !== "adaptiveCard/action") return;
    const body = {
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: NOT_DONE,
    };
    await context.sendActivity({
      type: ActivityTypes.InvokeResponse,
      value: { status: 200, body },
    });
  }
}

function factsOf(
  activity: Partial<Activity>,
  correlationId: string | undefined,
): Omit<FailureContext, "during"> {
  return {
    activityType: activity.type,
    activityName: activity.name,
    activityId: activity.id,
    ...(correlationId !== undefined && { correlationId }),
  };
}

function isAuthenticationError(error: unknown): boolean {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number";
}

function refusalOf(error: unknown): string | undefined {
  if (error instanceof UntrustedActivity) return error.problem;
  if (error instanceof UntrustedServiceUrl) return "serviceUrl";
  return isAuthenticationError(error) ? "token" : undefined;
}
