/** The error codes of the HTTP interface. */
export type HttpErrorCode =
  | "invalidRequest"
  | "unauthorized"
  | "forbidden"
  | "notFound"
  | "conflict"
  | "tooLarge"
  | "unsupportedMediaType"
  | "unavailable";

/** Why a request is not served: answered as `{ "error": { code, message, target } }`. */
export interface HttpRefusal {
  readonly status: number;
  readonly code: HttpErrorCode;
  /** Says what happened and what is allowed. Never the words of an inner error. */
  readonly message: string;
  /** Path of the wrong field or name of the wrong header. */
  readonly target?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Answered by its status alone, as the Bot Framework's protocol wants. */
  readonly isBare?: boolean;
  /** What exactly was wrong, as a code for the security log alone. */
  readonly reason?: string;
}

// Nothing but `/readyz` answers 5xx, since some callers read a 5xx as "not received" and others give up on it. What
// cannot be served now is therefore 429 with Retry-After: the one 4xx that every client takes for "later, unchanged".
const STATUS: Readonly<Record<HttpErrorCode, number>> = {
  invalidRequest: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooLarge: 413,
  unsupportedMediaType: 415,
  unavailable: 429,
};

/** A refusal with the status that belongs to its code. */
export function refuseWith(code: HttpErrorCode, message: string, target?: string): HttpRefusal {
  return { status: STATUS[code], code, message, target };
}
