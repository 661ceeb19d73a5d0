import type { Catalog, CatalogPackage } from "../../service/ports/catalog.js";
import type { PackageArgument } from "../grammar/command-arguments.js";
import { findNearest } from "../grammar/find-nearest.js";

export type FoundPackage =
  | { readonly ok: true; readonly accessPackage: CatalogPackage }
  | { readonly ok: false; readonly message: string };

/** Finds a package by id or by its whole name, in any case; never guesses, but offers the nearest name. */
export async function findPackage(
  catalog: Catalog,
  argument: PackageArgument,
): Promise<FoundPackage> {
  const packages = await catalog.packages();
  const wanted = argument.value.toLowerCase();
  const matches = packages.filter((p) =>
    argument.by === "id" ? p.id === wanted : p.displayName.toLowerCase() === wanted,
  );
  const [found, second] = matches;
  if (found && !second) return { ok: true, accessPackage: found };
  const names = packages.map((p) => p.displayName);
  if (found) {
    return {
      ok: false,
      message: `There are several access packages of that name. Name it by its id: ${matches.map((p) => p.id).join(", ")}.`,
    };
  }
  const nearest = findNearest(
    wanted,
    names.map((name) => name.toLowerCase()),
  );
  const suggestion = names.find((name) => name.toLowerCase() === nearest);
  const hint = suggestion ? ` Did you mean "${suggestion}"?` : "";
  const example = names[0] ? ` Example: request "${names[0]}" because I close the quarter` : "";
  return {
    ok: false,
    message: `I do not find that access package.${hint} You can ask for: ${names.join(", ")}. Nothing was requested.${example}`,
  };
}
