import type { Catalog, CatalogPackage } from "../../service/ports/catalog.js";
import { repliedName } from "../cards/inert-text.js";
import type { PackageArgument } from "../grammar/command-arguments.js";
import { findNearest } from "../grammar/find-nearest.js";
import { quoteTyped } from "../grammar/grammar-problem.js";

/** More names than this are not read in a chat: the form and the guided conversation list them all. */
const MOST_NAMES = 10;
/** A word this short is inside too many names to mean one of them. */
const SHORTEST_PART = 3;
const FOR = " for ";

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
    argument.by === "id" ? p.id === wanted : isCalled(p, wanted),
  );
  const [found, second] = matches;
  if (found && !second) return { ok: true, accessPackage: found };
  if (found) {
    return {
      ok: false,
      message: `There are several access packages of that name. Name it by its id: ${matches.map((p) => p.id).join(", ")}. Nothing was requested.`,
    };
  }
  const names = packages.map((p) => repliedName(p.displayName));
  return { ok: false, message: describeNotFound(wanted, names) };
}

/** Says that no package has this name or id, with the nearest one; undefined when the catalog has it. */
export async function describeUnknownPackage(
  catalog: Catalog,
  wanted: string,
): Promise<string | undefined> {
  const packages = await catalog.packages();
  if (packages.some((p) => p.id === wanted || isCalled(p, wanted))) return undefined;
  const names = packages.map((p) => repliedName(p.displayName));
  const near = nearestName(wanted, names);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  return `I do not find that access package.${hint} Nothing was changed. Example: requests package "${near ?? names[0] ?? "Finance Data"}"`;
}

/** As the directory has the name, or as an answer shows it: what is shown can be typed. */
function isCalled({ displayName }: CatalogPackage, wanted: string): boolean {
  return [displayName, repliedName(displayName)].some((name) => name.toLowerCase() === wanted);
}

function describeNotFound(wanted: string, names: readonly string[]): string {
  const forWhom = describeUnclearPerson(wanted, names);
  if (forWhom !== undefined) return forWhom;
  const near = nearestName(wanted, names);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const listed = names.slice(0, MOST_NAMES);
  const rest = names.length > listed.length ? " and more" : "";
  const offer = names.length === 0 ? "" : ` You can ask for: ${listed.join(", ")}${rest}.`;
  const name = near ?? names[0];
  const example =
    name === undefined ? "" : ` Example: request "${name}" because I close the quarter`;
  return `I do not find that access package.${hint}${offer} Nothing was requested. Write request to see all that you can ask for.${example}`;
}

/** Without quotes a person who cannot be read counts as a part of the name: `Finance Data for Dana`. */
function describeUnclearPerson(wanted: string, names: readonly string[]): string | undefined {
  const place = wanted.lastIndexOf(FOR);
  const name = names.find((known) => place > 0 && known.toLowerCase() === wanted.slice(0, place));
  if (name === undefined) return undefined;
  const typed = quoteTyped(wanted.slice(place + FOR.length));
  return `I cannot tell who ${typed} is. A person is: a mention with @, a user principal name such as sam@contoso.example, an object id. Nothing was requested. Example: request "${name}" for sam@contoso.example because I close the quarter`;
}

/** The name that was mistyped, or the only one that holds the typed words or is held by them. */
function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const lower = names.map((name) => name.toLowerCase());
  const nearest = findNearest(wanted, lower);
  if (nearest !== undefined) return names[lower.indexOf(nearest)];
  if (wanted.length < SHORTEST_PART) return undefined;
  const [held, other] = names.filter((_, i) => isPart(wanted, lower[i] ?? ""));
  return other === undefined ? held : undefined;
}

function isPart(wanted: string, name: string): boolean {
  return name.includes(wanted) || (name.length >= SHORTEST_PART && wanted.includes(name));
}
