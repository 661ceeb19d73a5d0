/** Keys whose values never reach a log, in any case: secrets, text of people, names and risk evidence (Rule V3). */
export const SECRET_KEYS: readonly string[] = [
  ...["authorization", "proxy-authorization", "cookie", "set-cookie"],
  ...[
    "token",
    "accessToken",
    "access_token",
    "refreshToken",
    "refresh_token",
    "idToken",
    "id_token",
  ],
  ...["password", "MicrosoftAppPassword", "secret", "clientSecret", "client_secret", "privateKey"],
  ...["justification", "text", "summary", "speak", "body", "attachments"],
  ...["name", "displayName", "givenName", "surname", "userPrincipalName", "mail", "email"],
  ...["riskLevel", "riskState", "riskDetail", "reading", "detections"],
];

export const CENSORED = "[redacted]";

const secretKeys: ReadonlySet<string> = new Set(SECRET_KEYS.map((key) => key.toLowerCase()));

const MAX_DEPTH = 6;

/**
 * A copy of what is to be logged, without secrets at any depth. Of an error it keeps type, message, code, status, stack
 * and cause: the errors of HTTP clients carry the whole request with its token.
 */
export function redact(value: object): Record<string, unknown> {
  return redactFields(value, 0);
}

function redactFields(value: object, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    copy[key] = secretKeys.has(key.toLowerCase()) ? CENSORED : redactValue(field, depth + 1);
  }
  return copy;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return "[too deep]";
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  if (value instanceof Date) return value;
  return redactFields(value, depth);
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(isPlain(code) && { code }),
    ...(isPlain(statusCode) && { statusCode }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: redactValue(error.cause, depth + 1) }),
  };
}

function isPlain(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
