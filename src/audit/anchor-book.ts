import {
  type Anchor,
  type AnchorEnd,
  digestAnchor,
  type HeadRow,
  headsOf,
  parseAnchor,
  type RemovalRow,
  signedText,
} from "./anchor.js";
import { canonicalJson } from "./canonical-json.js";
import { CHAIN_START } from "./chained-event.js";
import { isSignedBy, type PublicKeyText } from "./signing-key.js";
import { describeAggregate, type TrailProblems } from "./trail-problem.js";

/** What the anchors say of one aggregate. */
export interface AnchoredChain {
  /** Every head that was anchored, in order: sequence and hash. */
  readonly heads: (readonly [sequence: number, hash: string])[];
  /** Newest event at the removal by retention. */
  removed?: number;
  /** `3/justification`: erased text, by event and name. */
  erased?: Set<string>;
}

/**
 * Reads the anchor log line by line, checks it as a chain of its own (canonical form, numbers, hashes, signatures), and
 * keeps what it says of every aggregate.
 */
export class AnchorBook {
  readonly #key: PublicKeyText;
  readonly #problems: TrailProblems;
  readonly #chains = new Map<string, AnchoredChain>();
  #last: AnchorEnd | undefined;
  #lines = 0;
  #recovered = 0;

  constructor(key: PublicKeyText, problems: TrailProblems) {
    this.#key = key;
    this.#problems = problems;
  }

  /** Number of anchors read. */
  get count(): number {
    return this.#lines;
  }

  /** Heads that were found at a start without an anchor, and were anchored then. */
  get recovered(): number {
    return this.#recovered;
  }

  get last(): AnchorEnd | undefined {
    return this.#last;
  }

  get(aggregate: string): AnchoredChain | undefined {
    return this.#chains.get(aggregate);
  }

  /** Names of all aggregates that were ever anchored. */
  aggregates(): IterableIterator<string> {
    return this.#chains.keys();
  }

  /** Takes a line with its line feed. */
  add(line: string): void {
    this.#lines += 1;
    try {
      const anchor = parseAnchor(line);
      this.#check(anchor, line);
      for (const row of headsOf(anchor)) this.#addHead(row, anchor);
      this.#recovered += anchor.recovered?.length ?? 0;
      for (const row of anchor.removed ?? []) this.#addRemoval(row);
      for (const [aggregate, sequence, names] of anchor.erased ?? []) {
        const chain = this.#chain(aggregate);
        chain.erased ??= new Set();
        for (const name of names) chain.erased.add(`${sequence}/${name}`);
      }
      this.#last = { sequence: anchor.sequence, hash: anchor.hash, at: anchor.at };
    } catch {
      this.#complain("it cannot be read");
    }
  }

  #check(anchor: Anchor, line: string): void {
    const expected = (this.#last?.sequence ?? 0) + 1;
    if (`${canonicalJson(JSON.parse(line))}\n` !== line)
      this.#complain("it is not as it was written");
    if (anchor.sequence !== expected)
      this.#complain(`it says that it is number ${anchor.sequence}, and ${expected} comes here`);
    if (anchor.prev !== (this.#last?.hash ?? CHAIN_START))
      this.#complain("it does not follow the anchor before it");
    if (digestAnchor(anchor) !== anchor.hash) this.#complain("its hash does not fit its content");
    if (!isSignedBy(this.#key, signedText(anchor.hash), anchor.signature))
      this.#complain("its signature is not this key's");
  }

  #addHead([aggregate, , sequence, hash]: HeadRow, anchor: Anchor): void {
    const chain = this.#chain(aggregate);
    const before = chain.heads.at(-1);
    if (chain.removed !== undefined)
      this.#complain(`${describeAggregate(aggregate)} comes again after its removal`, aggregate);
    if (before && (sequence < before[0] || (sequence === before[0] && hash !== before[1]))) {
      this.#problems.add({
        aggregate,
        place: `${describeAggregate(aggregate)}, event ${sequence}`,
        what: `anchor ${anchor.sequence} has it where an earlier anchor had event ${before[0]}`,
      });
    }
    if (before?.[0] !== sequence) chain.heads.push([sequence, hash]);
  }

  /** What was changed before retention took it away must not be forgotten with it. */
  #addRemoval([aggregate, sequence, hash]: RemovalRow): void {
    const chain = this.#chain(aggregate);
    const [anchored, head] = chain.heads.at(-1) ?? [0, ""];
    if (sequence < anchored || (sequence === anchored && hash !== head))
      this.#complain(
        `${describeAggregate(aggregate)} was removed with another newest event than the one that was anchored`,
        aggregate,
      );
    chain.removed = sequence;
  }

  #chain(aggregate: string): AnchoredChain {
    let chain = this.#chains.get(aggregate);
    if (!chain) {
      chain = { heads: [] };
      this.#chains.set(aggregate, chain);
    }
    return chain;
  }

  #complain(what: string, aggregate?: string): void {
    this.#problems.add({ place: `anchor ${this.#lines}`, what, ...(aggregate && { aggregate }) });
  }
}
