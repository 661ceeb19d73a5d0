/** How the stand-in answers a request instead of doing what was asked. */
export type Behaviour =
  /** `stores`: does it first, as a server that fails after its work. Without a body: an empty one. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly stores?: boolean;
    }
  /** Never answers; with `headOnly` it sends the head of an answer and no body. */
  | { readonly kind: "hang"; readonly stores?: boolean; readonly headOnly?: boolean }
  /** Reads the request and drops the connection; with `midAnswer` after the first bytes of an answer. */
  | { readonly kind: "reset"; readonly stores?: boolean; readonly midAnswer?: boolean }
  /** Does what was asked, this many milliseconds later. */
  | { readonly kind: "slow"; readonly delay: number };

/** Codes of a 403 that Teams puts in `error.code`. */
type PlainForbidden =
  | "BotNotInConversationRoster"
  | "BadArgument"
  | "NotEnoughPermissions"
  | "ForbiddenOperationException"
  | "InvalidBotApiHost";
/** Codes of a 403 that Teams hides in JSON text, under `errorCode` 209. */
type NestedForbidden = "ConversationBlockedByUser" | "BotDisabledByAdmin" | "MessageWritesBlocked";

/** The answers of Teams that a sender has to tell apart, in the shapes Teams gives them. */
export const answers = {
  /** Without an argument Teams names no wait; a number is seconds, a text is sent as it is: an HTTP date. */
  throttled(retryAfter?: number | string): Behaviour {
    return {
      ...failure(429, "Throttled"),
      ...(retryAfter === undefined ? {} : { headers: { "retry-after": String(retryAfter) } }),
    };
  },
  forbidden(code: PlainForbidden = "BotNotInConversationRoster"): Behaviour {
    return failure(403, code);
  },
  blocked(subCode: NestedForbidden = "MessageWritesBlocked"): Behaviour {
    const message = JSON.stringify({ subCode, details: "blocked" });
    return { kind: "answer", status: 403, body: { errorCode: 209, message } };
  },
  conversationGone: (): Behaviour => failure(404, "ConversationNotFound"),
  activityGone: (): Behaviour => failure(404, "ActivityNotFoundInConversation"),
  busy: (): Behaviour => failure(412, "PreconditionFailed"),
  tooBig: (): Behaviour => failure(413, "MessageSizeTooBig"),
  badRequest: (): Behaviour => failure(400, "BadArgument"),
  unauthorized: (): Behaviour => failure(401, "BotNotRegistered"),
  /** 500, 502, 503 or 504; `stores` makes it fail after the message is there. */
  broken(status = 500, stores = false): Behaviour {
    return { ...failure(status, "ServiceError"), stores };
  },
  hang: (stores = false): Behaviour => ({ kind: "hang", stores }),
  reset: (stores = false): Behaviour => ({ kind: "reset", stores }),
  resetMidAnswer: (stores = true): Behaviour => ({ kind: "reset", stores, midAnswer: true }),
  slow: (delay: number): Behaviour => ({ kind: "slow", delay }),
  /** Stores the message and names no id. */
  withoutId: (): Behaviour => ({ kind: "answer", status: 201, stores: true }),
} as const;

function failure(status: number, code: string) {
  return { kind: "answer", status, body: { error: { code, message: `${code}.` } } } as const;
}
