import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Tenant } from "../../src/local/tenant.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { ConnectorStandIn } from "../connector/connector-stand-in.js";
import { eventually } from "../connector/eventually.js";
import { asTenant } from "../story/running-bot.js";
import {
  Acknowledged,
  approver,
  areOver,
  burst,
  postSubmission,
  statesOf,
  submissionBody,
} from "./burst.js";
import { checkLedger, checkPosts, checkStore, healCards, pendingRows } from "./check-promises.js";
import { type CompanyPerson, companyWith, riskyPeople, seeded } from "./risky-company.js";
import { EndedEarlyError, type Faults, RunningProcess } from "./running-process.js";

/** Longest wait for anything, on a machine that has much else to do. Milliseconds. */
const PATIENCE = 180_000;
/** How many times faster the last process lives: what waits a minute takes three seconds. */
const FAST = 20;
const STAFF = ["sam", "ada", "morgan"];
/** How much comes at once: a few things after each other, or so many that a database takes them in groups. */
export type Burst = "few" | "many";
const ASKING = { few: 3, many: 12 } as const satisfies Record<Burst, number>;

/** Where the bot keeps what it says yes to. */
export interface KeepingPlace {
  /** How many times faster the last process lives. */
  readonly speed: number;
  readonly env: Readonly<Record<string, string>>;
  /** Called before the last process. */
  prepareLast(): Promise<void>;
  /** Everything acknowledged is there. No process may run. */
  check(tenantId: string, acknowledged: Acknowledged): Promise<void>;
}

/** One company, one data folder, one Teams, and everything that the bot ever said yes to. */
export class CrashWorld {
  readonly acknowledged = new Acknowledged();
  readonly people: readonly CompanyPerson[];
  readonly tenant: Tenant;
  readonly env: Readonly<Record<string, string>>;
  readonly #place: KeepingPlace | undefined;
  readonly #random = seeded(7);
  #isStaffed = false;
  #targets: string[];

  private constructor(
    readonly folder: string,
    readonly connector: ConnectorStandIn,
    parts: { readonly people: readonly CompanyPerson[]; readonly tenant: Tenant },
    env: Readonly<Record<string, string>>,
    place: KeepingPlace | undefined,
  ) {
    this.#place = place;
    this.people = parts.people;
    this.tenant = parts.tenant;
    this.#targets = parts.people.map(({ id }) => id);
    this.env = {
      DATA_DIR: join(folder, "data"),
      TENANT_FILE: join(folder, "tenant.json"),
      LOG_LEVEL: "info",
      ...place?.env,
      ...env,
    };
  }

  /** Lives in a temporary folder until `end`. `env` is added to the environment of every process. */
  static async make(
    env: Readonly<Record<string, string>> = {},
    deadlines?: object,
    place?: KeepingPlace,
  ): Promise<CrashWorld> {
    const folder = await mkdtemp(join(tmpdir(), "riskgate-crash-"));
    const people = riskyPeople(24);
    const content = companyWith(people, deadlines);
    await writeFile(join(folder, "tenant.json"), JSON.stringify(content));
    const connector = await ConnectorStandIn.start();
    return new CrashWorld(folder, connector, { people, tenant: asTenant(content) }, env, place);
  }

  get dataDir(): string {
    return this.env.DATA_DIR ?? "";
  }

  async end(): Promise<void> {
    await this.connector.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  parts(bot: RunningProcess) {
    const { tenant, connector, acknowledged } = this;
    return { tenant, connector, url: bot.url, acknowledged, random: this.#random };
  }

  start(faults: Faults = {}, env: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
    return RunningProcess.start({ ...this.env, ...env }, 0, faults);
  }

  /** Starts a process that ends itself at its fail point, and gives it work until it has. */
  async crash(
    faults: Faults,
    env: Readonly<Record<string, string>> = {},
    size: Burst = "few",
  ): Promise<void> {
    const bot = await this.start(faults, env).catch((error: unknown) => {
      if (error instanceof EndedEarlyError && error.signal === "SIGKILL") return undefined;
      throw error;
    });
    if (!bot) return;
    try {
      await this.work(bot, (ended) => ended, size);
    } finally {
      await bot.kill();
    }
    expect(bot.child.signalCode, "ended at its fail point").toBe("SIGKILL");
  }

  /** Starts a process that ends itself at its fail point before it is ready; some points are met at work as well. */
  async crashAtStart(faults: Faults): Promise<void> {
    const ended = await this.start(faults).catch((error: unknown) => error);
    if (ended instanceof RunningProcess) await ended.kill();
    expect(ended, `${faults.failAt}, before it listens`).toBeInstanceOf(EndedEarlyError);
    expect(ended).toMatchObject({ signal: "SIGKILL" });
  }

  /** Installs the bot for those who decide and govern, once. */
  async staff(bot: RunningProcess): Promise<void> {
    if (this.#isStaffed) return;
    for (const name of STAFF) await approver(this.parts(bot), name).install();
    this.#isStaffed = true;
  }

  /** Submits and decides until the process has ended, or until `isEnough`. */
  async work(
    bot: RunningProcess,
    isEnough: (isEnded: boolean) => boolean | Promise<boolean>,
    size: Burst = "few",
  ): Promise<void> {
    const end = new AbortController();
    const parts = this.parts(bot);
    const working = this.staff(bot)
      .catch(() => undefined)
      .then(() => burst(parts, this.#targets.splice(0, ASKING[size]), end.signal, size === "many"));
    try {
      await eventually(async () => bot.isEnded || (await isEnough(bot.isEnded)), {
        timeoutMs: PATIENCE,
      });
    } finally {
      end.abort();
      await bot.kill();
      await working;
    }
  }

  /** A last process, twenty times as fast, lives until everything has ended; then every promise is looked at. */
  async settleAndCheck(from = Date.now(), env: Readonly<Record<string, string>> = {}) {
    await this.#place?.prepareLast();
    const last = await this.start({ speed: this.#place?.speed ?? FAST, from }, env);
    const parts = this.parts(last);
    try {
      await this.staff(last);
      // First the requests, then the rows: what ends meanwhile writes new ones.
      await eventually(
        async () =>
          (await areOver(last.url, this.acknowledged)) && (await pendingRows(last.url)) === 0,
        {
          timeoutMs: PATIENCE,
        },
      );
      for (const name of STAFF) await healCards(approver(parts, name));
      await checkLedger(last.url);
      last.child.kill("SIGTERM");
      if (!last.isEnded) await once(last.child, "exit");
      expect(last.child.exitCode).toBe(0);
    } finally {
      await last.kill();
    }
    const cards = checkPosts(this.connector);
    const { tenantId } = this.tenant;
    if (this.#place) await this.#place.check(tenantId, this.acknowledged);
    else await checkStore(this.dataDir, tenantId, this.acknowledged);
    return {
      submissions: this.acknowledged.submissions.size,
      decisions: this.acknowledged.decisions.size,
      cards,
    };
  }

  /** A submission for somebody who has not asked yet, as a body. */
  submission(key: string = randomUUID()): string {
    const target = this.#targets.shift();
    if (target === undefined) throw new Error("Everybody has asked.");
    return submissionBody(this.tenant, key, target);
  }

  /** Submits so many requests that nobody decides. */
  async submit(bot: RunningProcess, count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const key = randomUUID();
      const body = this.submission(key);
      const answer = (await (await postSubmission(bot.url, body)).json()) as { id: string };
      this.acknowledged.submissions.set(key, answer.id);
      this.acknowledged.bodies.set(key, body);
    }
  }

  /** How long the first stage of each request took, in milliseconds. No process may run. */
  async stageLengths(): Promise<number[]> {
    const store = await openEmbeddedStore({
      folder: this.dataDir,
      tenantId: this.tenant.tenantId,
    });
    try {
      const lengths: number[] = [];
      for (const id of this.acknowledged.submissions.values()) {
        const stage = (await store.load("request", id))?.value.stages[0];
        lengths.push((stage?.outcome?.at ?? Number.NaN) - (stage?.clockStartedAt ?? Number.NaN));
      }
      return lengths;
    } finally {
      await store.close();
    }
  }

  /** The administrator says that the clock of the machine is right. */
  async confirmClock(): Promise<void> {
    const bot = await this.start();
    try {
      const parts = this.parts(bot);
      await approver(parts, "ada").say("clock confirm");
      await eventually(async () => (await fetch(`${bot.url}/readyz`)).status === 200, {
        timeoutMs: PATIENCE,
      });
    } finally {
      await bot.kill();
    }
  }

  /** Of every request that was acknowledged, asked for with its key (Rule I2). */
  states({ url }: RunningProcess): Promise<string[]> {
    return statesOf(url, this.acknowledged);
  }
}
