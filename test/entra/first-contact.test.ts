import { afterEach, beforeEach, expect, it } from "vitest";
import { MINUTE } from "../../src/approval/instant.js";
import { answers } from "../connector/behaviours.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard, openApproval } from "../story/chat-reading.js";
import type { ListeningUser } from "../story/running-bot.js";
import { EntraBot } from "./entra-bot.js";

const INSTALL = /installedApps$/;
let entra: EntraBot;
let sam: ListeningUser;
beforeEach(async () => {
  entra = await EntraBot.start();
  sam = entra.bot.user("sam");
});
afterEach(() => entra.stop());

const idOf = (answer: { body: Record<string, unknown> }) => String(answer.body.id);
const review = async () => idOf(await entra.bot.post(entra.ask("riley", "Finance Data")));
const installsFor = (user: ListeningUser) =>
  entra.graph.seenAt(INSTALL).filter(({ path }) => path.includes(user.objectId));

it("A4 an approver who has never written gets his card: the bot installs itself and opens the chat", async () => {
  const id = await review();
  const card = await approvalCard(sam, id);
  expect(entra.graph.world.installedFor.has(sam.objectId)).toBe(true);
  await sam.click(card, "approve", { justification: "known travel" });
  await eventually(async () => (await entra.bot.request(id)).state === "handedOver");
  const { store } = entra.bot.riskgate.context;
  const person = (await store.load("person", sam.objectId))?.value;
  expect(person?.conversation?.mri).toBe(sam.mri);
  expect(installsFor(sam)).toHaveLength(1);
});

it("A4 one who has it already, as Graph says, is written to as well", async () => {
  entra.graph.world.installedFor.add(sam.objectId);
  await approvalCard(sam, await review());
  expect(installsFor(sam).map(({ status }) => status)).toEqual([409]);
});

it("A4 without the permission he is unreachable as before, and is not asked for again at once", async () => {
  entra.graph.trouble(INSTALL, { status: 403, code: "Forbidden", times: 1_000 });
  const id = await review();
  await eventually(async () => (await entra.bot.request(id)).stages[0]?.escalatedAt !== undefined);
  const { stages, notices } = await entra.bot.request(id);
  expect(stages[0]?.escalationReason).toBe("nobodyReached");
  const failed = notices.filter((notice) => notice.recipient === sam.objectId);
  expect(failed.map(({ state, failure }) => [state, failure])).toEqual([
    ["failed", "unreachable: the bot is not installed"],
  ]);
  expect(installsFor(sam)).toHaveLength(1);
  await sam.install();
  await approvalCard(sam, id);
});

it.each([
  ["a Graph that does not answer", { status: 500 }],
  ["a refusal of something on the way to it", { status: 403, text: "<html>blocked</html>" }],
])("A4 %s makes the card wait, not fail", async (_, trouble) => {
  entra.graph.trouble(INSTALL, { ...trouble, times: 1_000 });
  const id = await review();
  await eventually(() => installsFor(sam).length > 0);
  await eventually(async () =>
    (await entra.bot.request(id)).notices.some(
      ({ recipient, failure }) => recipient === sam.objectId && failure === "firstContact",
    ),
  );
  expect(openApproval(sam, id)).toBeUndefined();
  entra.graph.calmDown();
  entra.bot.clock.forward(1 * MINUTE);
  await approvalCard(sam, id);
});

it("A4 a bot that Teams does not let in has refused nobody: the card waits until it does", async () => {
  const repair = entra.bot.connector.script({ name: "createConversation" }, answers.unauthorized());
  const id = await review();
  await eventually(async () =>
    (await entra.bot.request(id)).notices.some(
      ({ recipient, failure }) => recipient === sam.objectId && failure === "firstContact",
    ),
  );
  const { notices, stages } = await entra.bot.request(id);
  expect(
    notices.filter(({ kind, state }) => kind === "approvalCard" && state === "failed"),
  ).toEqual([]);
  expect(stages[0]?.escalatedAt).toBeUndefined();
  repair();
  await eventually(() => {
    entra.bot.clock.forward(1_000);
    return openApproval(sam, id);
  });
});

it("A4 whoever has removed the bot is brought it back for a card that waits for him, not for news", async () => {
  const riley = entra.bot.user("riley");
  for (const user of [sam, riley]) {
    await user.install();
    await user.uninstall();
  }
  const id = await review();
  await eventually(() => installsFor(sam).length > 0);
  await eventually(async () =>
    (await entra.bot.request(id)).notices.some(
      ({ recipient, state }) => recipient === riley.objectId && state === "failed",
    ),
  );
  expect(installsFor(riley)).toEqual([]);
});
