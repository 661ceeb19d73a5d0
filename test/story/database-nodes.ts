import { afterEach, beforeEach } from "vitest";
import { openPostgresStore } from "../../src/store/postgres/open-postgres-store.js";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { usePostgres } from "../store/postgres/use-postgres.js";
import { RunningBot } from "./running-bot.js";

/** Nodes on one database with one Teams: both are made anew for each test, and all nodes end with it. */
export class DatabaseNodes {
  readonly server = usePostgres();
  /** Where nodes start from now on. */
  url = "";
  readonly #bots: RunningBot[] = [];
  #connector: ConnectorStandIn | undefined;

  constructor() {
    beforeEach(async () => {
      this.url = await this.server().createDatabase();
      this.#connector = await ConnectorStandIn.start();
    });
    afterEach(async () => {
      for (const bot of this.#bots.splice(0)) await bot.stop();
      await this.#connector?.stop();
    });
  }

  get connector(): ConnectorStandIn {
    if (!this.#connector) throw new Error("no test runs");
    return this.#connector;
  }

  async start(): Promise<RunningBot> {
    const bot = await RunningBot.start({
      connector: this.connector,
      openStore: (tenantId, clock) => openPostgresStore({ url: this.url, tenantId, clock }),
    });
    this.#bots.push(bot);
    return bot;
  }
}
