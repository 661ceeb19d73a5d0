import { readFileSync } from "node:fs";

/**
 * How long this process was ready to run and had to wait for a processor, since it began. Milliseconds; 0 where the machine does
 * not tell (only Linux does).
 */
export function keptWaiting(): number {
  try {
    const [, waited] = readFileSync("/proc/self/schedstat", "utf8").split(" ");
    return Number(waited) / 1e6;
  } catch {
    return 0;
  }
}
