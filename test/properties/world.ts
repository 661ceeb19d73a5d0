import type { Person } from "../../src/approval/approver.js";
import { HOUR, type Instant, SECOND } from "../../src/approval/instant.js";
import type { StageOutcome } from "../../src/approval/request.js";
import type { Context } from "../../src/service/context.js";
import type { DecisionInput } from "../../src/service/decide.js";
import type { Intake } from "../../src/service/intake.js";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import { DirectoryUnavailableError } from "../../src/service/ports/people.js";
import type { Store } from "../../src/service/ports/store.js";
import { UNWATCHED } from "../builders/figures.js";
import { NOW } from "../builders/request.js";
import { Chats } from "./chats.js";
import { Choices } from "./choices.js";
import { Company, FIRST_SETTINGS, PACKAGES } from "./company.js";
import { MemoryDisk } from "./memory-disk.js";
import type { Product } from "./product.js";

export const TENANT = "tenant-1";
const FOLDER = "/riskgate";

/** Bytes of a segment of the journal: from one commit to all of a run. No timer runs: a seed repeats a run. */
const SEGMENT_SIZES = [1, 10_000, 40_000, 100_000, 1_000_000];

/** What was promised to somebody: it must be so for ever. */
export interface Promised {
  readonly requestId: string;
  readonly stage: number;
  readonly outcome: StageOutcome | undefined;
}

/** Everything around one run: the product on a disk, a clock, a company, chats, and what was promised to whom. */
export class World {
  now: Instant = NOW;
  /** Counts the lives of the process: what an earlier one still does reaches nobody. */
  life = 0;
  choices: Choices;
  readonly company = new Company();
  readonly chats = new Chats(this);
  readonly story: string[] = [];
  readonly promised: Promised[] = [];
  readonly decisions: DecisionInput[] = [];
  readonly submissions: { readonly intake: Intake; readonly id: string }[] = [];
  /** Request ids by hand-over that was told to have worked. */
  readonly handedOver: string[] = [];
  #disk: MemoryDisk;
  #context: Context | undefined;
  #tokens = 0;
  #names = 0;
  readonly #journalBytes: number;

  constructor(
    readonly product: Product,
    seed: number,
    disk = new MemoryDisk(),
  ) {
    this.choices = new Choices(seed);
    this.#journalBytes = SEGMENT_SIZES[seed % SEGMENT_SIZES.length] ?? 1;
    this.#disk = disk.fork(() => this.choices.below(3));
  }

  /** What a process that is started now would find. */
  get disk(): MemoryDisk {
    return this.#disk;
  }

  get context(): Context {
    if (!this.#context) throw new Error("the process is down");
    return this.#context;
  }

  get store(): Store {
    return this.context.store;
  }

  tell(line: string): void {
    this.story.push(`+${((this.now - NOW) / SECOND).toFixed(3)} s  ${line}`);
  }

  /** A name that was never used: for keys, activities and messages. */
  newName(kind: string): string {
    this.#names += 1;
    return `${kind}-${this.#names}`;
  }

  async start(): Promise<void> {
    const store = await this.product.openEmbeddedStore({
      folder: FOLDER,
      tenantId: TENANT,
      clock: () => this.now,
      files: this.#disk,
      journal: { bytes: this.#journalBytes },
    });
    this.#context = this.#createContext(store, this.life);
    await this.product.seedConfigurations(this.#context, FIRST_SETTINGS);
  }

  /** An orderly end. */
  async stop(): Promise<void> {
    this.life += 1;
    await this.store.close();
    this.#context = undefined;
  }

  /**
   * The process is gone at once; what it still does happens on a disk that nobody will read. After a power cut what was
   * not synced is there or not.
   */
  kill(isPowerCut: boolean): () => Promise<void> {
    const dying = this.store;
    this.#disk = this.#disk.fork(undefined, () => !isPowerCut || this.choices.chance(0.5));
    // A real process writes every second that it lives.
    this.#disk.put(`${FOLDER}/alive.txt`, String(this.now - this.choices.below(SECOND)));
    this.life += 1;
    this.#context = undefined;
    return () => dying.close();
  }

  /** Somebody was answered by the present process: from now on it must be so. */
  promise(life: number, promised: Promised): void {
    if (life === this.life) this.promised.push(promised);
  }

  /** A use case that needs the directory says so while it is down; the edge asks to try again. */
  tolerate(error: unknown): undefined {
    if (!this.company.isDirectoryDown || !(error instanceof DirectoryUnavailableError)) throw error;
    this.tell("the directory does not answer");
    return undefined;
  }

  conversationOf(personId: string): string {
    return `chat-${personId}`;
  }

  async install(who: Person): Promise<void> {
    await this.product.registerPerson(this.context, who.id, {
      conversationId: this.conversationOf(who.id),
      serviceUrl: "https://smba.example/",
      botId: "28:bot",
      mri: `29:${who.id}`,
    });
  }

  #createContext(store: AuditedStore, life: number): Context {
    const nothing = (): void => undefined;
    return {
      tenantId: TENANT,
      store,
      auditTrail: store.auditTrail,
      people: this.company.people(),
      signals: { read: async (source, personId) => this.company.signal(source, personId) },
      catalog: {
        packages: async () => PACKAGES,
        packageById: async (id) => PACKAGES.find((known) => known.id === id),
      },
      fulfilment: {
        handOver: async (request) => {
          if (life !== this.life || this.company.isFulfilmentDown) throw new Error("no answer");
          this.handedOver.push(request.id);
        },
      },
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
      figures: UNWATCHED,
      newToken: () => {
        this.#tokens += 1;
        return `token-${String(this.#tokens).padStart(16, "0")}`;
      },
    };
  }
}

/** No run lasts longer: a stage has at most minutes or hours, and there are at most five. */
export const LONGEST_RUN = 30 * 24 * HOUR;
