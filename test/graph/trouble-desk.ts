/** What goes wrong, instead of the answer or before it. */
export interface Trouble {
  /** How many requests it meets; one unless given. */
  readonly times?: number;
  /** Answers this instead; without it the answer is the right one (late, say). */
  readonly status?: number;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** This text instead of JSON, with the status or with the right answer's. */
  readonly text?: string;
  /** Never answers. */
  readonly hang?: boolean;
  /** Breaks the line. */
  readonly drop?: boolean;
  /** Answers when this has resolved. */
  readonly after?: Promise<void>;
}

interface Expected {
  readonly path: RegExp;
  readonly trouble: Trouble;
  left: number;
}

/** Troubles in waiting; the oldest that fits a path meets it first. */
export class TroubleDesk {
  #expected: Expected[] = [];

  expect(path: RegExp, trouble: Trouble): void {
    this.#expected.push({ path, trouble, left: trouble.times ?? 1 });
  }

  clear(): void {
    this.#expected = [];
  }

  take(path: string): Trouble | undefined {
    const found = this.#expected.find((expected) => expected.path.test(path));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#expected = this.#expected.filter((expected) => expected !== found);
    return found.trouble;
  }
}
