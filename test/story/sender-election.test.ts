import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isUpdateOwed } from "../../src/approval/notice.js";
import type { AuditedStore } from "../../src/service/ports/audit-trail.js";
import type { Commit } from "../../src/service/ports/store.js";
import { openEmbeddedStore } from "../../src/store/lowdb/open-embedded-store.js";
import { answers } from "../connector/behaviours.js";
import { eventually } from "../connector/eventually.js";
import { approvalCard } from "./chat-reading.js";
import type { ListeningUser } from "./listening-user.js";
import { RunningBot } from "./running-bot.js";
import { Variation } from "./tenant-variations.js";

const demo = new Variation();

let folder: string;
let bot: RunningBot;
let isSender: boolean;
/** Of how many looks at who sends the last is the first that says that it is another. */
let looksLeft: number;
/** Another process sends from the moment on in which the row of a card was begun. */
let isLostAtBegin: boolean;
beforeEach(async () => {
  isSender = true;
  isLostAtBegin = false;
  looksLeft = Number.POSITIVE_INFINITY;
  folder = await mkdtemp(join(tmpdir(), "riskgate-election-"));
  bot = await RunningBot.start({
    sendLimits: "teams",
    openStore: async (tenantId, clock) =>
      electable(await openEmbeddedStore({ folder, tenantId, clock })),
  });
});
afterEach(async () => {
  await bot.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A store of which another process may become the one that sends. */
function electable(store: AuditedStore): AuditedStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === "isSender") {
        return () => {
          looksLeft -= 1;
          if (looksLeft === 0) isSender = false;
          return isSender;
        };
      }
      if (name === "commit" && isLostAtBegin) {
        return async (commit: Commit) => {
          const result = await target.commit(commit);
          const { notices } = commit.value;
          if (notices.some((n) => n.kind === "approvalCard" && n.sendingSince !== undefined))
            isSender = false;
          return result;
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function cardRow(objectId: string) {
  const { notices } = await bot.request("R-1001");
  return notices.find((n) => n.recipient === objectId && n.kind === "approvalCard");
}

it("N2 what waits for its turn is not posted by a process that sends no more", async () => {
  const [riley, sam] = await bot.installed("riley", "sam");
  const { connector } = bot;
  const cards = () =>
    connector.requestsTo({ name: "post", conversationId: sam.conversationId }).length;
  const greetings = cards();
  connector.script({ name: "post", conversationId: sam.conversationId }, answers.slow(700), 1);
  await riley.say('request "Finance Data" because quarterly close');
  await riley.say('request "Customer Records" because quarterly close');
  await eventually(() => cards() > greetings);
  isSender = false;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(cards()).toBe(greetings + 1);
  isSender = true;
  await eventually(() => cards() > greetings + 1);
});

/** Of the people of this request only Sam can be reached, so that every look of the sender is for him. */
async function askFor(before: () => void = () => undefined): Promise<ListeningUser> {
  const [sam] = await bot.installed("sam");
  await eventually(() => sam.messages().length === 1);
  await bot.quiet();
  before();
  const asked = await bot.post({
    accessPackageAssignmentRequestId: randomUUID(),
    requestor: { objectId: demo.id("riley") },
    accessPackage: { id: demo.packageId("Finance Data") },
    justification: "Quarterly close",
  });
  expect(asked.status).toBe(202);
  return sam;
}

it("N2 a row that was begun and not posted, because another node sends by then, waits for no sign of life", async () => {
  const sam = await askFor(() => {
    isLostAtBegin = true;
  });
  const row = await eventually(async () => {
    const now = await cardRow(sam.objectId);
    return now?.failure !== undefined && now;
  });
  expect(row).toMatchObject({ state: "pending", failure: "another node sends", reposts: 0 });
  expect(row.copies).toEqual([]);
  expect(row.sendingSince).toBeUndefined();
  expect(sam.messages().length).toBe(1);
  isLostAtBegin = false;
  isSender = true;
  await approvalCard(sam);
  expect(await cardRow(sam.objectId)).toMatchObject({ reposts: 0 });
});

it("N3 a card that was loaded and not updated, because another node sends by then, is left to that node", async () => {
  const sam = await askFor();
  const card = await approvalCard(sam);
  await bot.quiet();
  const updates = () =>
    bot.connector.requestsTo({ name: "update", conversationId: sam.conversationId }).length;
  looksLeft = 2;
  await sam.click(card, "deny", { justification: "Not needed" });
  await eventually(() => !isSender);
  await eventually(() => looksLeft < -2);
  expect(updates()).toBe(0);
  const row = await cardRow(sam.objectId);
  expect(row && isUpdateOwed(row)).toBe(true);
  isSender = true;
  await eventually(() => updates() === 1);
});
