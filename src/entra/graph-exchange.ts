import { randomUUID } from "node:crypto";
import { z } from "zod";
import { SECOND } from "../approval/instant.js";
import type { Log } from "../log.js";
import type { Clock } from "./clock.js";
import { GraphError, type GraphFailure, type OwnCode } from "./graph-error.js";
import { pauseBeforeRetry, readRetryAfter } from "./graph-retry.js";
import type { Operation } from "./operation.js";
import type { RequestBudget, Urgency } from "./request-budget.js";
import type { TokenSource } from "./token-source.js";
import { untilAborted } from "./until-aborted.js";

/** One call, ready to be sent. */
export interface Exchange {
  readonly operation: Operation;
  readonly address: URL;
  readonly body?: object;
  readonly signal?: AbortSignal;
  readonly timeout: number;
  readonly urgency: Urgency;
  readonly budget?: RequestBudget;
}

/** What every call needs of the world. */
export interface ExchangeTools {
  readonly token: TokenSource;
  readonly log: Pick<Log, "debug" | "warn">;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly fetch: typeof fetch;
}

/** An answer to one attempt: what to make of it, and what Graph calls it. */
interface Answer {
  readonly response: Response;
  readonly text: string;
}

/** Sends a call until it is answered for good, or its time is over. */
export function createExchange(
  tools: ExchangeTools,
): <T>(exchange: Exchange, schema: z.ZodType<T>) => Promise<T> {
  return async (exchange, schema) => {
    const ended = new AbortController();
    const deadline = tools.clock.now() + exchange.timeout;
    const tooLate = tools.clock.limit(exchange.timeout, ended.signal);
    const signals = exchange.signal ? [exchange.signal, tooLate] : [tooLate];
    try {
      return await repeat(tools, exchange, schema, AbortSignal.any(signals), deadline);
    } finally {
      ended.abort();
    }
  };
}

async function repeat<T>(
  tools: ExchangeTools,
  exchange: Exchange,
  schema: z.ZodType<T>,
  signal: AbortSignal,
  deadline: number,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(tools, exchange, schema, signal);
    } catch (error) {
      const failure = error instanceof GraphError ? error : undefined;
      if (!failure) throw error;
      const level = failure.status === 404 ? "debug" : "warn";
      tools.log[level]({ ...describe(failure), attempt }, "a call to Graph did not work");
      if (signal.aborted || !isFromOutside(failure)) throw failure;
      const pause = pauseOf(exchange, failure, attempt, tools.random());
      if (failure.status === 429) exchange.budget?.pause(pause ?? failure.retryAfter ?? SECOND);
      if (pause === undefined || tools.clock.now() + pause >= deadline) throw failure;
      await tools.clock.wait(pause, signal).catch(() => {
        throw failure;
      });
    }
  }
}

/** Whoever shares a budget would only wait in its queue if he came back sooner. */
function pauseOf(
  { operation, budget }: Exchange,
  failure: GraphError,
  attempt: number,
  random: number,
): number | undefined {
  const pause = pauseBeforeRetry(operation.method, attemptOf(failure), attempt, random);
  return pause === undefined || !budget ? pause : Math.max(pause, SECOND);
}

async function sendOnce<T>(
  tools: ExchangeTools,
  exchange: Exchange,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const clientRequestId = randomUUID();
  const fail = (failure: Omit<GraphFailure, "operation" | "clientRequestId">): GraphError =>
    new GraphError({ operation: exchange.operation.name, clientRequestId, ...failure });
  const failOwn = (code: OwnCode, cause?: unknown): GraphError =>
    fail({ status: 0, code: signal.aborted ? endOf(exchange) : code, cause: causeOf(cause) });
  const beganAt = tools.clock.now();
  const token = await untilAborted(tools.token(), signal).catch((error: unknown) => {
    throw failOwn("noToken", error);
  });
  await exchange.budget?.take(exchange.urgency, signal).catch((error: unknown) => {
    throw failOwn("aborted", error);
  });
  const sent = send(tools, exchange, token, clientRequestId, signal);
  const { response, text } = await sent
    .finally(() => exchange.budget?.ended())
    .catch((error: unknown) => {
      const lost = failOwn("unreachable", error);
      throw exchange.operation.method === "GET"
        ? lost
        : fail({ status: 0, code: lost.code, isOutcomeUnknown: true, cause: causeOf(error) });
    });
  const requestId = response.headers.get("request-id");
  const answered = { status: response.status, ...(requestId !== null && { requestId }) };
  tools.log.debug(
    {
      operation: exchange.operation.name,
      clientRequestId,
      ...answered,
      ms: Math.round(tools.clock.now() - beganAt),
    },
    "Graph answered",
  );
  if (!response.ok) {
    const retryAfter = readRetryAfter(response.headers.get("retry-after"), Date.now());
    const isOutcomeUnknown =
      exchange.operation.method !== "GET" && isServersTrouble(response.status);
    throw fail({
      ...answered,
      code: errorCodeOf(text),
      isOutcomeUnknown,
      ...(retryAfter !== undefined && { retryAfter }),
    });
  }
  const content = parseJson(text);
  if (content === undefined && text !== "") {
    // Whoever wrote this may have kept the call to himself.
    const isOutcomeUnknown = exchange.operation.method !== "GET";
    const code: OwnCode = "unexpectedAnswer";
    throw fail({ ...answered, code, isOutcomeUnknown, cause: new TypeError("It is no JSON.") });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  // Where the answer differs may be told, what stands there may not.
  const places = parsed.error.issues.map(({ path, code }) => `${path.join(".")} (${code})`);
  const cause = new TypeError(`The answer differs at ${places.slice(0, 5).join(", ")}.`);
  throw fail({ ...answered, code: "unexpectedAnswer" satisfies OwnCode, cause });
}

async function send(
  tools: ExchangeTools,
  { operation, address, body }: Exchange,
  token: string,
  clientRequestId: string,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await tools.fetch(address, {
    method: operation.method,
    // A redirect would carry the token to an address that nobody checked.
    redirect: "error",
    signal,
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      "client-request-id": clientRequestId,
      "return-client-request-id": "true",
      // Else words that came later than others are not told, such as the type of a request.
      ...(operation.method === "GET" && { prefer: "include-unknown-enum-members" }),
      ...(operation.isEventual && { consistencylevel: "eventual" }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { response, text: await response.text() };
}

/** What Graph said or the line did, not what we made of it. */
function isFromOutside({ code, status }: GraphError): boolean {
  return status !== 0 ? code !== ("unexpectedAnswer" satisfies OwnCode) : code === "unreachable";
}

function attemptOf({ status, retryAfter }: GraphError) {
  return { status, ...(retryAfter !== undefined && { retryAfter }) };
}

function isServersTrouble(status: number): boolean {
  return status >= 500 && status !== 503;
}

function endOf({ signal }: Exchange): OwnCode {
  return signal?.aborted ? "aborted" : "timedOut";
}

/** The kinds and codes of an error and no more: a message may quote an address, a token, or what a person wrote. */
function causeOf(error: unknown): Error | undefined {
  if (error === undefined) return undefined;
  const kinds = [error, error instanceof Error ? error.cause : undefined].flatMap(kindsOf);
  return new Error(kinds.join(" "));
}

function kindsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^\w{1,60}$/.test(code) ? [error.name, code] : [error.name];
}

function describe(error: GraphError) {
  const { operation, status, code, clientRequestId, requestId, cause } = error;
  return {
    operation,
    status,
    code,
    clientRequestId,
    ...(requestId && { requestId }),
    // Causes are made here, of kinds, codes and places alone.
    ...(cause instanceof Error && { reason: cause.message }),
  };
}

const errorSchema = z.object({ error: z.object({ code: z.string().max(200).catch("") }) });

function errorCodeOf(text: string): string {
  const parsed = errorSchema.safeParse(parseJson(text));
  if (!parsed.success) return "notGraph" satisfies OwnCode;
  const { code } = parsed.data.error;
  return /^[\w.-]+$/.test(code) ? code : "unspecified";
}

/** Undefined for an answer without content, and for one that is no JSON: the schema says whether that is enough. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
