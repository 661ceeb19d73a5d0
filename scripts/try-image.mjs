// Tries the Dockerfile where there is no Docker: lays the file tree of every stage by the same steps in a folder, runs the
// program of the last one as another user who may write to its data folder alone, and says how large it is.
// Usage: node scripts/try-image.mjs [FOLDER]   (a temporary one unless said; needs the npm registry, and root to change user)
import { execFileSync, spawn } from "node:child_process";
import {
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join } from "node:path";
import { readCopy, readStages } from "./dockerfile.mjs";

const root = join(import.meta.dirname, "..");
const USER = 1000;
const PATIENCE = 60_000;
const MIB = 1024 * 1024;
/** Where files are that are not in Node's own image: the program, what it needs, and its cards. */
const PROGRAM = "/app";

const given = process.argv[2];
const folder = given ?? mkdtempSync(join(tmpdir(), "riskgate-image-"));
try {
  const stages = readStages(readFileSync(join(root, "Dockerfile"), "utf8"));
  for (const stage of stages) layStage(stage);
  const last = join(folder, stages.at(-1)?.alias ?? "");
  const { bytes, files } = measure(join(last, PROGRAM));
  await runReadOnly(last);
  console.log(
    `The program and its packages have ${(bytes / MIB).toFixed(1)} MiB in ${files} files, on top of Node's image.`,
  );
} finally {
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
}

/** @param {import("./dockerfile.mjs").Stage} stage */
function layStage({ alias, instructions }) {
  const base = join(folder, alias);
  let place = base;
  for (const { name, text, ...rest } of instructions) {
    if (name === "WORKDIR") {
      place = join(base, text);
      mkdirSync(place, { recursive: true });
    }
    if (name === "COPY") layCopy(base, place, { name, text, ...rest });
    // The user and the data folder of the image are made by hand below: this machine has others.
    if (name === "RUN" && !text.startsWith("install -d")) {
      console.log(`${alias}: ${text}`);
      execFileSync("sh", ["-c", text], { cwd: place, stdio: ["ignore", "ignore", "inherit"] });
    }
  }
}

/**
 * @param {string} base
 * @param {string} place
 * @param {import("./dockerfile.mjs").Instruction} instruction
 */
function layCopy(base, place, instruction) {
  const { from, sources, target } = readCopy(instruction);
  const to = isAbsolute(target) ? join(base, target) : join(place, target);
  for (const source of sources) {
    const path = from === undefined ? join(root, source) : join(folder, from, source);
    const isInto = target.endsWith("/") || sources.length > 1;
    cpSync(path, isInto ? join(to, basename(source)) : to, { recursive: true });
  }
}

/**
 * @param {string} path
 * @returns {{ bytes: number, files: number }}
 */
function measure(path) {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map((file) => lstatSync(join(file.parentPath, file.name)).size);
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: files.length };
}

/** Starts the program with credentials and a tenant file, waits for its health check, and stops it. @param {string} last */
async function runReadOnly(last) {
  const app = join(last, PROGRAM);
  execFileSync("chmod", ["-R", "a-w,a+rX", last]);
  const data = mkdtempSync(join(tmpdir(), "riskgate-image-data-"));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(data, USER, USER);
  execFileSync("chmod", ["a+x", folder]);
  const port = await findFreePort();
  const tenantFile = join(data, "tenant.json");
  cpSync(join(root, "env/demo/tenant.json"), tenantFile);
  if (isRoot) chownSync(tenantFile, USER, USER);
  const { tenantId } = JSON.parse(readFileSync(tenantFile, "utf8"));
  const options = {
    cwd: app,
    ...(isRoot && { uid: USER, gid: USER }),
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      ...{ PORT: String(port), DATA_DIR: join(data, "store"), TENANT_FILE: tenantFile },
      ...{ MicrosoftAppId: "00000000-0000-4000-8000-000000000002", MicrosoftAppTenantId: tenantId },
      ...{ MicrosoftAppType: "SingleTenant", MicrosoftAppPassword: "not-used-here" },
    },
  };
  const bot = spawn(process.execPath, ["dist/main.js"], {
    ...options,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await waitForLine(bot, '"listening"');
    execFileSync(process.execPath, ["dist/health-check.js"], { ...options, timeout: PATIENCE });
    bot.kill("SIGTERM");
    const code = await new Promise((resolve) => bot.once("exit", resolve));
    if (code !== 0) throw new Error(`SIGTERM ended it with ${code}.`);
    const who = isRoot ? `as user ${USER}` : "as this user";
    console.log(
      `It started ${who} on a tree that nobody may write to, answered its health check, and stopped in order.`,
    );
  } finally {
    bot.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  }
}

/**
 * @param {import("node:child_process").ChildProcess} bot
 * @param {string} word
 */
function waitForLine(bot, word) {
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`It did not start: ${text}`)), PATIENCE);
    bot.once("exit", (code) => reject(new Error(`It ended with ${code}: ${text}`)));
    bot.stdout?.on("data", (chunk) => {
      text += chunk;
      if (!text.includes(word)) return;
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}
