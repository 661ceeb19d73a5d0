import { MINUTE } from "../approval/instant.js";
import type { Catalog, CatalogPackage } from "../service/ports/catalog.js";
import { accessPackageOf, accessPackageSchema } from "./access-package.js";
import { createBoundedCache } from "./bounded-cache.js";
import { type Clock, machineClock } from "./clock.js";
import type { GraphClient } from "./graph-client.js";
import { isNotFound } from "./graph-error.js";
import { operations } from "./operations.js";

/** Packages and their policies are believed so long. Milliseconds. */
export const CATALOG_AGE = MINUTE;
/** The list for people who look for a package; a new one is offered after so long. Milliseconds. */
export const CATALOG_LIST_AGE = 5 * MINUTE;
const MOST_PACKAGES = 2_000;
const WITH_POLICIES = { $expand: "assignmentPolicies" };

/**
 * Access packages of Entitlement Management. Hidden packages and those without a policy are not offered, but found by their
 * id. Rejects with GraphError when they cannot be read.
 */
export function createGraphCatalog(graph: GraphClient, clock: Clock = machineClock): Catalog {
  const byId = createBoundedCache<CatalogPackage | undefined>(
    { maxAge: CATALOG_AGE, maxEntries: MOST_PACKAGES },
    clock,
  );
  const lists = createBoundedCache<readonly CatalogPackage[]>(
    { maxAge: CATALOG_LIST_AGE, maxEntries: 1 },
    clock,
  );
  return {
    packages: () => lists.get("all", () => readPackages(graph)),
    packageById: async (id) => {
      const key = id.toLowerCase();
      return GUID.test(key) ? byId.get(key, () => readPackage(graph, key)) : undefined;
    },
  };
}

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

async function readPackages(graph: GraphClient): Promise<readonly CatalogPackage[]> {
  const found: CatalogPackage[] = [];
  const call = { query: WITH_POLICIES, item: accessPackageSchema };
  for await (const page of graph.getPages(operations.listAccessPackages, call)) {
    found.push(...page.filter(({ isHidden }) => isHidden !== true).map(accessPackageOf));
  }
  return found.filter(({ assignmentPolicies }) => assignmentPolicies.length > 0);
}

async function readPackage(graph: GraphClient, id: string): Promise<CatalogPackage | undefined> {
  try {
    const call = { path: { id }, query: WITH_POLICIES, answer: accessPackageSchema };
    return accessPackageOf(await graph.get(operations.readAccessPackage, call));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
