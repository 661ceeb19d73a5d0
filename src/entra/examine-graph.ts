import { FEATURES } from "./features.js";
import { type GrantedPermissions, readGrantedPermissions } from "./granted-permissions.js";
import type { GraphClient } from "./graph-client.js";
import type { Feature, Operation } from "./operation.js";
import { ALL_OPERATIONS, isProbed, type ProbeResult, probe } from "./probes.js";
import type { TokenSource } from "./token-source.js";

export type PermissionState =
  /** Graph answered. */
  | "works"
  /** It is granted; what it allows changes something, and was not tried. */
  | "granted"
  /** It is not granted. */
  | "missing"
  /** It is granted, and Graph refuses all the same: a licence or a policy of the tenant. */
  | "refused"
  /** Nobody knows: Graph did not answer as it should. */
  | "unknown";

export interface PermissionFinding {
  readonly permission: string;
  readonly state: PermissionState;
  /** Graph's words for what went wrong. */
  readonly code?: string;
  readonly features: readonly Feature[];
}

export type GraphFindings =
  | { readonly kind: "noToken"; readonly code: string }
  | {
      readonly kind: "examined";
      readonly granted: GrantedPermissions | undefined;
      readonly permissions: readonly PermissionFinding[];
    };

/** Tries every operation of the table that reads, and compares the rest with what the token was given. Changes nothing. */
export async function examineGraph(
  graph: GraphClient,
  source: TokenSource,
): Promise<GraphFindings> {
  const token = await source().catch((error: unknown) => error as Error);
  if (typeof token !== "string") return { kind: "noToken", code: token.message };
  const granted = readGrantedPermissions(token);
  const names = [...new Set(ALL_OPERATIONS.map(({ permission }) => permission))];
  const permissions = await Promise.all(
    names.map((permission) => examinePermission(graph, permission, granted)),
  );
  return { kind: "examined", granted, permissions };
}

async function examinePermission(
  graph: GraphClient,
  permission: string,
  granted: GrantedPermissions | undefined,
): Promise<PermissionFinding> {
  const needing = ALL_OPERATIONS.filter((operation) => operation.permission === permission);
  const features = [...new Set(needing.map(({ feature }) => feature))];
  const results = await Promise.all(
    decisive(needing.filter(isProbed)).map((operation) => probe(graph, operation)),
  );
  const isGranted = granted?.permissions.includes(permission);
  return { permission, features, ...judge(results, needing.every(isProbed), isGranted) };
}

/** What is optional says nothing of a permission that is needed for more: the preview of a control may refuse by itself. */
function decisive(operations: readonly Operation[]): readonly Operation[] {
  const needed = operations.filter(({ feature }) => !FEATURES[feature].isOptional);
  return needed.length > 0 ? needed : operations;
}

function judge(
  results: readonly ProbeResult[],
  isAllTried: boolean,
  isGranted: boolean | undefined,
): Pick<PermissionFinding, "state" | "code"> {
  const refused = results.find((result) => result.kind === "refused");
  if (refused) return { state: isGranted ? "refused" : "missing", code: refused.code };
  const failed = results.find((result) => result.kind === "failed");
  if (failed) return { state: "unknown", code: failed.code };
  if (isAllTried) return { state: "works" };
  if (isGranted === undefined) return { state: "unknown", code: "the token cannot be read" };
  return { state: isGranted ? "granted" : "missing" };
}
