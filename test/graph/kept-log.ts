/** A log that keeps its lines for the test. */
export function keepLog() {
  const lines: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
  const keep = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, debug: keep("debug"), info: keep("info"), warn: keep("warn") };
}
