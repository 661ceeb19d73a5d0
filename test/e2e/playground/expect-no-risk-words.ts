import { expect } from "vitest";

const TELLING = /risk|protection|insider|security/gi;

/** Rule V1: nothing here tells of a risk review. The product's own name is no telling word. */
export function expectNoRiskWords(text: string): void {
  const withoutName = text.replaceAll(/riskgate/gi, "");
  const told = [...withoutName.matchAll(TELLING)].map(({ index }) =>
    withoutName.slice(Math.max(0, index - 60), index + 60),
  );
  expect(told).toEqual([]);
}
