/**
 * What a power cut leaves of a file's content that was not synced: all of it, what was synced, or of what was appended any
 * part from its beginning.
 */
export function survivingPart(
  text: string,
  synced: string | undefined,
  survives: () => boolean,
): string {
  const certain = synced ?? "";
  if (text === certain || survives()) return text;
  if (!text.startsWith(certain)) return certain;
  let [from, to] = [certain.length, text.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (survives()) from = middle + 1;
    else to = middle;
  }
  return text.slice(0, from);
}
