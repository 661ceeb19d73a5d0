/** Bytes of one request: a multiple of 320 KiB, as upload sessions of OneDrive want it. */
const PIECE = 32 * 320 * 1024;
/** One request of an upload is given up after this span. Milliseconds. */
const PATIENCE = 60_000;

/** OneDrive for Business of every cloud. */
const UPLOAD_HOSTS = /(^|\.)sharepoint(-mil)?\.(com|us|cn|de)$/;

/**
 * Whether bytes may be sent to this address: https on a SharePoint host and its own port. In local mode a loopback
 * address is one too, so that the road can be tried without Teams.
 */
export function isUploadAddress(address: string, isLocal: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  if (username !== "" || password !== "") return false;
  if (isLocal && protocol === "http:" && hostname === "127.0.0.1") return true;
  return protocol === "https:" && port === "" && UPLOAD_HOSTS.test(hostname);
}

/**
 * Puts a file to the one-time address that Teams gave after the consent (Teams: send and receive files). Rejects when
 * any piece is refused; redirects are not followed.
 */
export async function uploadFile(address: string, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    const response = await fetch(address, {
      method: "PUT",
      headers: {
        "Content-Type": "application/octet-stream",
        "Content-Range": `bytes ${at}-${at + piece.length - 1}/${bytes.length}`,
      },
      body: new Uint8Array(piece),
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the upload was refused with ${response.status}`);
  }
}
