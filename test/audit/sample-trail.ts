import { indexOf } from "../../src/service/index-entry.js";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import type { Store } from "../../src/service/ports/store.js";
import type { JournalOptions } from "../../src/store/lowdb/journal.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { closing, newRequest, requestCommit } from "../builders/commit.js";
import { NOW } from "../builders/request.js";
import { eventually } from "../connector/eventually.js";
import { UnsyncedFileSystem } from "../store/unsynced-file-system.js";

export const FOLDER = "/riskgate";
export const TENANT = "tenant-1";

/** A store on a disk in memory, with a clock to set. */
export class TrailWorld {
  files = new UnsyncedFileSystem();
  now = NOW;
  readonly reports: string[] = [];
  #store: AuditedStore | undefined;

  get store(): AuditedStore {
    if (!this.#store) throw new Error("the store is closed");
    return this.#store;
  }

  /** What is committed goes to its file within a moment, unless a larger journal is asked for. */
  async open(journal: JournalOptions = { bytes: 1, idle: 1 }): Promise<AuditedStore> {
    this.#store = await openEmbeddedStore({
      folder: FOLDER,
      tenantId: TENANT,
      clock: () => this.now,
      files: this.files,
      log: (message) => this.reports.push(message),
      journal,
    });
    return this.#store;
  }

  async close(): Promise<void> {
    await this.#store?.close();
    this.#store = undefined;
  }

  /** Everything that was committed has come to its file. */
  async settle(): Promise<void> {
    await eventually(() => this.files.list(`${FOLDER}/journal`).length === 0);
  }

  /** The power is cut, and the next process begins on what the disk still has. */
  async crash(survives?: () => boolean): Promise<AuditedStore> {
    this.files = this.files.crash(survives);
    return this.open();
  }

  text(path: string): string {
    return this.files.readNow(`${FOLDER}/${path}`) ?? "";
  }

  put(path: string, text: string): void {
    this.files.put(`${FOLDER}/${path}`, text);
  }

  /** The one file of the anchor log. */
  get anchorFile(): string {
    const name = this.files.list(`${FOLDER}/audit`).find((n) => n.startsWith("anchors-"));
    if (name === undefined) throw new Error("there are no anchors");
    return `audit/${name}`;
  }
}

/** A request with three events. */
export async function addRequest(store: Store, id: string): Promise<void> {
  const first = newRequest(id);
  await store.commit(first);
  await store.commit(requestCommit(first.value, 1, {}, first.events));
  await store.commit(requestCommit(first.value, 2, {}, first.events));
}

/** A request that has ended. */
export async function addEnded(store: Store, id: string): Promise<void> {
  const first = newRequest(id);
  await store.commit(first);
  const notices = first.value.notices.map((n) => ({ ...n, shownRevision: n.revision }));
  const ended = closing({ ...first.value, notices }, 1);
  // The builder's index leaves out what only the service writes, such as the end of a request.
  await store.commit({ ...ended, index: { ...indexOf("request", ended.value), keys: [] } });
}
