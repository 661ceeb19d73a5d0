// Loaded into the bot before it starts: a message "begin" starts a profile of its main thread, "end" answers with it.
import { Session } from "node:inspector/promises";

const session = new Session();
session.connect();
await session.post("Profiler.enable");

process.on("message", async (message) => {
  if (message === "begin") await session.post("Profiler.start");
  const { profile } = message === "end" ? await session.post("Profiler.stop") : {};
  process.send?.({ profile });
});
process.channel?.unref();
