import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TurnContext } from "botbuilder";
import type { TeamsAdapter } from "../../../src/teams/connector/adapter.js";

/** The smallest HTTP server around an adapter, for tests of the adapter itself. */
export async function startInlineBot(
  adapter: TeamsAdapter,
  logic: (context: TurnContext) => Promise<void>,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    const body = text === "" ? undefined : JSON.parse(text);
    const response = {
      socket: null,
      header: (name: string, value: string) => outgoing.setHeader(name, value),
      status: (status: number) => {
        outgoing.statusCode = status;
      },
      send: (value: unknown) => {
        outgoing.setHeader("content-type", "application/json");
        outgoing.write(typeof value === "string" ? value : JSON.stringify(value));
      },
      end: () => outgoing.end(),
    };
    const { method = "", headers } = incoming;
    await adapter.process({ method, headers, body }, response, logic);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/messages`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
