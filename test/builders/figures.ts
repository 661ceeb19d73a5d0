import type { Figures } from "../../src/service/context.js";

const nothing = (): void => undefined;

/** Figures that nobody looks at. */
export const UNWATCHED: Figures = {
  decided: nothing,
  refused: nothing,
  sent: nothing,
  late: nothing,
  committed: nothing,
  reconciled: nothing,
};
