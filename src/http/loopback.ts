import type { IncomingMessage } from "node:http";
import { isIPv4 } from "node:net";

/** An address of this machine as Node reports it: 127.0.0.0/8, also mapped to IPv6, and ::1. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  if (address === "::1") return true;
  const plain = address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address;
  return isIPv4(plain) && plain.startsWith("127.");
}

/** A `Host` header that names this machine: `localhost`, 127.0.0.0/8 or `[::1]`, with or without a port. */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = /^([a-z0-9.]+|\[::1\])(?::\d{1,5})?$/i.exec(host ?? "")?.[1]?.toLowerCase();
  if (name === undefined) return false;
  return name === "localhost" || name === "[::1]" || (isIPv4(name) && name.startsWith("127."));
}

/** An `Origin` header of a page that this machine served. `null`, which any page can obtain, is none. */
export function isLoopbackOrigin(origin: string): boolean {
  const host = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1];
  return host !== undefined && isLoopbackHost(host);
}

/** A caller on this machine who speaks for himself: one behind a local proxy could be anybody. */
export function isLoopbackCaller(request: IncomingMessage): boolean {
  const { headers, socket } = request;
  const isForwarded =
    headers.forwarded !== undefined ||
    headers["x-forwarded-for"] !== undefined ||
    headers["x-real-ip"] !== undefined ||
    headers.via !== undefined;
  return !isForwarded && isLoopbackAddress(socket.remoteAddress);
}
