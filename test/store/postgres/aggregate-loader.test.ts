import { expect, it } from "vitest";
import type { AggregateRef } from "../../../src/service/ports/store.js";
import { StoreUnavailableError } from "../../../src/service/ports/store.js";
import { AggregateLoader } from "../../../src/store/postgres/aggregate-loader.js";
import type { Database } from "../../../src/store/postgres/database.js";
import { newRequest } from "../../builders/commit.js";
import { openOn } from "./open-store.js";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();
const refOf = (id: string): AggregateRef => ({ kind: "request", id });

it("T4 L an id that no database can hold is not there, and those who ask at the same moment get their answers", async () => {
  const store = await openOn(await server().createDatabase());
  await store.commit(newRequest("R-1001"));
  const ids = ["R-1\0", "R-1001", "\0", "R-1\ud800"];
  const loaded = await Promise.all(ids.map((id) => store.load("request", id)));
  expect(loaded.map((found) => found?.version)).toEqual([undefined, 1, undefined, undefined]);
  await store.close();
});

it("T4 L what cannot be asked for fails alone; a database that is away fails for all of them at once", async () => {
  let failure: Error | undefined;
  let reads = 0;
  const read = async ({ values: [, ids] }: { values: readonly (readonly string[])[] }) => {
    reads += 1;
    if (failure) throw failure;
    if (ids?.includes("bad")) throw new Error("22021");
    return [];
  };
  const loader = new AggregateLoader({ read } as unknown as Database);
  const loadAll = () => Promise.allSettled(["a", "bad", "b"].map((id) => loader.load(refOf(id))));
  expect((await loadAll()).map(({ status }) => status)).toEqual([
    ...["fulfilled", "rejected", "fulfilled"],
  ]);
  expect(reads).toBe(4);
  failure = new StoreUnavailableError("away");
  expect((await loadAll()).map(({ status }) => status)).toEqual(Array(3).fill("rejected"));
  expect(reads).toBe(5);
});
