import { answers, type Behaviour } from "../connector/behaviours.js";
import type { ConnectorStandIn, RecordedRequest } from "../connector/connector-stand-in.js";

/** Faults of Teams, how often of all posts and updates, and whether the bot knows that nothing was stored. */
const FAULTS: readonly (readonly [string, Behaviour, number, "certain" | "uncertain"])[] = [
  ["429 with Retry-After", answers.throttled(1), 0.02, "certain"],
  ["429", answers.throttled(), 0.01, "certain"],
  ["412", answers.busy(), 0.01, "certain"],
  ["502", answers.broken(502), 0.01, "certain"],
  ["503", answers.broken(503), 0.01, "certain"],
  ["504", answers.broken(504), 0.01, "certain"],
  ["slow answer", answers.slow(800), 0.02, "certain"],
  ["500", answers.broken(500), 0.01, "uncertain"],
  ["500 after storing", answers.broken(500, true), 0.01, "uncertain"],
  ["reset", answers.reset(), 0.01, "uncertain"],
  ["reset after storing", answers.reset(true), 0.01, "uncertain"],
];

/** Lets a connector misbehave at random. */
export class FaultyConnector {
  readonly injected = new Map<string, number>();
  readonly #ends = new Map<"certain" | "uncertain", (() => void)[]>();

  constructor(connector: ConnectorStandIn, random: () => number) {
    for (const [name, behaviour, share, kind] of FAULTS) {
      const isHit = ({ name: route }: RecordedRequest): boolean => {
        const isMeant = (route === "post" || route === "update") && random() < share;
        if (isMeant) this.injected.set(name, (this.injected.get(name) ?? 0) + 1);
        return isMeant;
      };
      const ends = this.#ends.get(kind) ?? [];
      this.#ends.set(kind, [...ends, connector.script(isHit, behaviour)]);
    }
  }

  /** Faults of this kind end. A message of unknown fate needs a minute to heal. */
  calm(kind: "certain" | "uncertain"): void {
    for (const end of this.#ends.get(kind) ?? []) end();
  }

  get count(): number {
    return [...this.injected.values()].reduce((sum, times) => sum + times, 0);
  }
}
