import { visibleText } from "../../approval/text.js";
import type { CatalogPackage } from "../../service/ports/catalog.js";
import { editDistance } from "../grammar/edit-distance.js";

/** Most near misses that are offered. */
const MAX_OFFERS = 3;

/** A word this short is inside too many names to mean one of them. */
const SHORTEST_PART = 3;

export type PackageAnswer =
  | { readonly kind: "found"; readonly accessPackage: CatalogPackage }
  /** The number was right when the list was shown; the package is not offered any more. */
  | { readonly kind: "gone" }
  | { readonly kind: "wrongNumber" }
  | { readonly kind: "ambiguous"; readonly candidates: readonly CatalogPackage[] }
  /** Nearest first; empty when no name is near. */
  | { readonly kind: "unknown"; readonly nearest: readonly CatalogPackage[] };

/**
 * Which access package an answer means: by its number in the list that was shown, its id or its name, without regard
 * to case. A near miss is offered, never taken.
 *
 * @param shown the ids in the order of the list that the person answers, so that a number keeps its meaning even when
 *   the catalog has changed since
 */
export function findPackage(
  text: string,
  packages: readonly CatalogPackage[],
  shown: readonly string[],
): PackageAnswer {
  const typed = comparable(text);
  const number = /^(?:#|no\.? ?|number )?(\d{1,4})[.)]?$/.exec(typed)?.[1];
  const numbered = number === undefined ? undefined : shown[Number(number) - 1];
  if (numbered !== undefined) {
    const accessPackage = packages.find(({ id }) => id === numbered);
    return accessPackage ? { kind: "found", accessPackage } : { kind: "gone" };
  }
  const byId = packages.find(({ id }) => comparable(id) === typed);
  if (byId) return { kind: "found", accessPackage: byId };
  const bare = typed.replace(/[.!?]+$/, "").trim();
  const candidates = packages.filter(({ displayName }) => {
    const name = comparable(displayName);
    return name !== "" && (name === typed || name === bare);
  });
  const [accessPackage] = candidates;
  if (accessPackage && candidates.length === 1) return { kind: "found", accessPackage };
  if (accessPackage) return { kind: "ambiguous", candidates };
  if (number !== undefined) return { kind: "wrongNumber" };
  return { kind: "unknown", nearest: findNearPackages(bare, packages) };
}

function findNearPackages(
  typed: string,
  packages: readonly CatalogPackage[],
): readonly CatalogPackage[] {
  return packages
    .map((accessPackage) => ({
      accessPackage,
      distance: distanceTo(typed, comparable(accessPackage.displayName)),
    }))
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, MAX_OFFERS)
    .map(({ accessPackage }) => accessPackage);
}

/** Typing errors between two names; one inside the other counts as half an error; infinite when they are not near. */
function distanceTo(typed: string, name: string): number {
  if (typed.length >= SHORTEST_PART && name.includes(typed)) return 0.5;
  if (name.length >= SHORTEST_PART && typed.includes(name)) return 0.5;
  const allowed = typed.length <= 4 ? 1 : typed.length <= 10 ? 2 : 3;
  const distance = editDistance(typed, name);
  return distance <= allowed ? distance : Number.POSITIVE_INFINITY;
}

/** For comparing: compatible forms made one, lower case, single spaces, no quotation marks around it. */
function comparable(text: string): string {
  return visibleText(text.slice(0, 500).normalize("NFKC"))
    .replace(/\s+/g, " ")
    .replace(/^["'“”„«»‘’]+|["'“”«»‘’]+$/g, "")
    .trim()
    .toLowerCase();
}
