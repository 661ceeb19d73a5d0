import { it } from "vitest";
import { randomSource } from "../audit/random-source.js";
import { eventually } from "../connector/eventually.js";
import { writeFiguresOfAll } from "../reliability/figures.js";
import { liveThrough } from "./random-faults.js";
import { RunningBot } from "./running-bot.js";

/** `SENDER_SEED` repeats a failure; `SENDER_RUNS` makes it longer. */
const SEED = Number(process.env.SENDER_SEED ?? 20_261_123);
const RUNS = Number(process.env.SENDER_RUNS ?? (process.env.CI ? 120 : 40));
const BOTS = 4;
/** Of a connector that never answers. Milliseconds. */
const TIMEOUT = 700;
const figures = { "requests through random faults": 0, "faults injected": 0, seed: SEED };

writeFiguresOfAll({
  suite: RUNS > 120 ? "random-faults-long" : "random-faults",
  promise: "N2, N3, A4: whatever Teams does, the ledger adds up and says what happened",
  tried:
    "random faults of every kind, clicks, restarts and people who come and go, to the whole bot; the ledger and the chats are compared",
  figures,
});

it.each(Array.from({ length: BOTS }, (_, i) => SEED + i))(
  "N2 N3 A4 whatever Teams does, the ledger adds up and says what happened (seed %d)",
  async (seed) => {
    const random = randomSource(seed);
    // One of the bots keeps to the limits of Teams.
    const sendLimits = seed === SEED ? "teams" : "off";
    const bot = await RunningBot.start({ connectorTimeout: TIMEOUT, sendLimits });
    try {
      const [riley, ...approvers] = await bot.installed("riley", "sam", "ada", "morgan", "omar");
      await eventually(() => approvers.every((person) => person.messages().length > 0), {
        timeoutMs: 20_000,
      });
      for (let run = 0; run < RUNS / BOTS; run += 1) {
        await liveThrough(bot, { riley, approvers }, random, run).catch((error: unknown) => {
          throw new Error(`run ${run} of seed ${seed}: ${error}`, { cause: error });
        });
        figures["requests through random faults"] += 1;
      }
      figures["faults injected"] += bot.connector.misbehaved;
    } finally {
      await bot.stop();
    }
  },
  600_000 + RUNS * 1_000,
);
