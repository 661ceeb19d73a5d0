import type { Database } from "./database.js";

interface Waiting {
  readonly give: (id: string) => void;
  readonly fail: (error: unknown) => void;
}

/** Request ids from the database's sequence: whoever asks while a round trip is under way shares the next one. */
export class RequestNumbers {
  readonly #database: Database;
  #waiting: Waiting[] = [];
  #isAsking = false;

  constructor(database: Database) {
    this.#database = database;
  }

  take(): Promise<string> {
    return new Promise((give, fail) => {
      this.#waiting.push({ give, fail });
      if (!this.#isAsking) void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    while (this.#waiting.length > 0) {
      const asked = this.#waiting;
      this.#waiting = [];
      try {
        const rows = await this.#database.read<{ readonly number: number }>({
          text: "select nextval('riskgate.request_number') as number from generate_series(1, $1)",
          values: [asked.length],
        });
        for (const [at, { give }] of asked.entries()) give(`R-${rows[at]?.number}`);
      } catch (error) {
        for (const { fail } of asked) fail(error);
      }
    }
    this.#isAsking = false;
  }
}
