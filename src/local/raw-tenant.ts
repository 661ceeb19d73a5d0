import { z } from "zod";

/** Where something stands in the file. */
export type Path = readonly (string | number)[];

export interface RawEntry {
  readonly path: Path;
  readonly value: { readonly [key: string]: unknown };
}

const guid = z.guid();

/** The objects of a list, with their places; nothing for a list that is none. The form is judged elsewhere. */
export function readEntries(owner: RawEntry, key: string): readonly RawEntry[] {
  const list = owner.value[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((value: unknown, i) =>
    isObject(value) ? [{ path: [...owner.path, key, i], value }] : [],
  );
}

export function readEntry(owner: RawEntry, key: string): RawEntry | undefined {
  const value = owner.value[key];
  return isObject(value) ? { path: [...owner.path, key], value } : undefined;
}

/** The ids of a list with their places. Anything that is no GUID is left to the form. */
export function readIds(owner: RawEntry, key: string): readonly { path: Path; id: string }[] {
  const list = owner.value[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((value: unknown, i) => {
    const id = readGuid(value);
    return id === undefined ? [] : [{ path: [...owner.path, key, i], id }];
  });
}

/** A GUID in lower case, or undefined for anything else. */
export function readGuid(value: unknown): string | undefined {
  const parsed = guid.safeParse(value);
  return parsed.success ? parsed.data.toLowerCase() : undefined;
}

/** A name for comparing: trimmed, in lower case. */
export function readName(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim().toLowerCase() : undefined;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
