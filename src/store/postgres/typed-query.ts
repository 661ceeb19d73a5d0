import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import type { Tables } from "./tables.js";

/**
 * Builds typed queries and runs none: whether a statement was sent before a connection broke decides what may be said
 * about it, so that `Database` sends all of them.
 */
export const query = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
}).withSchema("riskgate");

/** A statement ready to be sent. With a name the server keeps its plan. */
export interface Statement<R> {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Never set; carries the type of a row. */
  readonly row?: R;
}

/** Compiles a typed query. */
export function statementOf<R>(
  compilable: { compile(): CompiledQuery<R> },
  name?: string,
): Statement<R> {
  const { sql, parameters } = compilable.compile();
  return { text: sql, values: parameters, ...(name !== undefined && { name }) };
}
