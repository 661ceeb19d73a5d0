import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { ConfigurationBotFrameworkAuthentication } from "botbuilder";
import { IDLE_CONNECTION } from "../limits.js";
import { BotToken, TokenRefused } from "./bot-token.js";

export type ConnectorFactory = ReturnType<
  ConfigurationBotFrameworkAuthentication["createConnectorFactory"]
>;
export type ConnectorClient = Awaited<ReturnType<ConnectorFactory["create"]>>;

/** What is used of the pipeline under a connector client (`@azure/core-rest-pipeline`). */
interface Pipeline {
  removePolicy(filter: { name: string }): readonly unknown[];
  addPolicy(
    policy: { name: string; sendRequest: SendRequest },
    place: { afterPhase: "Sign" },
  ): void;
}
type SendRequest = (
  request: WireRequest,
  next: (request: WireRequest) => Promise<WireAnswer>,
) => Promise<WireAnswer>;
interface WireAnswer {
  readonly status: number;
}
interface WireRequest {
  readonly url: string;
  readonly headers: { get(name: string): string | undefined };
  abortSignal?: AbortSignal;
  agent?: unknown;
}

/** The bot's token could not be had: nothing was sent. The cause is kept. */
export class TokenUnavailable extends Error {
  override readonly name = "TokenUnavailable";
}

/** Connections shared by all clients of one adapter. */
export interface Connections {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export function createConnections(): Connections {
  const options = { keepAlive: true, timeout: IDLE_CONNECTION };
  return { http: new HttpAgent(options), https: new HttpsAgent(options) };
}

/**
 * Makes one call of a connector client one HTTP request, whatever the answer, that ends within
 * `timeout` milliseconds.
 *
 * The SDK repeats a request after 408, 5xx, refused and reset connections, which can post a card
 * twice, and sleeps in the process after a 429. Its `noRetryPolicy` option is ignored in 4.23 and
 * its factory drops custom policies, so that the policies are taken out of the pipeline. A
 * redirect is not followed either: it would carry the card to a host that nobody checked.
 */
export function limitToOneAttempt(
  client: ConnectorClient,
  timeout: number,
  connections: Connections,
): ConnectorClient {
  const pipeline = pipelineOf(client);
  for (const name of ["defaultRetryPolicy", "redirectPolicy"]) {
    if (pipeline.removePolicy({ name }).length === 0) {
      throw new Error(`The Bot Framework SDK has no ${name} any more: check how it retries now.`);
    }
  }
  const token = new BotToken(client.credentials);
  pipeline.addPolicy(
    {
      name: "oneAttempt",
      sendRequest: async (request, next) => {
        // A signal covers the body of the answer as well; the SDK's own time-out ends at its head.
        request.abortSignal ??= AbortSignal.timeout(timeout);
        // A proxy of the environment has set its own agent by now.
        request.agent ??= request.url.startsWith("https:") ? connections.https : connections.http;
        const answer = await next(request);
        const authorization = request.headers.get("authorization");
        if (answer.status === 401) throw new TokenRefused(answer, token.refused(authorization));
        token.accepted(authorization);
        return answer;
      },
    },
    { afterPhase: "Sign" },
  );
  client.credentials = {
    signRequest: (request) => withinTime(token.sign(request), timeout),
  };
  return client;
}

/** The SDK keeps its pipeline private and offers no other way to it. */
function pipelineOf(client: ConnectorClient): Pipeline {
  const inner: { readonly pipeline: Pipeline } = Reflect.get(client, "client");
  return inner.pipeline;
}

async function withinTime<T>(token: Promise<T>, timeout: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no token in time")), timeout);
  });
  try {
    return await Promise.race([token, late]);
  } catch (cause) {
    throw new TokenUnavailable("The bot has no token for the connector.", { cause });
  } finally {
    clearTimeout(timer);
  }
}
