import type { IncomingMessage, ServerResponse } from "node:http";
import { parseForeignJson } from "../parse-json.js";
import { refuseTooLarge } from "./gate.js";
import { type HttpRefusal, refuseWith } from "./http-refusal.js";
import { MAX_BODY_BYTES } from "./limits.js";

export type JsonObject = Record<string, unknown>;

export type ReadResult =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly refusal: HttpRefusal }
  /** The caller has gone: there is nobody to answer. */
  | { readonly ok: false; readonly refusal: undefined };

/**
 * Reads a body that must be one JSON object in UTF-8 of at most 256 KiB, within `patience` milliseconds. The bytes are
 * counted as they arrive, whatever the head says. The stream is left paused when it is refused before its end.
 */
export async function readJsonObject(
  request: IncomingMessage,
  response: ServerResponse,
  patience: number,
): Promise<ReadResult> {
  // Only now: a caller that asks first is not told to send what would be refused.
  if (request.headers.expect !== undefined) response.writeContinue();
  const body = await readBytes(request, patience);
  if (body === "gone") return { ok: false, refusal: undefined };
  if (body === "tooLarge") return { ok: false, refusal: refuseTooLarge() };
  if (body === "tooSlow") {
    const message = "The body did not arrive in time.";
    return { ok: false, refusal: { ...refuseWith("invalidRequest", message), status: 408 } };
  }
  return parseJsonObject(body);
}

function readBytes(
  request: IncomingMessage,
  patience: number,
): Promise<Buffer | "tooLarge" | "tooSlow" | "gone"> {
  return new Promise((resolve) => {
    if (request.destroyed) return resolve("gone");
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (outcome: Buffer | "tooLarge" | "tooSlow" | "gone") => {
      clearTimeout(timer);
      request.off("data", onData).off("end", onEnd).off("close", onGone);
      request.pause();
      resolve(outcome);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) settle("tooLarge");
      else chunks.push(chunk);
    };
    const [onEnd, onGone] = [() => settle(joinChunks(chunks, length)), () => settle("gone")];
    const timer = setTimeout(() => settle("tooSlow"), patience);
    request.on("data", onData).on("end", onEnd).on("close", onGone);
  });
}

function joinChunks(chunks: readonly Buffer[], length: number): Buffer {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, length);
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function parseJsonObject(bytes: Buffer): ReadResult {
  try {
    const value = parseForeignJson(decoder.decode(bytes));
    if (isJsonObject(value)) return { ok: true, value };
  } catch {
    const message = "The body is not valid JSON in UTF-8.";
    return { ok: false, refusal: refuseWith("invalidRequest", message) };
  }
  const message = "The body must be a JSON object, for example { }.";
  return { ok: false, refusal: refuseWith("invalidRequest", message) };
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
