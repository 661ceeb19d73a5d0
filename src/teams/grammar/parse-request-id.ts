/** Autocorrection turns a hyphen into a dash, so every dash counts. */
const REQUEST_ID =
  /^(?:#|#?r[-\u2010-\u2015\u2212]?|r[-\u2010-\u2015\u2212]?#)?0*([1-9]\d{0,11})$/i;

/**
 * The short number of a request in its one spelling, `R-1042`, from `R-1042`, `r1042`, `1042` or `#1042`.
 * Undefined for anything else. At most 12 digits.
 */
export function parseRequestId(typed: string): string | undefined {
  const digits = REQUEST_ID.exec(typed)?.[1];
  return digits === undefined ? undefined : `R-${digits}`;
}
