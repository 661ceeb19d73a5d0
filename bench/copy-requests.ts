import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Numbers that no real request of a benchmark has. */
const FIRST_COPY = 1_000_000;

/**
 * Multiplies the open requests of a data folder that nobody has open until there are `count` more, each under a number
 * and held names of its own, as the store would have written it. For requests that only lie there while something else is
 * measured: their chains are copies, and would not verify. Without its anchors the folder is as after a kill: the next
 * start makes them anew, and has to be let finish (`AuditTrail.anchor`).
 */
export function copyRequests(folder: string, count: number): void {
  const place = join(folder, "requests");
  const sources = readdirSync(place)
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({ id: file.slice(0, -".json".length), path: join(place, file) }))
    .map(({ id, path }) => ({ id, text: readFileSync(path, "utf8") }));
  for (let n = 0; n < count; n += 1) {
    const { id, text } = sources[n % sources.length] ?? { id: "", text: "" };
    const copy = `R-${FIRST_COPY + n}`;
    const renamed = text
      .replaceAll(`"${id}"`, `"${copy}"`)
      .replace(/"key":"((?:intake|open)[^"]*)"/g, `"key":"$1-${n}"`);
    writeFileSync(join(place, `${copy}.json`), withDigest(renamed));
  }
  const audit = join(folder, "audit");
  for (const file of readdirSync(audit)) if (file.startsWith("anchors-")) rmSync(join(audit, file));
}

/** The first line of a file bears the digest of the others: without it a start would parse all of it by its schema. */
function withDigest(text: string): string {
  const end = text.indexOf(",\n");
  const head = JSON.parse(`${text.slice(0, end)}}`);
  const rest = text.slice(end + 2);
  const digest = createHash("sha256").update(rest).digest("hex");
  return `${JSON.stringify({ ...head, digest }).slice(0, -1)},\n${rest}`;
}
