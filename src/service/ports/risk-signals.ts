import type { RawSignal, RiskDetection, RiskSource } from "../../approval/risk.js";

/** Where risk is read. A source that fails answers `failed` or rejects; both are an unavailable level (Rule E3). */
export interface RiskSignals {
  read(source: RiskSource, personId: string, signal: AbortSignal): Promise<RawSignal>;
  /** Sources that cannot be asked at all: what is known of them was reported to the bot. */
  readonly reportedOnly?: readonly RiskSource[];
  /** The latest things that a source detected of a person, newest first; a source that has none to tell has no such method. */
  detections?(
    source: RiskSource,
    personId: string,
    signal: AbortSignal,
  ): Promise<readonly RiskDetection[]>;
  /** Only where the levels are ours: sets what a source says from now on; `none` takes the person off its list. */
  set?(source: RiskSource, personId: string, level: string): void;
}
