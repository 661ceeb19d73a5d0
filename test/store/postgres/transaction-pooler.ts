import { createServer, type Server, type Socket } from "node:net";
import pg from "pg";

const TERMINATE = 0x58;
const READY = 0x5a;
const IDLE = "I".charCodeAt(0);

/** What a server says to whoever has logged in: that it is right, the key of the connection, and that it is ready. */
const WELCOME = Buffer.from([
  ...[0x52, 0, 0, 0, 8, 0, 0, 0, 0],
  ...[0x4b, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 1],
  ...[READY, 0, 0, 0, 5, IDLE],
]);

/** Which of the free connections is taken; `kept`: one of its own for each client, not shared at all. */
type Order = "newest" | "oldest" | "kept";

interface Shared {
  readonly stream: Socket;
  user: Socket | undefined;
  received: Buffer;
}

/**
 * Shares connections to a server between transactions, as poolers do: each goes to whoever asks next. What a client sets
 * when it connects is ignored.
 */
export class TransactionPooler {
  readonly #free: Shared[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #backends: pg.Client[] = [];
  readonly #server: Server;
  readonly #order: Order;
  port = 0;

  private constructor(order: Order) {
    this.#order = order;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(
    options: pg.ClientConfig,
    count: number,
    order: Order,
  ): Promise<TransactionPooler> {
    const pooler = new TransactionPooler(order);
    for (let i = 0; i < count; i += 1) await pooler.#connect(options);
    await new Promise<void>((resolve) => pooler.#server.listen(0, "127.0.0.1", resolve));
    const address = pooler.#server.address();
    pooler.port = typeof address === "object" && address ? address.port : 0;
    return pooler;
  }

  /** The same URL by way of this pooler. */
  url(direct: string): string {
    const url = new URL(direct);
    url.hostname = "127.0.0.1";
    url.port = String(this.port);
    return url.href;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const backend of this.#backends) backend.connection.stream.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #connect(options: pg.ClientConfig): Promise<void> {
    const backend = new pg.Client(options);
    backend.on("error", () => undefined);
    await backend.connect();
    this.#backends.push(backend);
    const stream = backend.connection.stream as Socket;
    stream.removeAllListeners("data");
    const shared: Shared = { stream, user: undefined, received: Buffer.alloc(0) };
    stream.on("data", (bytes) => this.#answer(shared, bytes));
    this.#free.push(shared);
  }

  #accept(socket: Socket): void {
    let isGreeted = false;
    let held: Shared | undefined;
    let question = Buffer.alloc(0);
    this.#sockets.add(socket);
    const send = (): void => {
      if (question.length === 0) return;
      held = held?.user === socket ? held : this.#take(socket);
      if (!held) return void this.#waiting.push(send);
      held.stream.write(question);
      question = Buffer.alloc(0);
    };
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      if (!isGreeted) {
        isGreeted = true;
        socket.write(WELCOME);
      } else if (bytes[0] === TERMINATE) {
        socket.end();
      } else {
        question = Buffer.concat([question, bytes]);
        send();
      }
    });
  }

  #take(user: Socket): Shared | undefined {
    const shared = this.#order === "newest" ? this.#free.pop() : this.#free.shift();
    if (shared) shared.user = user;
    return shared;
  }

  #answer(shared: Shared, bytes: Buffer): void {
    shared.user?.write(bytes);
    shared.received = Buffer.concat([shared.received, bytes]);
    for (;;) {
      const { received } = shared;
      if (received.length < 5) return;
      const length = 1 + received.readUInt32BE(1);
      if (received.length < length) return;
      shared.received = received.subarray(length);
      if (received[0] !== READY || received[5] !== IDLE || this.#order === "kept") continue;
      shared.user = undefined;
      this.#free.push(shared);
      this.#waiting.shift()?.();
    }
  }
}
