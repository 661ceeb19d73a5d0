import { z } from "zod";
import { SECOND } from "../approval/instant.js";
import type { Log } from "../log.js";
import { type Clock, machineClock } from "./clock.js";
import { addressOf, nextAddress, type Query } from "./graph-address.js";
import { GraphError } from "./graph-error.js";
import { createExchange, type Exchange } from "./graph-exchange.js";
import type { BudgetName, Method, Operation, PathValues } from "./operation.js";
import { createRequestBudget, type RequestBudget, type Urgency } from "./request-budget.js";
import type { TokenSource } from "./token-source.js";

/** A call may take this long, with every wait and repetition. Milliseconds. */
export const CALL_PATIENCE = 10 * SECOND;
/**
 * One request in a second for a tenant (Graph: service-specific throttling limits, Identity protection); a little more, because
 * two requests do not take the same time to get there.
 */
const ID_PROTECTION = { spacing: 1.1 * SECOND, window: SECOND };
/** No list of the bot has more pages; more is a list that goes round in circles. */
const MOST_PAGES = 2_000;

interface Timing {
  /** The caller no longer wants the answer. */
  readonly signal?: AbortSignal;
  /** Milliseconds for this call (for a list: each page); CALL_PATIENCE unless given. */
  readonly timeout?: number;
  /** `person` unless given. */
  readonly urgency?: Urgency;
}

type Path<P extends string> =
  // A path without names needs no values.
  keyof PathValues<P> extends never ? { readonly path?: never } : { readonly path: PathValues<P> };

/** @typeParam T what the answer must be; it is checked, and everything else in it dropped */
export type Read<P extends string, T> = Timing &
  Path<P> & { readonly query?: Query; readonly answer: z.ZodType<T> };

/** `answer` where one is documented; without it the content of the answer is not read. */
export type Write<P extends string, T> = Timing &
  Path<P> & { readonly body: object; readonly answer?: z.ZodType<T> };

export type List<P extends string, T> = Timing &
  Path<P> & {
    readonly query?: Query;
    /** What each element of `value` must be. */
    readonly item: z.ZodType<T>;
  };

/**
 * Microsoft Graph, by the table of operations alone. Every method rejects with GraphError. What Graph throttles is asked
 * again within the time of the call; something that changes Graph is never sent twice when its outcome is unknown.
 */
export interface GraphClient {
  get<P extends string, T>(operation: Operation<"GET", P>, call: Read<P, T>): Promise<T>;
  post<P extends string, T>(
    operation: Operation<"POST", P>,
    call: Write<P, T>,
  ): Promise<T | undefined>;
  patch<P extends string, T>(
    operation: Operation<"PATCH", P>,
    call: Write<P, T>,
  ): Promise<T | undefined>;
  /** The pages of a list in their order; the next one is read when it is asked for. */
  getPages<P extends string, T>(
    operation: Operation<"GET", P>,
    call: List<P, T>,
  ): AsyncIterableIterator<readonly T[]>;
}

export interface GraphClientOptions {
  /** Address of Graph without a version, such as `https://graph.microsoft.com`. */
  readonly root: string;
  readonly token: TokenSource;
  readonly log: Pick<Log, "debug" | "warn">;
  /** The machine's unless given. */
  readonly clock?: Clock;
  /** From 0 up to 1; `Math.random` unless given. */
  readonly random?: () => number;
  /** The platform's unless given. */
  readonly fetch?: typeof fetch;
}

interface AnyCall extends Timing {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Query;
}

export function createGraphClient(options: GraphClientOptions): GraphClient {
  const clock = options.clock ?? machineClock;
  const budgets: Readonly<Record<BudgetName, RequestBudget>> = {
    idProtection: createRequestBudget(ID_PROTECTION, clock),
  };
  const exchange = createExchange({
    token: options.token,
    log: options.log,
    clock,
    random: options.random ?? Math.random,
    fetch: options.fetch ?? fetch,
  });
  const start = (operation: Operation, call: AnyCall): Exchange => ({
    operation,
    address: addressOf(options.root, operation, call.path ?? {}, call.query ?? {}),
    ...timingOf(call),
    ...(operation.budget && { budget: budgets[operation.budget] }),
  });
  const write = async <T>(
    operation: Operation<Exclude<Method, "GET">>,
    call: AnyCall & { readonly body: object; readonly answer?: z.ZodType<T> },
  ): Promise<T | undefined> =>
    exchange(
      { ...start(operation, call), body: call.body },
      call.answer ?? z.unknown().transform(() => undefined),
    );

  return {
    get: async (operation, call) => exchange(start(operation, call), call.answer),
    post: write,
    patch: write,
    async *getPages(operation, call) {
      const page = z.object({
        value: z.array(call.item),
        "@odata.nextLink": z.string().optional(),
      });
      const first = start(operation, call);
      let address = first.address;
      for (let count = 1; ; count += 1) {
        const answer = await exchange({ ...first, address }, page);
        yield answer.value;
        const link = answer["@odata.nextLink"];
        if (link === undefined) return;
        const next = nextAddress(link, options.root, operation);
        if (!next || count >= MOST_PAGES || next.href === address.href) {
          throw new GraphError({
            operation: operation.name,
            status: 200,
            code: "unexpectedAnswer",
            clientRequestId: "none",
          });
        }
        address = next;
      }
    },
  };
}

function timingOf({ signal, timeout, urgency }: Timing) {
  return {
    timeout: timeout ?? CALL_PATIENCE,
    urgency: urgency ?? ("person" as const),
    ...(signal && { signal }),
  };
}
