import type { PackageArgument } from "./command-arguments.js";
import { parseGuid } from "./person-argument.js";

/** An access package by its id, or else by its name; nothing when nothing is left of it. */
export function parsePackage(typed: string): PackageArgument | undefined {
  const name = typed.replace(/\s+/g, " ").trim();
  if (name === "") return undefined;
  const id = parseGuid(name);
  return id === undefined ? { by: "name", value: name } : { by: "id", value: id };
}
