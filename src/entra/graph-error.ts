/** Codes of our own, for what has no answer of Graph. */
export type OwnCode =
  /** No token was given: nothing was sent. */
  | "noToken"
  /** The call or the wait before it took longer than it may. */
  | "timedOut"
  /** The caller gave up. */
  | "aborted"
  /** Graph could not be reached, or the answer broke off. */
  | "unreachable"
  /** The answer is not of the documented shape. */
  | "unexpectedAnswer"
  /** An error in other words than Graph's: something on the way answered, such as a proxy. */
  | "notGraph";

export interface GraphFailure {
  readonly operation: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Graph's own error code, such as `Authorization_RequestDenied`, or one of ours. */
  readonly code: string;
  /** The `client-request-id` that was sent: what Microsoft's support asks for. */
  readonly clientRequestId: string;
  /** Graph's `request-id`, where it answered. */
  readonly requestId?: string;
  /** When Graph wants to be asked again, from now. Milliseconds. */
  readonly retryAfter?: number;
  /** The operation may have had its effect, or may not: only for what changes something. */
  readonly isOutcomeUnknown?: boolean;
  readonly cause?: unknown;
}

/** A call to Graph that did not work. Holds neither token nor body nor address: it may be logged as it is. */
export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly operation: string;
  readonly status: number;
  readonly code: string;
  readonly clientRequestId: string;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  readonly isOutcomeUnknown: boolean;

  constructor(failure: GraphFailure) {
    const answer = failure.status === 0 ? failure.code : `${failure.status} ${failure.code}`;
    super(
      `Graph ${failure.operation}: ${answer} (client-request-id ${failure.clientRequestId})`,
      failure.cause === undefined ? undefined : { cause: failure.cause },
    );
    this.operation = failure.operation;
    this.status = failure.status;
    this.code = failure.code;
    this.clientRequestId = failure.clientRequestId;
    this.requestId = failure.requestId;
    this.retryAfter = failure.retryAfter;
    this.isOutcomeUnknown = failure.isOutcomeUnknown ?? false;
  }
}

/** Whether Graph says that there is no such thing. The 404 of something on the way says nothing of the kind. */
export function isNotFound(error: unknown): boolean {
  return error instanceof GraphError && error.status === 404 && isGraphs(error);
}

/** Whether the error is in Graph's own words. */
export function isGraphs({ code }: GraphError): boolean {
  return code !== ("notGraph" satisfies OwnCode);
}

/** Whether Graph refuses: a permission or a licence is missing, or the token is not taken. */
export function isRefused(error: unknown): boolean {
  return error instanceof GraphError && (error.status === 401 || error.status === 403);
}
