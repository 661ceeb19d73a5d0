import { EndedEarlyError, RunningProcess } from "./running-process.js";

/** A start beside a database that is killed fails; more often than this it fails for another reason. */
const MOST_STARTS = 20;

/** Several nodes under a supervisor: one that is killed starts again, on its port and beside the work. */
export class NodeFleet {
  readonly nodes: RunningProcess[];
  readonly #env: Readonly<Record<string, string>>;
  readonly #starting = new Map<number, Promise<void>>();
  #isEnding = false;

  private constructor(env: Readonly<Record<string, string>>, nodes: RunningProcess[]) {
    this.#env = env;
    this.nodes = nodes;
  }

  static async start(env: Readonly<Record<string, string>>, count: number): Promise<NodeFleet> {
    const nodes: RunningProcess[] = [];
    while (nodes.length < count) nodes.push(await RunningProcess.start(env, 0));
    return new NodeFleet(env, nodes);
  }

  /** The places of the nodes that run. */
  running(): readonly number[] {
    return this.nodes.flatMap((_, at) => (this.#starting.has(at) ? [] : [at]));
  }

  /** The place of the node that sends, as far as it runs: the last that said so. */
  sender(): number | undefined {
    const said = this.running().filter((at) => this.nodes[at]?.electedAt !== undefined);
    const when = (at: number): number => this.nodes[at]?.electedAt ?? 0;
    return said.toSorted((a, b) => when(b) - when(a))[0];
  }

  /** Ends a node at once; it starts again meanwhile. */
  async kill(at: number): Promise<void> {
    const node = this.nodes[at];
    if (!node) throw new Error(`there is no node ${at}`);
    await node.kill();
    const again = this.#startAgain(node.port).then((started) => {
      this.nodes[at] = started;
      this.#starting.delete(at);
    });
    again.catch(() => undefined);
    this.#starting.set(at, again);
  }

  /** Resolves when every node runs. */
  async whole(): Promise<void> {
    await Promise.all(this.#starting.values());
  }

  /** Ends what is left of it. */
  async end(): Promise<void> {
    this.#isEnding = true;
    await Promise.allSettled(this.#starting.values());
    await Promise.all(this.nodes.map((node) => node.kill()));
  }

  /** A node whose database was killed while it started ends, and is started once more. */
  async #startAgain(port: number): Promise<RunningProcess> {
    for (let start = 1; ; start += 1) {
      try {
        return await RunningProcess.start(this.#env, port);
      } catch (error) {
        const isOver = this.#isEnding || start === MOST_STARTS;
        if (!(error instanceof EndedEarlyError) || isOver) throw error;
      }
    }
  }
}
