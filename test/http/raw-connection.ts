import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A bare connection, for what no HTTP client would send. */
export class RawConnection {
  readonly #socket: Socket;
  #received = "";
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.#received += text;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#isClosed = true;
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    onTestFinished(() => {
      socket.destroy();
    });
    return new RawConnection(socket);
  }

  get received(): string {
    return this.#received;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Resolves when the bytes have left; at once when the other side has gone. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else this.#socket.write(text, "latin1", () => resolve());
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Everything that was received until the other side closed. */
  async readToEnd(): Promise<string> {
    if (!this.#isClosed) await once(this.#socket, "close");
    return this.#received;
  }
}

/** Sends a request as it stands, closes after the answer, and returns the whole answer. */
export async function sendRaw(port: number, lines: readonly string[], body = ""): Promise<string> {
  const connection = await RawConnection.open(port);
  await connection.write([...lines, "Connection: close", "", body].join("\r\n"));
  return connection.readToEnd();
}
