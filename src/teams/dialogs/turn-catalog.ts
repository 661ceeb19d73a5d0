import type { TurnContext } from "botbuilder";
import type { CatalogPackage } from "../../service/ports/catalog.js";

/** The catalog as one turn sees it: read once, so that a package cannot vanish between two steps of one answer. */
export interface TurnCatalog {
  /** What can be requested: packages with a policy. Rejects when the catalog cannot be read. */
  list(turn: TurnContext): Promise<readonly CatalogPackage[]>;
  /** The package, unless it is not offered any more. */
  find(turn: TurnContext, id: string): Promise<CatalogPackage | undefined>;
}

export function createTurnCatalog(packages: () => Promise<readonly CatalogPackage[]>): TurnCatalog {
  const read = new WeakMap<TurnContext, Promise<readonly CatalogPackage[]>>();
  const list: TurnCatalog["list"] = (turn) => {
    const known = read.get(turn) ?? readRequestable(packages);
    read.set(turn, known);
    return known;
  };
  const find: TurnCatalog["find"] = async (turn, id) => {
    const all = await list(turn);
    return all.find((accessPackage) => accessPackage.id === id);
  };
  return { list, find };
}

/** Whether the package's first policy, the one that a request in chat falls under, asks for a reason (Rule I4). */
export function needsReason(accessPackage: CatalogPackage): boolean {
  return accessPackage.assignmentPolicies[0]?.isRequestorJustificationRequired ?? true;
}

async function readRequestable(
  packages: () => Promise<readonly CatalogPackage[]>,
): Promise<readonly CatalogPackage[]> {
  const all = await packages();
  return all.filter(({ assignmentPolicies }) => assignmentPolicies.length > 0);
}
