import pg from "pg";
import { afterAll, beforeAll, describe } from "vitest";
import { storeContract } from "../contract/store-contract.js";
import { openForContract } from "./open-store.js";
import { type PostgresServer, startPostgresServer } from "./postgres-server.js";

const START_PATIENCE = 120_000;
const given = process.env.TEST_DATABASE_URL;

describe("on a server of its own", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  }, START_PATIENCE);
  afterAll(() => server?.stop());

  storeContract("the PostgreSQL store", async () => openForContract(await server.createDatabase()));
});

/** The user of the URL may create databases; each test has one of its own and leaves none. */
describe.runIf(given)("on the server of TEST_DATABASE_URL", () => {
  let made = 0;
  const admin = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: given });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };

  storeContract("the PostgreSQL store", async () => {
    made += 1;
    const name = `riskgate_contract_${process.pid}_${made}`;
    await admin(`create database ${name}`);
    const url = new URL(given ?? "");
    url.pathname = `/${name}`;
    const opened = await openForContract(url.href);
    return {
      get store() {
        return opened.store;
      },
      reopen: () => opened.reopen(),
      setNow: (now) => opened.setNow(now),
      dispose: async () => {
        await opened.dispose();
        await admin(`drop database ${name} with (force)`);
      },
    };
  });
});
