import { z } from "zod";
import { SECOND } from "../../approval/instant.js";
import { LONGEST_RETRY_AFTER } from "../limits.js";

/** What the connector answered when it did not simply say yes. */
export interface FailedAnswer {
  readonly status: number;
  readonly code?: string;
  readonly subCode?: string;
  readonly retryAfterMs?: number;
}

const errorSchema = z.object({
  statusCode: z.int(),
  response: z.object({
    headers: z.custom<{ get(name: string): string | undefined }>(),
    bodyAsText: z.string().nullish(),
  }),
});

/** A code of the connector; anything else could be text of people and stays out of the log. */
const code = z.stringFormat("code", /^[\w.-]{1,64}$/).optional();
const bodySchema = z.object({
  error: z.object({ code: code.catch(undefined), message: z.string().optional() }).optional(),
  errorCode: z.int().optional(),
  message: z.string().optional(),
});
const detailSchema = z.object({ subCode: code });

/**
 * Reads an error of the SDK's connector client; undefined when there was no answer at all.
 * Teams writes codes in two ways: `error.code`, or `errorCode` 209 with a `subCode` inside a
 * message that is JSON text itself. Proxies in between answer with HTML, or nothing.
 */
export function readFailedAnswer(error: unknown): FailedAnswer | undefined {
  const parsed = errorSchema.safeParse(error);
  if (!parsed.success) return undefined;
  const { statusCode, response } = parsed.data;
  const body = bodySchema.safeParse(parseJson(response.bodyAsText)).data;
  const text = body?.error?.message ?? body?.message;
  const subCode = detailSchema.safeParse(parseJson(text)).data?.subCode;
  const name = body?.error?.code ?? body?.errorCode?.toString();
  const retryAfterMs = readRetryAfter(
    response.headers.get("retry-after"),
    response.headers.get("date"),
  );
  return {
    status: statusCode,
    ...(name === undefined ? {} : { code: name }),
    ...(subCode === undefined ? {} : { subCode }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** One word for the log, such as `403 209 MessageWritesBlocked`. */
export function describeAnswer({ status, code, subCode }: FailedAnswer): string {
  return [status, code, subCode].filter((part) => part !== undefined).join(" ");
}

/** Seconds or an HTTP date. A date is read against the server's own clock: ours may have been set back or forward. */
function readRetryAfter(
  header: string | undefined,
  serverDate: string | undefined,
): number | undefined {
  if (!header) return undefined;
  const answeredAt = Date.parse(serverDate ?? "");
  const wait = /^\d+(\.\d+)?$/.test(header)
    ? Number(header) * SECOND
    : Date.parse(header) - (Number.isNaN(answeredAt) ? Date.now() : answeredAt);
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER);
}

function parseJson(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
