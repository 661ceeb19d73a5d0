import { hash } from "node:crypto";
import type { JsonValue } from "../../src/approval/audit-event.js";
import type { Instant } from "../../src/approval/instant.js";
import type { AccessRequest } from "../../src/approval/request.js";
import { canonicalJson } from "../../src/audit/canonical-json.js";
import type { Product } from "../properties/product.js";
import { checkWrite } from "./checks.js";
import { doWork, type Outcome, type Work } from "./work.js";

/** What a process read: the number of a value, and the moment. */
export interface Seen {
  readonly value: number;
  readonly now: Instant;
}

/** The outcome of a piece of work, with the number of the value that it wants to write. */
export type Done = Omit<Outcome, "value"> & { readonly value?: number };

/**
 * Every value of the request that is ever reached, once: equal values, by the hash of their canonical JSON, have one
 * number. The number is the version that compare-and-swap compares. What work comes to is worked out once.
 */
export class Values {
  readonly #values: AccessRequest[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #done = new Map<string, Done>();
  readonly #checked = new Set<string>();

  constructor(
    private readonly product: Product,
    private readonly level: string,
  ) {}

  get count(): number {
    return this.#values.length;
  }

  /** How often the real code was run. */
  get runs(): number {
    return this.#done.size;
  }

  at(number: number): AccessRequest {
    const value = this.#values[number];
    if (!value) throw new Error(`no value ${number}`);
    return value;
  }

  /** Checks a write, once for every pair of values that it leads from and to. */
  checkWrite(before: number, after: number, done: Done): void {
    const key = `${before}>${after} ${done.events.length}`;
    if (this.#checked.has(key)) return;
    checkWrite(this.at(before), this.at(after), done.events);
    this.#checked.add(key);
  }

  numberOf(value: AccessRequest): number {
    const digest = hash("sha256", canonicalJson(value as unknown as JsonValue));
    const known = this.#numbers.get(digest);
    if (known !== undefined) return known;
    this.#numbers.set(digest, this.#values.length);
    return this.#values.push(value) - 1;
  }

  async do(work: Work, workKey: string, looks: readonly Seen[]): Promise<Done> {
    const key = `${workKey} ${looks.map((look) => `${look.value}@${look.now}`).join(" ")}`;
    const known = this.#done.get(key);
    if (known) return known;
    const real = looks.map((look) => ({ value: this.at(look.value), now: look.now }));
    const { value, ...rest } = await doWork(this.product, work, real, this.level);
    const done = value === undefined ? rest : { ...rest, value: this.numberOf(value) };
    this.#done.set(key, done);
    return done;
  }
}
