import { type DestinationStream, type Logger, destination as openDestination, pino } from "pino";
import { CENSORED, redact, SECRET_KEYS } from "./redact.js";

export type Log = Logger;

/** The levels that `LOG_LEVEL` takes, most talkative first. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * JSON lines with `level`, `time` (ISO 8601, UTC) and `msg`, on standard output unless said otherwise. Written at once,
 * so that nothing is lost when the process ends. Fields are redacted by key at any depth (Rule V3); the message is not,
 * so no text of people goes into it.
 */
export function createLog(
  level: LogLevel,
  destination: DestinationStream = openDestination({ dest: 1, sync: true }),
): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: redact },
      // The formatter has described errors already, at any depth.
      serializers: { err: (described: unknown) => described },
      // The fields of a child logger pass no formatter.
      redact: { paths: SECRET_KEYS.map((key) => `["${key}"]`), censor: CENSORED },
    },
    destination,
  );
}
