import { connect, createServer, type Server, type Socket } from "node:net";

interface Address {
  readonly host: string;
  readonly port: number;
}

/** A network between a node and its database that can be cut. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: () => Address;
  #isOpen = true;
  #areAnswersHeld = false;
  #areQuestionsHeld = false;
  #isVanished = false;
  port = 0;

  private constructor(target: () => Address) {
    this.#target = target;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(target: () => Address): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    const address = proxy.#server.address();
    proxy.port = typeof address === "object" && address ? address.port : 0;
    return proxy;
  }

  /** The same URL by way of this proxy. */
  url(direct: string): string {
    const url = new URL(direct);
    url.hostname = "127.0.0.1";
    url.port = String(this.port);
    return url.href;
  }

  /** Answers of the database get lost from now on; what is sent to it arrives. */
  holdAnswers(): void {
    this.#areAnswersHeld = true;
  }

  /** What is sent to the database gets lost from now on. */
  holdQuestions(): void {
    this.#areQuestionsHeld = true;
  }

  /** The nodes on this side are gone without a word: their connections stay open at the database, and silent. */
  vanish(): void {
    this.#isVanished = true;
    this.#areAnswersHeld = true;
    this.#areQuestionsHeld = true;
  }

  /** Breaks every connection and takes none. */
  cut(): void {
    this.#isOpen = false;
    this.#breakAll();
  }

  /** Breaks what is there, and lets everything through again. */
  heal(): void {
    this.#isVanished = false;
    this.#breakAll();
    this.#isOpen = true;
    this.#areAnswersHeld = false;
    this.#areQuestionsHeld = false;
  }

  async stop(): Promise<void> {
    this.#isVanished = false;
    this.#breakAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    if (!this.#isOpen || this.#isVanished) return void socket.destroy();
    const { host, port } = this.#target();
    const upstream = connect(port, host);
    const end = (): void => {
      if (this.#isVanished) return;
      for (const one of [socket, upstream]) {
        one.destroy();
        this.#sockets.delete(one);
      }
    };
    for (const one of [socket, upstream]) {
      this.#sockets.add(one);
      one.on("error", end).on("close", end);
    }
    socket.on("data", (bytes) => {
      if (!this.#areQuestionsHeld) upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (!this.#areAnswersHeld) socket.write(bytes);
    });
  }

  #breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }
}
