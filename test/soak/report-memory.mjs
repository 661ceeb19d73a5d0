// Loaded into the program before it starts: answers every message of the parent with what the process holds, after a
// forced collection. Needs --expose-gc and an IPC channel.
import { monitorEventLoopDelay } from "node:perf_hooks";

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

process.on("message", () => {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const milliseconds = (/** @type {number} */ nanoseconds) => Math.round(nanoseconds / 1e5) / 10;
  process.send?.({
    heapUsed,
    rss,
    handles: process.getActiveResourcesInfo().filter((kind) => kind !== "Immediate"),
    delayP50: milliseconds(delay.percentile(50)),
    delayP99: milliseconds(delay.percentile(99)),
    delayMax: milliseconds(delay.max),
  });
});
process.channel?.unref();
