import { signalOf } from "../approval/insider-risk.js";
import type { Instant } from "../approval/instant.js";
import type { RawSignal } from "../approval/risk.js";
import type { RiskSignals } from "./ports/risk-signals.js";
import type { Store } from "./ports/store.js";
import { isFed } from "./report-insider-risk.js";

/**
 * Insider risk as it was reported to the bot, before what `signals` says; all else is theirs. Of whom nothing was reported
 * they are asked, unless they know nothing of this source: then he has level none, once anything was reported of anybody,
 * and no level that could be read before that (Rule E3).
 */
export function addReportedLevels(
  signals: RiskSignals,
  store: Pick<Store, "load" | "now">,
): RiskSignals {
  const setHere = new Map<string, Instant>();
  const readReported = async (personId: string): Promise<RawSignal | undefined> => {
    const record = (await store.load("insiderRisk", personId))?.value;
    const isNewest = record && record.recordedAt >= (setHere.get(personId) ?? record.recordedAt);
    return isNewest ? signalOf(record, store.now()) : undefined;
  };
  const set = signals.set?.bind(signals);
  const detections = signals.detections?.bind(signals);
  return {
    ...(signals.reportedOnly && { reportedOnly: signals.reportedOnly }),
    async read(source, personId, signal) {
      if (source !== "insiderRisk") return signals.read(source, personId, signal);
      const reported = await readReported(personId.toLowerCase());
      if (reported) return reported;
      if (!signals.reportedOnly?.includes(source)) return signals.read(source, personId, signal);
      return (await isFed(store))
        ? { kind: "notListed" }
        : { kind: "failed", reason: "nothingReported" };
    },
    ...(detections && { detections }),
    ...(set && {
      set(source, personId, level) {
        if (source === "insiderRisk") setHere.set(personId.toLowerCase(), store.now());
        set(source, personId, level);
      },
    }),
  };
}
