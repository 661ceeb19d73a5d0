import type { RiskSource } from "../approval/risk.js";
import type { Context } from "./context.js";
import type { OutsideControl } from "./ports/gate.js";
import { errorName } from "./read-risk.js";

/** What Entra's own control of a source says; `unreadable` where this app may not read it, or Entra does not answer. */
export type OutsideControlReading = OutsideControl | "none" | "unreadable";

/** Undefined where the bot does not stand in front of Entra. Never rejects: the settings are shown without it. */
export async function readOutsideControl(
  context: Pick<Context, "gate" | "log">,
  source: RiskSource,
): Promise<OutsideControlReading | undefined> {
  if (!context.gate) return undefined;
  try {
    return (await context.gate.readControl(source)) ?? "none";
  } catch (error) {
    context.log.warn({ source, error: errorName(error) }, "Entra's own control cannot be read");
    return "unreadable";
  }
}
