import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { Server as NetServer } from "node:net";
import type { Duplex } from "node:stream";
import { createStreamGate } from "./playground-stream-gate.js";

// The process of one Playground window: Microsoft's program with what local mode promises added around it.

/** The Playground listens on every address of the machine; a window must not be reachable from outside. */
function listenOnLoopback(): void {
  const listen = NetServer.prototype.listen as (this: NetServer, ...args: unknown[]) => NetServer;
  NetServer.prototype.listen = function (this: NetServer, ...args: unknown[]) {
    const [port] = args;
    const callback = args.find((argument) => typeof argument === "function");
    return typeof port === "number"
      ? listen.call(this, { port, host: "127.0.0.1" }, callback)
      : listen.apply(this, args);
  };
}

/** No other web page may drive a window: neither by posting to it nor by pointing a name at loopback. */
function isForeign({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? "";
  if (!/^(localhost|127(\.\d{1,3}){3})(:\d+)?$/.test(host)) return true;
  return headers.origin !== undefined && headers.origin !== `http://${host}`;
}

function guardRequests(): void {
  const gate = createStreamGate();
  const emit = Server.prototype.emit as (
    this: Server,
    event: string | symbol,
    ...args: unknown[]
  ) => boolean;

  const noticePage = (path: string, response: ServerResponse) => {
    if (path === "/") {
      // A page out of the browser's cache would go unnoticed.
      response.setHeader("cache-control", "no-store");
      gate.pageRequested();
    } else if (path === "/_internal/v1/config") {
      response.on("finish", () => gate.settingsAnswered());
    }
  };

  Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]) {
    const pass = () => emit.call(this, event, ...args);
    if (event !== "request" && event !== "upgrade") return pass();
    const request = args[0] as IncomingMessage;
    const path = request.url?.split("?", 1)[0] ?? "";
    if (event === "request") {
      const response = args[1] as ServerResponse;
      if (isForeign(request)) response.writeHead(403).end();
      else {
        noticePage(path, response);
        pass();
      }
    } else {
      const socket = args[1] as Duplex;
      if (isForeign(request)) socket.destroy();
      else if (path.startsWith("/_ws_conversation/")) gate.openStream(socket, pass);
      else pass();
    }
    return true;
  };
}

// Ends with the bot, also when the bot is killed: the channel between them closes with either.
process.on("disconnect", () => process.exit(0));
// Ctrl+C reaches both; the bot still has cards to send then, and stops its windows last.
process.on("SIGINT", () => undefined);
listenOnLoopback();
guardRequests();
createRequire(import.meta.url)("@microsoft/m365agentsplayground/cli.js");
