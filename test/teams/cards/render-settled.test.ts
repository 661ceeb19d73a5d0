import { describe, expect, test } from "vitest";
import { renderSettled } from "../../../src/teams/cards/render-settled.js";
import { nodesOf, visibleTextOf } from "./card-walk.js";
import { ingrid, reader, settledView } from "./fixtures.js";

describe("a settled card", () => {
  const outcomes = [
    "approved",
    "denied",
    "timedOut",
    "canceled",
    "endedInEntra",
    "released",
  ] as const;

  test.each(outcomes)("N3 has neither inputs nor buttons, and refreshes nothing: %s", (outcome) => {
    const { card } = renderSettled({ ...settledView, outcome }, reader);
    const live = nodesOf(card).filter((node) => /^(Input|Action)/.test(node.type));
    expect(live).toEqual([]);
    expect(card).not.toHaveProperty("refresh");
  });

  test("D1 says who, what, when and why, in the delegate's case for whom", () => {
    const words = visibleTextOf(renderSettled({ ...settledView, onBehalfOf: ingrid }, reader).card);
    expect(words).toContain("✔ Approved by Sam Okafor for Ingrid Solberg");
    expect(words).toContain("Mon 23 Nov 14:07 (CET)");
    expect(words).toContain("“Spoke to Riley, password reset done”");
    expect(words).toContain("Next: manager approval");
  });

  test("D7 notes a lower level without naming it", () => {
    const words = visibleTextOf(renderSettled({ ...settledView, wasRiskLower: true }, reader).card);
    expect(words).toContain("lower when decided");
    expect(words).not.toMatch(/\b(low|medium|high)\b/i);
  });
});
