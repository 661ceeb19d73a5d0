import { readdirSync, readFileSync } from "node:fs";

/** Of a clock tick of /proc, in milliseconds: the same on every Linux of today. */
const TICK = 10;
/** Places after the name in /proc/PID/stat. */
const PARENT = 1;
const USER = 11;
const SYSTEM = 12;
const CHILDREN_USER = 13;
const CHILDREN_SYSTEM = 14;

/** Processor time of a process so far, in milliseconds. Linux only: 0 elsewhere. */
export function processorTimeOf(pid: number | undefined): number {
  const fields = pid === undefined ? undefined : readFields(pid);
  return fields ? ticks(fields, USER, SYSTEM) : 0;
}

/** Of a server that gives every connection a process: its own, of those that run, and of those that have ended. */
export function processorTimeOfFamily(pid: number): number {
  const own = readFields(pid);
  if (!own) return 0;
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readFields(Number(name)))
    .filter((fields) => fields !== undefined)
    .filter((fields) => Number(fields[PARENT]) === pid);
  return [...children, own].reduce(
    (sum, fields) => sum + ticks(fields, USER, SYSTEM),
    ticks(own, CHILDREN_USER, CHILDREN_SYSTEM),
  );
}

/** Memory that a process holds, in MB. Linux only: 0 elsewhere. */
export function residentMemoryOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

function ticks(fields: readonly string[], ...places: number[]): number {
  return places.reduce((sum, place) => sum + Number(fields[place] ?? 0) * TICK, 0);
}

/** What follows the name, which may hold spaces. */
function readFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
