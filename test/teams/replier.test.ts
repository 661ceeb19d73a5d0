import { expect, it } from "vitest";
import type { PostOutcome } from "../../src/teams/connector/post-outcome.js";
import { createReplier } from "../../src/teams/replier.js";

const TO = {
  tenantId: "t",
  conversationId: "a:1",
  serviceUrl: "https://teams.example",
  botId: "28:b",
};
const SENT: PostOutcome = { kind: "sent", activityId: "1" };
const log = { debug() {}, info() {}, warn() {}, error() {} };

/** Teams gives these outcomes one after the other; how often it was asked. */
async function askedFor(outcomes: readonly PostOutcome[]): Promise<number> {
  let asked = 0;
  const post = async (): Promise<PostOutcome> => outcomes[asked++] ?? SENT;
  const unused = () => Promise.reject(new Error("not asked for"));
  const pacer = { run: <T>(_: string, __: number, task: () => Promise<T>) => task(), hold() {} };
  const replier = createReplier(
    { post, update: unused, openChat: unused, remove: unused },
    pacer as unknown as Parameters<typeof createReplier>[1],
  );
  replier.reply(TO, [{ text: "hello" }] as unknown as Parameters<typeof replier.reply>[1], log);
  await replier.drained();
  return asked;
}

it.each<PostOutcome>([
  { kind: "retry", reason: "busy", detail: "503" },
  { kind: "lockedOut", detail: "no token in time" },
])("an answer that met a fault of a moment is posted again: %j", async (fault) => {
  expect(await askedFor([fault])).toBe(2);
});

it.each<PostOutcome>([
  { kind: "rejected", detail: "400" },
  { kind: "unknown", detail: "reset" },
  { kind: "gone", detail: "404" },
])("an answer that cannot be posted, or may have been, is not posted again: %j", async (fault) => {
  expect(await askedFor([fault])).toBe(1);
});
