import { join } from "node:path";
import type { Instant } from "../../approval/instant.js";
import type { AggregateKind, AggregateRef } from "../../service/ports/store.js";

/** The folder of each kind of aggregate, one file each. A request stays here until it is put away. */
export const AGGREGATE_FOLDERS: Readonly<Record<AggregateKind, string>> = {
  request: "requests",
  controlConfiguration: "control-configurations",
  person: "people",
  sending: "sending",
  insiderRisk: "insider-risk",
};

export const AGGREGATE_KINDS = Object.keys(AGGREGATE_FOLDERS) as readonly AggregateKind[];

export const CLOSED_FOLDER = "closed";
export const JOURNAL_FOLDER = "journal";
export const QUARANTINE_FOLDER = "quarantine";
export const BACKUP_FOLDER = "backup";
export const SUMMARIES_FILE = "summaries.jsonl";

const FILE_ENDING = ".json";
const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** The file name of an aggregate. Ids that could leave their folder or be two things at once are refused. */
export function fileName(id: string): string {
  if (!SAFE_ID.test(id))
    throw new RangeError(`Not an id that can be stored: ${JSON.stringify(id)}`);
  return `${id}${FILE_ENDING}`;
}

/** The id behind a file name, undefined for a file that is no aggregate. */
export function idOf(name: string): string | undefined {
  const id = name.endsWith(FILE_ENDING) ? name.slice(0, -FILE_ENDING.length) : "";
  return SAFE_ID.test(id) ? id : undefined;
}

/** Whether this is where an open aggregate is kept, as a path below the data folder with `/` between its parts. */
export function isAggregatePath(path: string): boolean {
  const [place = "", name = "", ...rest] = path.split("/");
  const isKnown = Object.values(AGGREGATE_FOLDERS).includes(place);
  return isKnown && idOf(name) !== undefined && rest.length === 0;
}

export function openPath(folder: string, ref: AggregateRef): string {
  return join(folder, AGGREGATE_FOLDERS[ref.kind], fileName(ref.id));
}

export function closedPath(folder: string, month: string, id: string): string {
  return join(folder, CLOSED_FOLDER, month, fileName(id));
}

/** `2025-03`: the month in UTC. */
export function monthOf(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 7);
}

export function isMonth(name: string): boolean {
  return /^\d{4}-\d{2}$/.test(name);
}
