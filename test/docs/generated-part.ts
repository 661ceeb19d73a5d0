/**
 * A page with a part that is made from the sources, between `<!-- NAME: … -->` and `<!-- end of NAME -->`, each on a line
 * of its own. Returns the page with that part made anew; refuses a page without the marks.
 */
export function replacePart(page: string, name: string, lines: readonly string[]): string {
  const all = page.split("\n");
  const start = all.findIndex((line) => line.startsWith(`<!-- ${name}: `));
  const end = all.indexOf(`<!-- end of ${name} -->`);
  if (start < 0 || end < start) throw new Error(`the page has no part ${name}`);
  return [...all.slice(0, start + 1), "", ...lines, "", ...all.slice(end)].join("\n");
}
