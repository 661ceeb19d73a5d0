import type { JsonValue } from "../approval/audit-event.js";

/** ASCII that JSON writes as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
/** How the names of members are written: there are few, and they come again and again. */
const names = new Map<string, string>();
const MOST_NAMES = 1_000;

/**
 * JSON with sorted keys, without spaces and without keys whose value is undefined: equal values, equal text. Every commit
 * makes such a text of a whole record, so that most of its parts are written without a call of `JSON.stringify` for each.
 */
export function canonicalJson(value: JsonValue | undefined): string {
  switch (typeof value) {
    case "string":
      return textOf(value);
    case "number":
      return Number.isFinite(value) ? String(value) : "null";
    case "boolean":
      return value ? "true" : "false";
    case "undefined":
      return "null";
    case "object":
      return value === null ? "null" : compoundOf(value);
    default:
      throw new TypeError(`a ${typeof value} is not JSON`);
  }
}

function compoundOf(value: object): string {
  let parts = "";
  if (Array.isArray(value)) {
    for (const item of value) parts += `${parts === "" ? "" : ","}${canonicalJson(item)}`;
    return `[${parts}]`;
  }
  const record = value as { readonly [key: string]: JsonValue | undefined };
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined) continue;
    parts += `${parts === "" ? "" : ","}${nameOf(key)}${canonicalJson(member)}`;
  }
  return `{${parts}}`;
}

function textOf(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function nameOf(key: string): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = `${textOf(key)}:`;
  if (names.size < MOST_NAMES) names.set(key, name);
  return name;
}
