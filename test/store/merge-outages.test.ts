import { describe, expect, it } from "vitest";
import { addOutage, dropOldOutages, OUTAGES_KEPT } from "../../src/store/merge-outages.js";

describe("outages", () => {
  it("T6 makes one of spans that overlap or touch, however many they join", () => {
    const known = [
      { from: 10, to: 20 },
      { from: 30, to: 40 },
      { from: 60, to: 70 },
    ];
    expect(addOutage(known, { from: 20, to: 35 }, 100)).toEqual([
      { from: 10, to: 40 },
      { from: 60, to: 70 },
    ]);
    expect(addOutage(known, { from: 32, to: 33 }, 100)).toEqual(known);
  });

  it("T6 lets an outage last until one with an end meets it", () => {
    const lasting = addOutage([{ from: 10, to: 20 }], { from: 50 }, 100);
    expect(lasting).toEqual([{ from: 10, to: 20 }, { from: 50 }]);
    expect(addOutage(lasting, { from: 50, to: 60 }, 100)).toEqual([
      { from: 10, to: 20 },
      { from: 50, to: 60 },
    ]);
    expect(addOutage(lasting, { from: 22, to: 30 }, 100)).toEqual([
      { from: 10, to: 20 },
      { from: 22, to: 30 },
      { from: 50 },
    ]);
  });

  it("T6 forgets what ended more than 15 days ago and never what lasts", () => {
    const now = OUTAGES_KEPT + 100;
    expect(dropOldOutages([{ from: 0, to: 99 }, { from: 0, to: 100 }, { from: 1 }], now)).toEqual([
      { from: 0, to: 100 },
      { from: 1 },
    ]);
  });
});
