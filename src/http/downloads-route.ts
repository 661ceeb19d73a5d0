import type { ServerResponse } from "node:http";
import { type HttpRefusal, refuseWith } from "./http-refusal.js";
import { isLoopbackCaller } from "./loopback.js";
import type { RouteHandler } from "./route-handler.js";
import { DOWNLOADS, ownPart } from "./route-of.js";

/** A file under a random path; the path works once. */
export interface Download {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export type TakeDownload = (token: string) => Download | undefined;

/** `GET /downloads/<token>`, in local mode only: the file, once, to a caller on this machine. */
export function createDownloadsRoute(take: TakeDownload): RouteHandler {
  return async (request, response) => {
    if (!isLoopbackCaller(request))
      return refuseWith("forbidden", "Files are for callers on the same machine only.");
    const file = take(ownPart(DOWNLOADS, request.url));
    if (!file) return refuseGone();
    sendFile(response, file);
    return undefined;
  };
}

function sendFile(response: ServerResponse, file: Download): void {
  response.writeHead(200, {
    "Content-Type": file.contentType,
    "Content-Length": file.bytes.length,
    "Content-Disposition": `attachment; filename="${file.name.replaceAll(/[^A-Za-z0-9.-]/g, "-")}"`,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(file.bytes);
}

function refuseGone(): HttpRefusal {
  return refuseWith("notFound", "There is no such file: the link was used, or it has expired.");
}
