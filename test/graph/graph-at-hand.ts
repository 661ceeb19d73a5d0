import { afterAll, beforeEach } from "vitest";
import { createGraphClient, type GraphClient } from "../../src/entra/graph-client.js";
import { operations } from "../../src/entra/operations.js";
import { createLog } from "../../src/log.js";
import { LocalGraph } from "./local-graph.js";
import { ManualClock } from "./manual-clock.js";

/** Every permission that the operations of the bot need. */
export const ALL_PERMISSIONS: readonly string[] = [
  ...new Set(Object.values(operations).map(({ permission }) => permission)),
];

/** A local Graph for each test of a file, a clock of its own, and what the client wrote to its log. */
export class GraphAtHand {
  #graph: LocalGraph | undefined;
  clock = new ManualClock();
  logged: string[] = [];

  get graph(): LocalGraph {
    if (!this.#graph) throw new Error("the local Graph has not been started");
    return this.#graph;
  }

  async start(): Promise<void> {
    this.clock = new ManualClock();
    this.logged = [];
    this.#graph = await LocalGraph.start(() => this.clock.now());
  }

  async stop(): Promise<void> {
    await this.#graph?.stop();
  }

  /** A client with a token for these permissions; for all that the bot uses unless said. */
  client(permissions: readonly string[] = ALL_PERMISSIONS, random = 0.5): GraphClient {
    const token = this.graph.mint(permissions);
    return this.clientWith(async () => token, random);
  }

  clientWith(token: () => Promise<string>, random = 0.5): GraphClient {
    return createGraphClient({
      root: this.graph.url,
      token,
      log: createLog("trace", { write: (line) => void this.logged.push(line) }),
      clock: this.clock,
      random: () => random,
      fetch: this.clock.watch(fetch),
    });
  }
}

/** Starts a local Graph before each test of the file that calls it, and stops it afterwards. */
export function useLocalGraph(): GraphAtHand {
  const atHand = new GraphAtHand();
  beforeEach(async () => {
    await atHand.stop();
    await atHand.start();
  });
  afterAll(() => atHand.stop());
  return atHand;
}
