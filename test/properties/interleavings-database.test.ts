import { expect, it } from "vitest";
import type { Commit, CommitResult } from "../../src/service/ports/store.js";
import { openPostgresStore } from "../../src/store/postgres/open-postgres-store.js";
import { writeFigures } from "../reliability/figures.js";
import { usePostgres } from "../store/postgres/use-postgres.js";
import { describeFailure } from "./find-failure.js";
import { type Product, product } from "./product.js";
import { runWorld } from "./run-world.js";
import { TENANT } from "./world.js";

/** Each takes some seconds, where the embedded store on a disk in memory takes milliseconds. */
const RUNS = Number(process.env.DATABASE_RUNS ?? (process.env.CI ? 12 : 4));
const FIRST = Number(process.env.PROPERTY_SEED ?? 1);

const server = usePostgres();

/** The product on a database of its own. Its disk is asked at each commit, so that a kill finds something to interrupt. */
async function onDatabase(): Promise<Product> {
  const url = await server().createDatabase();
  const sql = (text: string) => server().query(new URL(url).pathname.slice(1), text);
  const openEmbeddedStore: Product["openEmbeddedStore"] = async ({ clock, files }) => {
    const now = clock ?? Date.now;
    // Where the world leaves signs of life of a process that it kills.
    files?.makeFolder("/riskgate");
    // What a node has claimed that is gone is free by the time at which another looks, in a world whose clock runs.
    await sql(`do $$ begin if to_regclass('riskgate.aggregate') is not null then
      update riskgate.aggregate set due_claimant = null, due_claimed_until = null; end if; end $$`);
    const store = await openPostgresStore({ url, tenantId: TENANT, clock: now });
    return new Proxy(store, {
      get(target, name) {
        if (name === "commit")
          return async (commit: Commit): Promise<CommitResult> => {
            await files?.read("/before");
            const result = await target.commit(commit);
            await files?.read("/after");
            return result;
          };
        if (name === "close")
          return async () => {
            await target.close();
            // A node says every half second that it is alive; here hours go by between two of its signs.
            await sql(`update riskgate.liveness set alive_at = greatest(alive_at, ${now()})`);
          };
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  };
  return { ...product, openEmbeddedStore };
}

it(
  `S L I2 I3 D1 D6 T3 T5 T6 N2 U1 hold after every step of ${RUNS} interleavings on PostgreSQL from seed ${FIRST}`,
  async () => {
    for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
      const failure = await runWorld(await onDatabase(), seed);
      if (failure) expect.fail(describeFailure(failure));
    }
    writeFigures({
      suite: RUNS > 12 ? "interleavings-database-long" : "interleavings-database",
      promise:
        "S, L, D1, D6, N2, U1: nothing is lost or done twice, in whatever order it happens, on PostgreSQL",
      tried: "random stories of use cases, store and sender, all rules after every step, by seed",
      figures: { "interleavings, one seed each": RUNS },
    });
  },
  60_000 + RUNS * 30_000,
);
