import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
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
import { createLog, type Log } from "../../src/log.js";
import { seedConfigurations } from "../../src/service/control-snapshot.js";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import type { Catalog } from "../../src/service/ports/catalog.js";
import type { Fulfilment } from "../../src/service/ports/fulfilment.js";
import type { Gate } from "../../src/service/ports/gate.js";
import type { Installer } from "../../src/service/ports/installer.js";
import type { People } from "../../src/service/ports/people.js";
import type { RiskSignals } from "../../src/service/ports/risk-signals.js";
import { type Riskgate, startRiskgate } from "../../src/start-riskgate.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import type { Trust } from "../../src/trust.js";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import { HELP } from "./chat-reading.js";
import { ListeningUser } from "./listening-user.js";
import { findLeaks, personalTexts, wordsHandedIn } from "./log-leaks.js";
import { wordsIn } from "./words-in.js";

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

const BOT_ID = "28:00000000-0000-0000-0000-0000000000b0";

/** A clock that runs, and can be put forward. */
export class ShiftedClock {
  #shift = 0;
  readonly now = (): number => Date.now() + this.#shift;
  forward(ms: number): void {
    this.#shift += ms;
  }
}

/** A journal that goes into its files, and an ended request that goes to its month. */
function isOnTheMove(path: string, text: string): boolean {
  if (path.startsWith("/journal/")) return true;
  return path.startsWith("/requests/") && JSON.parse(text).index.isClosed === true;
}

/** Files that change by themselves, later or with every start, and the numbers in reserve, which may have gaps. */
const RESTLESS = /^(alive\.txt|anchors-.*|request-ids\.json|.*lock.*|outages.*|.*\.tmp)$/;

export type { ListeningUser };

export interface BotOptions {
  readonly tenant?: Tenant;
  readonly people?: (real: People) => People;
  readonly signals?: (real: LocalRiskSignals) => RiskSignals;
  readonly fulfilment?: (real: Fulfilment, log: Log) => Fulfilment;
  readonly catalog?: (real: Catalog) => Catalog;
  /** The bot stands in front of Microsoft Entra. */
  readonly gate?: Gate;
  /** The bot may install itself for people, and opens their chats at the stand-in. */
  readonly installer?: (log: Log) => Installer;
  /** Without it the bot is in local mode. */
  readonly trust?: Trust;
  /** Counts the time that goes by; with it the bot guards its clock. */
  readonly steady?: () => number;
  /** `off` unless said. */
  readonly sendLimits?: "teams" | "off";
  /** Milliseconds until a connector that says nothing is given up. */
  readonly connectorTimeout?: number;
  /** Instead of the embedded store on the bot's folder. */
  readonly openStore?: (tenantId: string, clock: () => number) => Promise<AuditedStore>;
  /** Shared by several nodes of one bot. */
  readonly connector?: ConnectorStandIn;
}

/** The whole bot in this process: real HTTP, real adapter, real embedded store, a connector stand-in for Teams. */
export class RunningBot {
  readonly tenant: Tenant;
  readonly clock = new ShiftedClock();
  readonly logLines: string[] = [];
  readonly #options: BotOptions;
  readonly #folder: string;
  readonly #users = new Set<ListeningUser>();
  readonly #handedIn = new Set<string>();
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
    const connector = options.connector ?? (await ConnectorStandIn.start());
    const folder = await mkdtemp(join(tmpdir(), "riskgate-story-"));
    const bot = new RunningBot(connector, folder, options);
    await bot.open();
    return bot;
  }

  get riskgate(): Riskgate {
    if (!this.#riskgate) throw new Error("the bot is stopped");
    return this.#riskgate;
  }

  get folder(): string {
    return this.#folder;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get signals(): LocalRiskSignals {
    if (!this.#signals) throw new Error("the bot is stopped");
    return this.#signals;
  }

  /** The number of requests that were ever stored, whatever became of them. */
  async requestCount(): Promise<number> {
    return Object.keys(await this.stored()).filter((path) => /R-\d+\.json$/.test(path)).length;
  }

  /** Starts the bot on its folder, again after `halt`. */
  async open(): Promise<void> {
    const { tenantId } = this.tenant;
    const store = await (this.#options.openStore?.(tenantId, this.clock.now) ??
      openEmbeddedStore({
        folder: this.#folder,
        tenantId,
        clock: this.clock.now,
        ...(this.#options.steady && { steady: this.#options.steady }),
        journal: { bytes: 1 << 20, idle: 10 },
      }));
    const log = createLog("debug", { write: (line: string) => void this.logLines.push(line) });
    const signals = createLocalRiskSignals(this.tenant, () => store.now());
    this.#signals = signals;
    const people = createLocalPeople(this.tenant);
    const installer = this.#options.installer?.(log);
    const catalog = createLocalCatalog(this.tenant);
    const fulfilment = createLocalFulfilment(log);
    this.#riskgate = startRiskgate({
      tenantId: this.tenant.tenantId,
      store,
      people: this.#options.people?.(people) ?? people,
      signals: this.#options.signals?.(signals) ?? signals,
      catalog: this.#options.catalog?.(catalog) ?? catalog,
      fulfilment: this.#options.fulfilment?.(fulfilment, log) ?? fulfilment,
      ...(this.#options.gate && { gate: this.#options.gate }),
      ...(installer && {
        firstContact: { installer, serviceUrl: this.connector.serviceUrl, botId: BOT_ID },
      }),
      trust: this.#options.trust,
      sendLimits: this.#options.sendLimits ?? "off",
      connectorTimeout: this.#options.connectorTimeout,
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

  /** Whatever the story was, no log of it holds what only people should read (Rule V3). */
  async stop(): Promise<void> {
    await this.halt();
    if (!this.#options.connector) await this.connector.stop();
    await rm(this.#folder, { recursive: true, force: true });
    const words = [...this.#users].flatMap((user) => [...user.words]);
    const leaks = findLeaks(this.logLines, [
      ...personalTexts(this.tenant),
      ...words,
      ...this.#handedIn,
    ]);
    if (leaks.length > 0) throw new Error(`the log repeats what is private:\n${leaks.join("\n")}`);
  }

  /** A person of the tenant by the first part of the user principal name; the bot is not installed yet. */
  user(name: string): ListeningUser {
    const user = this.tenant.users.find((u) => u.userPrincipalName.startsWith(`${name}@`));
    if (!user) throw new Error(`nobody is called ${name}`);
    const listening = new ListeningUser({
      botUrl: `${this.url}/api/messages`,
      connector: this.connector,
      tenantId: this.tenant.tenantId,
      objectId: user.id,
      name: user.displayName,
    });
    this.#users.add(listening);
    return listening;
  }

  /** The same, with the bot installed. */
  async installed<const Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ [K in keyof Names]: ListeningUser }> {
    const users = names.map((name) => this.user(name));
    for (const user of users) await user.install();
    return users as { [K in keyof Names]: ListeningUser };
  }

  /** Posts a JSON body to `/api/access-requests`, with a token where the bot wants one. */
  async post(
    body: unknown,
    token?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    for (const word of wordsHandedIn(body)) this.#handedIn.add(word);
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${this.url}/api/access-requests`, {
      method: "POST",
      headers: { "content-type": "application/json", ...authorization },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** Everything that a person was ever sent or answered, superseded versions included; not the list of commands. */
  everythingFor(user: ListeningUser): readonly string[] {
    const sent = this.connector
      .requestsTo(({ conversationId }) => conversationId === user.conversationId)
      .map(({ body }) => body)
      .filter(({ summary }) => summary !== HELP);
    return wordsIn([sent, user.answers]);
  }

  /** Resolves when nothing is due and nothing is left to send or to update. */
  async quiet(): Promise<void> {
    await eventually(async () => {
      const { store } = this.riskgate.context;
      const due = (await store.nextDueAt()) ?? Number.POSITIVE_INFINITY;
      return due > store.now() && (await store.nextSendAt()) === undefined;
    });
  }

  /** What the folder holds, by file, once it has come to rest; for a comparison before and after. */
  async stored(): Promise<Record<string, string>> {
    let last = "";
    return eventually(async () => {
      const files = await this.#readFolder();
      const isAtRest =
        JSON.stringify(files) === last &&
        !Object.entries(files).some(([path, text]) => isOnTheMove(path, text));
      last = JSON.stringify(files);
      return isAtRest && files;
    });
  }

  async #readFolder(): Promise<Record<string, string>> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !RESTLESS.test(entry.name));
    const read = files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(this.#folder.length), await readFile(path, "utf8")] as const;
    });
    return Object.fromEntries(await Promise.all(read));
  }

  async request(id: string) {
    const loaded = await this.riskgate.context.store.load("request", id);
    if (!loaded) throw new Error(`there is no ${id}`);
    return loaded.value;
  }
}
