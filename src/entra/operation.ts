export type Method = "GET" | "POST" | "PATCH";
export type Version = "v1.0" | "beta";

/** What a group of operations is for: a missing permission takes exactly this away. */
export type Feature =
  | "people"
  | "eligibleHolders"
  | "riskLevels"
  | "riskDetections"
  | "catalog"
  | "gate"
  | "controls"
  | "installation";

/** Calls that Graph counts together, whoever makes them. */
export type BudgetName = "idProtection";

/**
 * One thing that the bot does in Microsoft Graph. Nothing is called that has no line in `operations`: what the table says
 * of a call is what docs/permissions.md tells, what `doctor` checks, and what the client sends.
 */
export interface Operation<M extends Method = Method, P extends string = string> {
  /** Its key in the table; what logs call it. */
  readonly name: string;
  readonly method: M;
  readonly version: Version;
  /** Path after the version, with `{names}` to fill in. */
  readonly path: P;
  /** The least application permission that allows it. */
  readonly permission: string;
  readonly feature: Feature;
  /** What the bot does with it, as the rest of the sentence "Riskgate …". */
  readonly purpose: string;
  /** Microsoft's page of the operation. */
  readonly source: string;
  readonly budget?: BudgetName;
  /** Searches are answered from a copy that lags; they must be asked for with `ConsistencyLevel: eventual`. */
  readonly isEventual?: boolean;
}

type Placeholders<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** A value for every `{name}` of a path; they are encoded by the client. */
export type PathValues<P extends string> = { readonly [K in Placeholders<P>]: string };

type Described<M extends Method, P extends string> = Omit<Operation<M, P>, "name">;

/** Gives every operation its key as its name. */
export function nameOperations<
  const T extends { readonly [name: string]: Described<Method, string> },
>(table: T): { readonly [K in keyof T]: T[K] & { readonly name: string } } {
  const entries = Object.entries(table).map(([name, operation]) => [
    name,
    Object.freeze({ ...operation, name }),
  ]);
  return Object.freeze(Object.fromEntries(entries));
}
