import pg from "pg";
import { expect, it } from "vitest";
import { usePostgres } from "./use-postgres.js";

const server = usePostgres();

it("A5 what was told before a statement is sent is delivered before its answer, which the cache of delegates rests on", async () => {
  const url = await server().createDatabase();
  const [listener, teller] = [
    new pg.Client({ connectionString: url }),
    new pg.Client({ connectionString: url }),
  ];
  await Promise.all([listener.connect(), teller.connect()]);
  let heard = 0;
  listener.on("notification", () => {
    heard += 1;
  });
  await listener.query("listen riskgate");
  for (let told = 1; told <= 300; told += 1) {
    await teller.query(`select pg_notify('riskgate', '${told}')`);
    await listener.query("select 1");
    expect(heard).toBe(told);
  }
  await Promise.all([listener.end(), teller.end()]);
});
