import { MINUTE } from "../../src/approval/instant.js";
import { reconcile } from "../../src/service/reconcile.js";
import type { EntraBot } from "./entra-bot.js";

/** Compares with Entra now, when nothing is young any more. */
export function compareNow({ bot }: EntraBot) {
  bot.clock.forward(6 * MINUTE);
  const { context } = bot.riskgate;
  if (!context.gate) throw new Error("there is no gate");
  return reconcile(context, context.gate);
}
