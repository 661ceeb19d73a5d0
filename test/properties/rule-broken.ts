/** A rule of the product does not hold. The message begins with its id. */
export class RuleBrokenError extends Error {
  override readonly name = "RuleBrokenError";
  constructor(
    readonly rule: string,
    readonly what: string,
  ) {
    super(`${rule}: ${what}`);
  }
}

/** Throws unless the rule holds. */
export function demand(holds: boolean, rule: string, what: string | (() => string)): asserts holds {
  if (!holds) throw new RuleBrokenError(rule, typeof what === "string" ? what : what());
}
