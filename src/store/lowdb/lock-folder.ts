import { createHash, randomBytes, randomInt } from "node:crypto";
import { closeSync, mkdirSync, openSync, realpathSync, renameSync } from "node:fs";
import { readdir, unlink } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type FolderLock, FolderLockedError } from "./file-system.js";

const TRIES = 3;
/** Longest path of a socket on the system with the smallest limit (macOS), less the ending. */
const MAX_SOCKET_PATH = 103;

/**
 * Keeps every other process out of a folder, without a native module. What is held is a listening socket, because the
 * operating system takes it away with the process, `kill -9` included; a lock file with a process id would outlive its
 * process, and the id means nothing in another container. The socket lies in the folder itself: the folder is what has
 * to be alone, and a socket with a path is found from every container on the machine that mounts the folder, an
 * abstract one is not. Windows has no such file: there it is a named pipe, which only one process can create.
 *
 * Two processes that find the same dead socket could each replace it, so nothing is ever replaced. Everybody listens
 * under a name of his own first and looks for others second; of two, the later one always sees the earlier.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  if (process.platform === "win32") return lockByPipe(folder);
  for (let left = TRIES; ; left -= 1) {
    try {
      return await lockBySocket(folder);
    } catch (error) {
      // Two that start in the same moment see each other and would both give up.
      if (!(error instanceof FolderLockedError) || left === 1) throw error;
      await wait(randomInt(20, 200));
    }
  }
}

async function lockBySocket(folder: string): Promise<FolderLock> {
  const lockPath = join(folder, "lock");
  mkdirSync(lockPath, { recursive: true, mode: 0o700 });
  const place = shortenPath(lockPath);
  const name = `${randomBytes(6).toString("hex")}-${process.pid}.sock`;
  const server = createServer((socket) => socket.destroy());
  server.unref();
  const release = async (): Promise<void> => {
    await unlink(join(lockPath, name)).catch(() => undefined);
    server.close();
    place.close();
  };
  try {
    // Between bind and listen a socket looks dead to others; it gets its visible name only once it listens.
    await listen(server, join(place.path, `${name}.new`));
    renameSync(join(lockPath, `${name}.new`), join(lockPath, name));
    for (const other of await readdir(lockPath)) {
      if (other === name || !other.endsWith(".sock")) continue;
      if (await isAlive(join(place.path, other)))
        throw new FolderLockedError(folder, processOf(other));
      await unlink(join(lockPath, other)).catch(() => undefined);
    }
    return { release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function lockByPipe(folder: string): Promise<FolderLock> {
  mkdirSync(folder, { recursive: true });
  const digest = createHash("sha256").update(realpathSync(folder).toLowerCase()).digest("hex");
  const server = createServer((socket) => socket.destroy());
  server.unref();
  try {
    await listen(server, `\\\\.\\pipe\\riskgate-${digest}`);
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") throw new FolderLockedError(folder, undefined);
    throw error;
  }
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Linux reaches a folder of any depth by its descriptor; elsewhere a long path is refused by the system. */
function shortenPath(folder: string): { readonly path: string; close(): void } {
  const longest = join(folder, `${"0".repeat(12)}-4194304.sock.new`);
  if (process.platform !== "linux" || Buffer.byteLength(longest) <= MAX_SOCKET_PATH) {
    return { path: folder, close: () => undefined };
  }
  const descriptor = openSync(folder, "r");
  return { path: `/proc/self/fd/${descriptor}`, close: () => closeSync(descriptor) };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Only a refused connection, or no socket at all, proves that nobody is there. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error) =>
      resolve(!["ECONNREFUSED", "ENOENT"].includes(codeOf(error) ?? "")),
    );
  });
}

function processOf(name: string): number | undefined {
  const id = Number(/-(\d+)\.sock$/.exec(name)?.[1]);
  return Number.isSafeInteger(id) ? id : undefined;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
