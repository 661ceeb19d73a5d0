import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** The preferred port if it is free on loopback, else any free one. */
export async function choosePort(preferred: number): Promise<number> {
  return (await probePort(preferred)) ?? (await probePort(0)) ?? preferred;
}

async function probePort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host: "127.0.0.1", exclusive: true });
    await once(server, "listening");
    const found = (server.address() as AddressInfo).port;
    server.close();
    await once(server, "close");
    return found;
  } catch {
    return undefined;
  }
}
