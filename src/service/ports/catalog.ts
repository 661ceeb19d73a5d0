import type { AccessPackage, AssignmentPolicy } from "../../approval/request.js";

export interface CatalogPackage extends AccessPackage {
  readonly assignmentPolicies: readonly AssignmentPolicy[];
}

/** Access packages and their policies. May reject when the catalog cannot be read. */
export interface Catalog {
  packages(): Promise<readonly CatalogPackage[]>;
  packageById(id: string): Promise<CatalogPackage | undefined>;
}
