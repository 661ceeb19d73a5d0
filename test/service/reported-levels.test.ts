import { expect, test } from "vitest";
import type { RiskSignals } from "../../src/service/ports/risk-signals.js";
import { addReportedLevels } from "../../src/service/reported-levels.js";

const PERSON = "f6fadfa7-e5c1-4b62-9362-da5cc13da58a";
const nothingStored = { load: async () => undefined, now: () => 0 };

/** Asked as an object: its methods need it. */
class Source implements RiskSignals {
  readonly reportedOnly = ["insiderRisk"] as const;
  readonly asked: string[] = [];

  async read(source: string) {
    this.asked.push(`read ${source}`);
    return { kind: "notListed" } as const;
  }

  async detections(source: string, personId: string) {
    this.asked.push(`detections ${source} ${personId}`);
    return [];
  }
}

test("E3 insider risk that nobody ever reported is unreadable, and is asked of nobody else", async () => {
  const source = new Source();
  const signals = addReportedLevels(source, nothingStored);
  const { signal } = new AbortController();
  expect(await signals.read("insiderRisk", PERSON, signal)).toEqual({
    kind: "failed",
    reason: "nothingReported",
  });
  expect(await signals.read("idProtection", PERSON, signal)).toEqual({ kind: "notListed" });
  expect(source.asked).toEqual(["read idProtection"]);
});

test("E4 what a source detected still reaches the approver", async () => {
  const source = new Source();
  const signals = addReportedLevels(source, nothingStored);
  await signals.detections?.("idProtection", PERSON, new AbortController().signal);
  expect(source.asked).toEqual([`detections idProtection ${PERSON}`]);
});
