import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectionOptions } from "../../../src/store/postgres/connection-options.js";
import { openOn } from "./open-store.js";
import { TransactionPooler } from "./transaction-pooler.js";
import { useOwnPostgres } from "./use-postgres.js";

const REFUSAL =
  "The connection to the database does not keep what is set on it: a pooler shares it. Connect to PostgreSQL directly.";

const server = useOwnPostgres();

let url: string;
let pooler: TransactionPooler | undefined;
beforeEach(async () => {
  url = await server().createDatabase();
  await (await openOn(url)).close();
});
afterEach(() => pooler?.stop());

describe("connections that something in between shares", { timeout: 60_000 }, () => {
  it("are refused where the time-out is another than the one that was asked for", async () => {
    const name = new URL(url).pathname.slice(1);
    await server().query(
      "postgres",
      `create role narrow superuser login password 'narrow'; alter role narrow set statement_timeout = '30s'`,
    );
    const own = new URL(url);
    own.username = "narrow";
    own.password = "narrow";
    pooler = await TransactionPooler.start(
      { connectionString: own.href, database: name },
      9,
      "kept",
    );
    await expect(openOn(pooler.url(url))).rejects.toThrow(REFUSAL);
    await server().query("postgres", "drop role narrow");
  });

  it.each([
    ["two connections turn out to be one", "newest"],
    ["listening does not last", "oldest"],
  ] as const)("are refused with the right time-out where %s", async (_, order) => {
    pooler = await TransactionPooler.start(connectionOptions(url, "shared"), 3, order);
    await expect(openOn(pooler.url(url))).rejects.toThrow(REFUSAL);
  });
});
