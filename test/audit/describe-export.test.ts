import { expect, test } from "vitest";
import { describeExport } from "../../src/audit/describe-export.js";
import type { ExportVerdict } from "../../src/audit/verify-export.js";

const verdict: ExportVerdict = {
  ...{ isIntact: true, events: 28, aggregates: 7, texts: 4 },
  ...{ missingTexts: 0, withheld: 0, problems: [], problemCount: 0, trailer: undefined },
};

test.each([
  [1, "1 event holds what the reader may not see"],
  [2, "2 events hold what the reader may not see"],
])("U1 V4 %i withheld events are told in a sentence", (withheld, words) => {
  expect(describeExport({ ...verdict, withheld }, false)).toContain(words);
});
