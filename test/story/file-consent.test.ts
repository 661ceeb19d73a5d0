import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyExport } from "../../src/audit/verify-export.js";
import { eventually } from "../connector/eventually.js";
import { textOf } from "./chat-reading.js";
import { exportAs } from "./export-reading.js";
import { type ListeningUser, RunningBot } from "./running-bot.js";

let bot: RunningBot;
let riley: ListeningUser;
let ada: ListeningUser;
let kwame: ListeningUser;
beforeAll(async () => {
  bot = await RunningBot.start();
  [riley, ada, kwame] = await bot.installed("riley", "ada", "kwame");
  await ada.say('request "Travel Portal" because a trip');
  await eventually(async () => (await bot.requestCount()) === 1);
  await bot.quiet();
});
afterAll(() => bot.stop());

describe("the file consent of Teams", () => {
  let server: Server;
  let uploads: { range: string | undefined; body: string }[];
  let uploadUrl: string;
  beforeAll(async () => {
    uploads = [];
    server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      uploads.push({ range: request.headers["content-range"], body });
      response.statusCode = 201;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    uploadUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload?secret=1`;
  });
  afterAll(() => server.close());

  const consent = (
    user: ListeningUser,
    token: string,
    action: string,
    url = uploadUrl,
    replyToId = "",
    again?: Record<string, unknown>,
  ) =>
    user.send({
      type: "invoke",
      name: "fileConsent/invoke",
      ...(replyToId !== "" && { replyToId }),
      value: {
        type: "fileUpload",
        action,
        context: { token, ...(again && { again }) },
        uploadInfo: {
          uploadUrl: url,
          contentUrl: "https://contoso-my.sharepoint.com/audit.jsonl",
          uniqueId: "11111111-1111-4111-8111-111111111111",
          fileType: "jsonl",
          name: "audit.jsonl",
        },
      },
    });
  const tokenOf = (link: string): string => link.slice(link.lastIndexOf("/") + 1);

  it("U1 uploads to the address of the consent, once, and only for the person who asked", async () => {
    const { links } = await exportAs(kwame);
    const token = tokenOf(links.jsonl);
    await consent(ada, token, "accept");
    expect(uploads).toHaveLength(0);
    expect((await consent(kwame, token, "accept")).status).toBe(200);
    await eventually(() => uploads.length === 1);
    const [{ range, body } = { range: "", body: "" }] = uploads;
    expect(range).toBe(`bytes 0-${body.length - 1}/${body.length}`);
    expect(verifyExport(Buffer.from(body))).toMatchObject({ isIntact: true });
    const info = await eventually(() =>
      kwame.messages().find(({ activity }) => JSON.stringify(activity).includes("card.file.info")),
    );
    expect(JSON.stringify(info.activity)).toContain("contoso-my.sharepoint.com/audit.jsonl");
    await consent(kwame, token, "accept");
    await eventually(() => kwame.messages().some((m) => textOf(m).includes("no longer here")));
    expect(uploads).toHaveLength(1);
  });

  it("U1 a file that another node has written is written anew where the yes arrives, within its time, and never twice", async () => {
    const { links } = await exportAs(kwame);
    const before = uploads.length;
    const again = (until: number) => ({ isCsv: false, name: "riskgate-audit.jsonl", until });
    const until = bot.clock.now() + 60_000;
    const gone = () => kwame.messages().filter((m) => textOf(m).includes("no longer here")).length;
    const goneBefore = gone();
    await consent(kwame, "of another node", "accept", uploadUrl, "", again(bot.clock.now() - 1));
    await eventually(() => gone() === goneBefore + 1);
    await consent(ada, "of another node", "accept", "https://evil.example/x", "", again(until));
    await consent(riley, "of another node", "accept", uploadUrl, "", again(until));
    expect(uploads).toHaveLength(before);
    await consent(kwame, "of another node", "accept", uploadUrl, "", again(until));
    const { body } = await eventually(() => uploads[before]);
    expect(verifyExport(Buffer.from(body))).toMatchObject({ isIntact: true });
    const token = tokenOf(links.jsonl);
    await consent(kwame, token, "accept", uploadUrl, "", again(until));
    await eventually(() => uploads.length === before + 2);
    await consent(kwame, token, "accept", uploadUrl, "", again(until));
    await eventually(() => gone() === goneBefore + 2);
    expect(uploads).toHaveLength(before + 2);
  });

  it("N3 the card that asked is taken away when the file is on its way, or is not wanted", async () => {
    const { links } = await exportAs(kwame);
    const offer = (link: string) =>
      kwame.messages().find((message) => textOf(message).includes(link))?.id ?? "";
    const [first, second] = [offer(links.jsonl), offer(links.csv)];
    await consent(kwame, tokenOf(links.jsonl), "accept", "https://evil.example/x", first);
    await eventually(() => kwame.messages().at(-1)?.activity.text?.includes("do not send files"));
    expect(kwame.messages().some(({ id }) => id === first)).toBe(true);
    await consent(kwame, tokenOf(links.jsonl), "accept", uploadUrl, first);
    await consent(kwame, tokenOf(links.csv), "decline", uploadUrl, second);
    await eventually(() => kwame.messages().every(({ id }) => id !== first && id !== second));
  });

  it("V3 sends nothing to an address that is not SharePoint's, and nothing after a refusal", async () => {
    const { links } = await exportAs(kwame);
    const before = uploads.length;
    await consent(kwame, tokenOf(links.csv), "accept", "https://sharepoint.com.evil.example/x");
    await eventually(() =>
      kwame.messages().some((m) => textOf(m).includes("do not send files to")),
    );
    await consent(kwame, tokenOf(links.csv), "decline");
    await eventually(() => kwame.messages().some((m) => textOf(m).includes("was not sent")));
    expect((await fetch(links.csv)).status).toBe(404);
    expect(uploads).toHaveLength(before);
  });
});
