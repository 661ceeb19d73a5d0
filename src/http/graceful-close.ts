import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Prepares a server, before it listens, for an end in good order. The function that is returned stops accepting, ends
 * every connection as soon as it has no request in flight, and cuts the rest off after `patience` milliseconds. It
 * resolves when all are gone, also when the server does not listen.
 *
 * Node's own `closeIdleConnections` leaves a connection open on which nothing was ever asked, such as a browser opens
 * in advance; hence the count.
 */
export function prepareGracefulClose(server: Server): (patience: number) => Promise<void> {
  const inFlight = new Map<Socket, number>();
  let isClosing = false;

  server.on("connection", (socket: Socket) => {
    inFlight.set(socket, 0);
    socket.once("close", () => inFlight.delete(socket));
  });
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    inFlight.set(socket, (inFlight.get(socket) ?? 0) + 1);
    response.once("close", () => {
      const rest = (inFlight.get(socket) ?? 1) - 1;
      // A socket that has closed stays forgotten.
      if (inFlight.has(socket)) inFlight.set(socket, rest);
      if (isClosing && rest === 0) socket.destroySoon();
    });
  });

  return (patience) =>
    new Promise((resolve) => {
      isClosing = true;
      const cutOff = setTimeout(() => server.closeAllConnections(), patience);
      server.close(() => {
        clearTimeout(cutOff);
        resolve();
      });
      for (const [socket, count] of inFlight) if (count === 0) socket.destroySoon();
    });
}
