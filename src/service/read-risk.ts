import { RISK_READ_TIMEOUT } from "../approval/limits.js";
import { type AccessRequest, concernedPeople } from "../approval/request.js";
import {
  combineReadings,
  interpretSignal,
  type RawSignal,
  type RiskReading,
  type RiskSource,
} from "../approval/risk.js";
import type { Context } from "./context.js";

/** Reads one source for the people a request is about (Rule E1). Never rejects: a failure is a reading (Rule E3). */
export async function readSource(
  context: Context,
  source: RiskSource,
  request: AccessRequest,
): Promise<RiskReading[]> {
  return Promise.all(
    concernedPeople(request).map((personId) => readPerson(context, source, personId)),
  );
}

/** Reads one source for one person. Never rejects. */
export async function readPerson(
  context: Context,
  source: RiskSource,
  personId: string,
): Promise<RiskReading> {
  const raw = await readWithin(context, source, personId);
  return interpretSignal(source, personId, raw, context.store.now());
}

/** The one reading that counts for a stage of this source. */
export async function readForStage(
  context: Context,
  source: RiskSource,
  request: AccessRequest,
): Promise<RiskReading | undefined> {
  return combineReadings(await readSource(context, source, request));
}

async function readWithin(
  context: Context,
  source: RiskSource,
  personId: string,
): Promise<RawSignal> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<RawSignal>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve({ kind: "failed", reason: "noAnswer" });
    }, RISK_READ_TIMEOUT);
  });
  try {
    const answer = context.signals.read(source, personId, controller.signal);
    return await Promise.race([answer, timeout]);
  } catch (error) {
    context.log.warn({ source, error: errorName(error) }, "a risk source could not be read");
    return { kind: "failed", reason: "noAnswer" };
  } finally {
    clearTimeout(timer);
  }
}

/** The kind of an error, with its code where it has one: its message may quote what must not be logged. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" && CODE.test(code) ? `${error.name} ${code}` : error.name;
}

/** As Node and databases give them. */
const CODE = /^[A-Z0-9_]{3,40}$/;
