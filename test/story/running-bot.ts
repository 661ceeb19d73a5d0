import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLocalCatalog } from "../../src/local/local-catalog.js";
import { createLocalFulfilment } from "../../src/local/local-fulfilment.js";
import { createLocalPeople } from "../../src/local/local-people.js";
import {
  createLocalRiskSignals,
  type LocalRiskSignals,
} from "../../src/local/local-risk-signals.js";
import { isTenantProblems, readTenant, type Tenant } from "../../src/local/tenant.js";
import { createLog } from "../../src/log.js";
import { seedConfigurations } from "../../src/service/control-snapshot.js";
import type { Fulfilment } from "../../src/service/ports/fulfilment.js";
import type { People } from "../../src/service/ports/people.js";
import type { RiskSignals } from "../../src/service/ports/risk-signals.js";
import { type Riskgate, startRiskgate } from "../../src/start-riskgate.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { TeamsUser } from "../connector/people-on-teams.js";

export const DEMO_FILE = fileURLToPath(new URL("../../env/demo/tenant.json", import.meta.url));

/** The demo tenant's file, to be changed before it is read. */
export function demoTenantFile(): Record<string, unknown> {
  return JSON.parse(readFileSync(DEMO_FILE, "utf8"));
}

export function asTenant(content: unknown): Tenant {
  const tenant = readTenant(content);
  if (isTenantProblems(tenant)) throw new Error(JSON.stringify(tenant.problems));
  return tenant;
}

/** A clock that runs, and can be put forward. */
export class ShiftedClock {
  #shift = 0;
  readonly now = (): number => Date.now() + this.#shift;
  forward(ms: number): void {
    this.#shift += ms;
  }
}

export interface BotOptions {
  readonly tenant?: Tenant;
  readonly people?: (real: People) => People;
  readonly signals?: (real: LocalRiskSignals) => RiskSignals;
  readonly fulfilment?: (real: Fulfilment) => Fulfilment;
}

/** The whole bot in this process: real HTTP, real adapter, real embedded store, a connector stand-in for Teams. */
export class RunningBot {
  readonly tenant: Tenant;
  readonly clock = new ShiftedClock();
  readonly logLines: string[] = [];
  readonly #options: BotOptions;
  readonly #folder: string;
  #riskgate: Riskgate | undefined;
  #signals: LocalRiskSignals | undefined;
  #port = 0;

  private constructor(
    readonly connector: ConnectorStandIn,
    folder: string,
    options: BotOptions,
  ) {
    this.#folder = folder;
    this.#options = options;
    this.tenant = options.tenant ?? asTenant(demoTenantFile());
  }

  static async start(options: BotOptions = {}): Promise<RunningBot> {
    const connector = await ConnectorStandIn.start();
    const folder = await mkdtemp(join(tmpdir(), "riskgate-story-"));
    const bot = new RunningBot(connector, folder, options);
    await bot.open();
    return bot;
  }

  get riskgate(): Riskgate {
    if (!this.#riskgate) throw new Error("the bot is stopped");
    return this.#riskgate;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get signals(): LocalRiskSignals {
    if (!this.#signals) throw new Error("the bot is stopped");
    return this.#signals;
  }

  /** Starts the bot on its folder, again after `halt`. */
  async open(): Promise<void> {
    const store = await openEmbeddedStore({
      folder: this.#folder,
      tenantId: this.tenant.tenantId,
      clock: this.clock.now,
    });
    const log = createLog("debug", { write: (line: string) => void this.logLines.push(line) });
    const signals = createLocalRiskSignals(this.tenant, () => store.now());
    this.#signals = signals;
    const people = createLocalPeople(this.tenant);
    const fulfilment = createLocalFulfilment((fields, message) => log.info(fields, message));
    this.#riskgate = startRiskgate({
      tenantId: this.tenant.tenantId,
      store,
      people: this.#options.people?.(people) ?? people,
      signals: this.#options.signals?.(signals) ?? signals,
      catalog: createLocalCatalog(this.tenant),
      fulfilment: this.#options.fulfilment?.(fulfilment) ?? fulfilment,
      credentials: undefined,
      sendLimits: "off",
      log,
    });
    await seedConfigurations(this.#riskgate.context, this.tenant.controlSettings);
    this.#port = (await this.#riskgate.listen("127.0.0.1", this.#port)).port;
  }

  /** Stops the bot and keeps its folder. */
  async halt(): Promise<void> {
    await this.#riskgate?.stop();
    this.#riskgate = undefined;
  }

  async stop(): Promise<void> {
    await this.halt();
    await this.connector.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A person of the tenant by the first part of the user principal name; the bot is not installed yet. */
  user(name: string): TeamsUser {
    const user = this.tenant.users.find((u) => u.userPrincipalName.startsWith(`${name}@`));
    if (!user) throw new Error(`nobody is called ${name}`);
    return new TeamsUser({
      botUrl: `${this.url}/api/messages`,
      connector: this.connector,
      tenantId: this.tenant.tenantId,
      objectId: user.id,
      name: user.displayName,
    });
  }

  /** The same, with the bot installed. */
  async installed<const Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ [K in keyof Names]: TeamsUser }> {
    const users = names.map((name) => this.user(name));
    for (const user of users) await user.install();
    return users as { [K in keyof Names]: TeamsUser };
  }

  async request(id: string) {
    const loaded = await this.riskgate.context.store.load("request", id);
    if (!loaded) throw new Error(`there is no ${id}`);
    return loaded.value;
  }
}
