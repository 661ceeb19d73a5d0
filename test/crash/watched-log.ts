import { readFileSync } from "node:fs";
import { afterAll, expect } from "vitest";
import { TeamsUser } from "../connector/people-on-teams.js";
import { findLeaks, personalTexts, wordsHandedIn, wordsOfPeople } from "../story/log-leaks.js";
import { asTenant } from "../story/running-bot.js";

/** The log is looked through whenever it has so many lines: a long run must not fill the memory. */
const LINES_AT_ONCE = 20_000;
/** Enough words of people: what is logged of one is logged of all. */
const MOST_WORDS = 500;

/** What processes of a test file have written, and what none of it may hold (Rule V3). */
export class WatchedLog {
  readonly #texts = new Set<string>();
  readonly #words = new Set<string>();
  readonly #leaks: string[] = [];
  #lines: string[] = [];

  /** A process starts with the people of this tenant file. */
  forbidPeopleOf(tenantFile: string): void {
    const content: unknown = JSON.parse(readFileSync(tenantFile, "utf8"));
    for (const text of personalTexts(asTenant(content))) this.#texts.add(text);
  }

  forbidWords(words: readonly string[]): void {
    for (const word of words) if (this.#words.size < MOST_WORDS) this.#words.add(word);
  }

  /** Takes the whole lines of what a process writes. */
  reader(): (part: Buffer) => void {
    let rest = "";
    return (part) => {
      const lines = (rest + part.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#lines.push(line);
      if (this.#lines.length > LINES_AT_ONCE) this.#look();
    };
  }

  leaks(): readonly string[] {
    this.#look();
    return this.#leaks;
  }

  #look(): void {
    this.#leaks.push(...findLeaks(this.#lines, [...this.#texts, ...this.#words]));
    this.#lines = [];
  }
}

export const watchedLog = new WatchedLog();

// Whatever a test file has its processes do: their logs hold nothing that only people should read.
afterAll(() => {
  expect(watchedLog.leaks(), "the log repeats what is private").toEqual([]);
});

/** Somebody whose words no log may repeat. */
export class WatchedUser extends TeamsUser {
  override send(activity: Parameters<TeamsUser["send"]>[0]) {
    watchedLog.forbidWords(wordsOfPeople(activity));
    return super.send(activity);
  }
}

/** What is handed in over HTTP, as text. */
export function watchedBody(body: object): string {
  watchedLog.forbidWords(wordsHandedIn(body));
  return JSON.stringify(body);
}
