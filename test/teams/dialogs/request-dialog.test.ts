import { describe, expect, it } from "vitest";
import * as words from "../../../src/teams/dialogs/request-words.js";
import { FINANCE, offer, offerAll, WIKI } from "./catalog-fixture.js";
import { startDialog } from "./dialog-conversation.js";

const START = "request by text";

describe("request by text, from the first question to the answer", () => {
  it("I1 asks for the package, the reason and a yes, and submits just that", async () => {
    const chat = startDialog();
    const list = await chat.say(START);
    expect(list).toContain("Which access package do you need?");
    expect(list).toContain("1. Finance Data;\n2. Team Wiki;\n3. Payroll Export.\n");
    expect(await chat.say("1")).toBe(
      "Why do you need Finance Data? Please write the reason in your own words. To leave, answer cancel.",
    );
    expect(await chat.say("Quarterly close, need the ledger")).toBe(
      "Please check your request.\nAccess package: Finance Data.\nReason: “Quarterly close, need the ledger”.\n" +
        "Shall I send it? Please answer yes or no. To leave, answer cancel.",
    );
    expect(chat.submitted).toEqual([]);
    expect(await chat.say("Yes, please!")).toBe("R-1042 is submitted.");
    expect(chat.submitted).toEqual([
      {
        accessPackageId: FINANCE,
        justification: "Quarterly close, need the ledger",
        key: expect.stringMatching(/^request-by-text-[0-9a-f]{64}$/),
      },
    ]);
    expect(chat.isOver()).toBe(true);
  });

  it("says nothing of its own when a card follows", async () => {
    const chat = startDialog();
    chat.answer = "";
    await chat.run(START, "finance data", "because");
    expect(await chat.type("ok")).toEqual([]);
    expect(chat.submitted).toHaveLength(1);
  });

  it("takes a reason that is skipped where the policy asks for none", async () => {
    const chat = startDialog();
    expect(await chat.run(START, WIKI.toUpperCase())).toContain("or answer skip.");
    expect(await chat.say("Skip")).toContain("Reason: none.");
    await chat.say("y");
    expect(chat.submitted).toMatchObject([{ accessPackageId: WIKI, justification: "" }]);
  });

  it("takes a reason where the policy asks for none", async () => {
    const chat = startDialog();
    await chat.run(START, "team wiki", "to read it", "sure");
    expect(chat.submitted).toMatchObject([{ accessPackageId: WIKI, justification: "to read it" }]);
  });

  it("sends nothing after a no", async () => {
    const chat = startDialog();
    expect(await chat.run(START, "1", "close", "no thanks")).toContain(words.NOTHING_REQUESTED);
    expect(chat.submitted).toEqual([]);
    expect(chat.isOver()).toBe(true);
  });

  it("gives two conversations two keys", async () => {
    const chat = startDialog();
    await chat.run(START, "1", "close", "yes", START, "1", "close", "yes");
    const [first, second] = chat.submitted;
    expect(first?.key).not.toBe(second?.key);
  });
});

describe("leaving", () => {
  const before: readonly (readonly [string, readonly string[]])[] = [
    ["the package", [START]],
    ["the reason", [START, "1"]],
    ["the confirmation", [START, "1", "close"]],
  ];
  for (const [step, answers] of before) {
    for (const word of ["cancel", "Stop.", "QUIT"]) {
      it(`${word} at ${step} leaves and says that nothing was requested`, async () => {
        const chat = startDialog();
        await chat.run(...answers);
        expect(await chat.say(word)).toBe("I have stopped. Nothing was requested.");
        expect(chat.isOver()).toBe(true);
        expect(await chat.say("yes")).toContain("Which access package");
        expect(chat.submitted).toEqual([]);
      });
    }
  }

  it("a reason that only begins with such a word is a reason", async () => {
    const chat = startDialog();
    expect(await chat.run(START, "1", "Stop the yearly audit delay")).toContain(
      "Reason: “Stop the yearly audit delay”.",
    );
  });
});

describe("commands in the middle", () => {
  it("help answers and asks again, at every step", async () => {
    const chat = startDialog();
    await chat.say(START);
    expect(await chat.say("help")).toBe(`${words.HELPING}\n${words.askForPackage(chat.packages)}`);
    await chat.say("1");
    expect(await chat.say("help")).toContain("Why do you need Finance Data?");
    await chat.say("close");
    expect(await chat.say("help")).toBe(`${words.HELPING}\n${words.YES_OR_NO}`);
    await chat.say("yes");
    expect(chat.submitted).toHaveLength(1);
  });

  it("any other command is not run: the conversation says that it waits and how to leave", async () => {
    const chat = startDialog();
    for (const answer of [START, "1", "close"]) {
      await chat.say(answer);
      for (const command of ["status", "cancel R-1042", "request by text"]) {
        const reply = await chat.say(command);
        expect(reply.startsWith(words.WAITING)).toBe(true);
        expect(reply).toContain("To leave, answer cancel.");
      }
    }
    await chat.say("yes");
    expect(chat.submitted).toMatchObject([{ justification: "close" }]);
  });

  it("V1 a command of administrators is unknown to everyone else", async () => {
    const chat = startDialog();
    const reply = await chat.run(START, "settings");
    expect(reply).toContain('I do not know the access package "settings"');
    const administrators = startDialog(["administrator"]);
    expect(await administrators.run(START, "settings")).toContain(words.WAITING);
  });
});

describe("text of people and of the directory", () => {
  it("is plain text without mentions, invisible characters and line breaks of its own", async () => {
    const hostile = "<at>Ada</at> **free**\n2. Payroll\u202e [x](https://evil.example)";
    const chat = startDialog();
    chat.packages = [offer(FINANCE, hostile)];
    const replies = [
      ...(await chat.type(START)),
      ...(await chat.type("<at>everyone</at> please")),
      ...(await chat.type("1")),
      ...(await chat.type("<at>Ada</at> hello\u200b world")),
    ];
    expect(replies).toHaveLength(4);
    for (const { type, text, textFormat, entities, attachments } of replies) {
      expect({ type, textFormat, entities, attachments }).toEqual({
        type: "message",
        textFormat: "plain",
        entities: undefined,
        attachments: undefined,
      });
      expect(text).not.toMatch(/<\/?at|[\u200b\u202e]|\n2\. /);
    }
    await chat.say("yes");
    expect(chat.submitted[0]?.justification).toBe("<at>Ada</at> hello world");
  });

  it("a mention of the bot is no part of an answer", async () => {
    const chat = startDialog();
    await chat.say(START);
    const mentioned = { id: "bot", name: "Riskgate" };
    const reply = await chat.say({
      type: "message",
      text: "<at>Riskgate</at> 1\n",
      entities: [{ type: "mention", text: "<at>Riskgate</at>", mentioned }],
    });
    expect(reply).toContain("Why do you need Finance Data?");
  });

  it("V1 no word of the conversation is about risk", () => {
    const spoken = Object.values(words).filter((value) => typeof value === "string");
    const asked = [words.askForPackage(offerAll()), words.askForReason(offer("a", "A"), true)];
    for (const text of [...spoken, ...asked]) {
      expect(text).not.toMatch(/risk|insider|protection|review|level|stage/i);
    }
  });
});
