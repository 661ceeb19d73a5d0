import { expect } from "vitest";

const TELLING = /risk|protection|insider|security/gi;

/** Rule V1: nothing here tells of a risk review, the name of the app included. */
export function expectNoRiskWords(text: string): void {
  const told = [...text.matchAll(TELLING)].map(({ index }) =>
    text.slice(Math.max(0, index - 60), index + 60),
  );
  expect(told).toEqual([]);
}
