/**
 * Stands between the real program and its disk, its network and its clock: `node --import preload.mjs dist/main.js`. The
 * program is the one that is delivered; only a process that a test starts this way can be ended or misled.
 *
 * `FAULTS` is JSON: `failAt`, the name of a fail point; `after`, how often it is passed by first; `speed`, how many
 * times faster both clocks run; `from`, the instant of the wall clock at the start. Messages over the channel to the
 * parent: `{ shift }` moves the wall clock by milliseconds, `{ disk }` is the code that every write fails with, or null.
 */
import diagnostics from "node:diagnostics_channel";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { relative, resolve } from "node:path";
import { FAIL_POINTS } from "./fail-points.mjs";

/** @type {{ failAt?: string; after?: number; speed?: number; from?: number }} */
const faults = JSON.parse(process.env.FAULTS ?? "{}");
const folder = resolve(process.env.DATA_DIR ?? "data");
const point = FAIL_POINTS.find(({ name }) => name === faults.failAt);
if (faults.failAt !== undefined && !point) throw new Error(`No such fail point: ${faults.failAt}`);
let passes = faults.after ?? 0;
/** @type {string | null} */
let diskFault = null;
let shift = 0;

const real = { ...fs };
/** @type {Map<number, { path: string; text: string }>} */
const files = new Map();

/** @param {string} op @param {string} path @param {string} [text] */
function isAt(op, path, text = "") {
  if (point?.op !== op || !point.at.test(path)) return false;
  if (point.text && !point.text.test(text)) return false;
  if (passes === 0) return true;
  passes -= 1;
  return false;
}

/** @returns {never} */
function die() {
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

/** @param {string} path */
function below(path) {
  return relative(folder, String(path)).replaceAll("\\", "/");
}

/** @param {string} path */
function diskError(path) {
  if (diskFault === null || below(path).startsWith("..")) return undefined;
  return Object.assign(new Error(`${diskFault}: a fault of the test, '${path}'`), {
    code: diskFault,
  });
}

/**
 * Wraps an operation with a callback as its last argument.
 * @param {string} op
 * @param {(...given: any[]) => void} act
 * @param {(given: any[]) => { path: string; text?: string }} read
 */
function around(op, act, read) {
  return (/** @type {any[]} */ ...given) => {
    const callback = given.pop();
    const { path, text } = read(given);
    const error = diskError(resolve(folder, path));
    if (error) return void setImmediate(callback, error);
    const isHere = isAt(op, path, text);
    if (isHere && point?.when === "before") die();
    act(...given, (/** @type {any[]} */ ...results) => {
      if (isHere) die();
      callback(...results);
    });
  };
}

const writable = Object.assign(fs, {
  open: around(
    "open",
    (path, flags, mode, callback) =>
      real.open(path, flags, mode, (error, descriptor) => {
        if (!error) files.set(descriptor, { path: below(path), text: "" });
        callback(error, descriptor);
      }),
    ([path]) => ({ path: below(path) }),
  ),
  rename: around("rename", real.rename, ([, to]) => ({ path: below(to) })),
  fsync: around("sync", real.fsync, ([descriptor]) => files.get(descriptor) ?? { path: "../" }),
  unlinkSync: (/** @type {string} */ path) => {
    const error = diskError(path);
    if (error) throw error;
    const isHere = isAt("remove", below(path));
    if (isHere && point?.when === "before") die();
    real.unlinkSync(path);
    if (isHere) die();
  },
  closeSync: (/** @type {number} */ descriptor) => {
    files.delete(descriptor);
    real.closeSync(descriptor);
  },
  writeSync: (
    /** @type {number} */ descriptor,
    /** @type {any} */ text,
    /** @type {any[]} */ ...rest
  ) => {
    const file = files.get(descriptor);
    if (!file || typeof text !== "string") return real.writeSync(descriptor, text, ...rest);
    const error = diskError(resolve(folder, file.path));
    if (error) throw error;
    file.text = text;
    const isHere = isAt("write", file.path, text);
    if (isHere && point?.when === "before") die();
    if (isHere) real.writeSync(descriptor, text.slice(0, text.length / 2), ...rest);
    if (isHere) die();
    return real.writeSync(descriptor, text, ...rest);
  },
});
if (writable) syncBuiltinESMExports();

diagnostics.subscribe("http.client.request.start", (message) => {
  const { request } = /** @type {{ request: import("node:http").ClientRequest }} */ (message);
  if (request.method === "POST" && isAt("send", request.path)) die();
});
diagnostics.subscribe("http.client.response.finish", (message) => {
  const { request } = /** @type {{ request: import("node:http").ClientRequest }} */ (message);
  if (request.method === "POST" && isAt("answer", request.path)) die();
});

const { write } = net.Socket.prototype;
if (point?.op === "statement") {
  /** @param {any[]} given */
  net.Socket.prototype.write = function (...given) {
    const sent = Buffer.isBuffer(given[0]) ? given[0].toString("latin1") : "";
    if (isAt("statement", sent)) {
      if (point.when === "before") die();
      // What is written together leaves together, when this is over.
      if (point.when === "half") setImmediate(die);
      if (point.when === "after") this.prependOnceListener("data", die);
    }
    return Reflect.apply(write, this, given);
  };
}

const speed = faults.speed ?? 1;
const clocks = { wall: Date.now(), steady: performance.now() };
const readWall = Date.now.bind(Date);
const readSteady = performance.now.bind(performance);
Date.now = () =>
  Math.floor((faults.from ?? clocks.wall) + (readWall() - clocks.wall) * speed + shift);
performance.now = () => clocks.steady + (readSteady() - clocks.steady) * speed;

process.on("message", (/** @type {{ shift?: number; disk?: string | null }} */ told) => {
  if (told.shift !== undefined) shift += told.shift;
  if (told.disk !== undefined) diskFault = told.disk;
  process.send?.("done");
});
process.channel?.unref();
