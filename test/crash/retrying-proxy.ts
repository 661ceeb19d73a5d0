import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

interface Given {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Tries of one request, as of a balancer with `retries 3` that goes to another node each time. */
const MOST_TRIES = 4;

/**
 * A load balancer: one node after the other gets a request, over connections that last, and another one where a node
 * refuses the connection or breaks off before its answer. It asks no node how it is.
 */
export class RetryingProxy {
  /** Requests that were answered by a node. */
  answered = 0;
  /** Tries that a node did not answer. */
  retries = 0;
  /** What no node answered, and answers that are errors. */
  readonly failures: string[] = [];
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #ports: readonly number[];
  #next = 0;

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#server = createServer((incoming, response) => void this.#serve(incoming, response));
  }

  static async start(ports: readonly number[]): Promise<RetryingProxy> {
    const proxy = new RetryingProxy(ports);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const port = this.#ports[this.#next % this.#ports.length] ?? 0;
      this.#next += 1;
      const given = await this.#ask(port, incoming, body).catch(() => undefined);
      if (given) {
        this.#note(incoming, given);
        response.writeHead(given.status, given.headers);
        response.end(given.body);
        return;
      }
      this.retries += 1;
    }
    this.failures.push(`${incoming.url}: no node answered`);
    response.writeHead(502).end();
  }

  #note({ url }: IncomingMessage, { status, body }: Given): void {
    this.answered += 1;
    const text = body.toString();
    if (status >= 400 || text.includes("went wrong"))
      this.failures.push(`${url}: ${status} ${text.slice(0, 200)}`);
  }

  async #ask(port: number, { method, url, headers }: IncomingMessage, body: Buffer) {
    const { connection: _, ...passed } = headers;
    const target = { host: "127.0.0.1", port, method, path: url, agent: this.#agent };
    const asked = request({ ...target, headers: passed });
    asked.end(body);
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    const whole = await readAll(answer);
    const { connection: __, "transfer-encoding": ___, ...answered } = answer.headers;
    return { status: answer.statusCode ?? 0, headers: answered, body: whole };
  }
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
