import { describe, expect, it } from "vitest";
import * as words from "../../../src/teams/dialogs/request-words.js";
import { FINANCE, offer, offerAll } from "./catalog-fixture.js";
import { startDialog } from "./dialog-conversation.js";

const START = "request by text";

describe("answers that are none", () => {
  it("offers the near misses of a name, with their numbers, and takes none of them by itself", async () => {
    const chat = startDialog();
    const offered = await chat.run(START, "payrol exprt");
    expect(offered).toContain('I do not know the access package "payrol exprt". The nearest:\n3. ');
    expect(await chat.say("3")).toContain("Why do you need Payroll Export?");
  });

  it("shows the list again for a name that is near to none, a number outside it, and a message without text", async () => {
    const chat = startDialog();
    await chat.say(START);
    for (const [answer, because] of [
      ["zebra crossing", 'I do not know the access package "zebra crossing".'],
      ["4", words.WRONG_NUMBER],
      ["0", words.WRONG_NUMBER],
      [" \u200b ", words.NO_TEXT],
    ] as const) {
      const reply = await chat.say(answer);
      expect(reply.startsWith(because)).toBe(true);
      expect(reply).toContain("1. Finance Data");
    }
    expect(chat.isOver()).toBe(false);
  });

  it("asks for the number or id when two packages have one name", async () => {
    const chat = startDialog();
    chat.packages = [...offerAll(), offer("second", "finance data")];
    chat.packages.push(offer("third", "Finance Data"));
    const reply = await chat.run(START, "finance data");
    expect(reply).toContain(`1. Finance Data (${FINANCE})`);
    expect(reply).toContain("5. Finance Data (third)");
    expect(await chat.say("third")).toContain("Why do you need Finance Data?");
  });

  it("I4 refuses a blank reason where one is required, with the cause, and asks again", async () => {
    const chat = startDialog();
    await chat.run(START, "1");
    for (const blank of ["   ", "\u200b\u2060\ufeff", "&nbsp;", { type: "message" }]) {
      const reply = await chat.say(blank);
      expect(reply).toContain(words.REASON_REQUIRED);
      expect(reply).toContain("Why do you need Finance Data?");
    }
    expect(await chat.say("skip")).toContain(words.REASON_REQUIRED);
    expect(await chat.say("close")).toContain("Reason: “close”.");
  });

  it("does not take a blank message for a skipped reason", async () => {
    const chat = startDialog();
    expect(await chat.run(START, "2", "  ")).toContain("or answer skip.");
    expect(chat.isOver()).toBe(false);
  });

  it("I4 takes 2,000 characters and refuses one more", async () => {
    const chat = startDialog();
    await chat.run(START, "1");
    expect(await chat.say("x".repeat(2_001))).toContain("longer than 2,000 characters");
    expect(await chat.say("x".repeat(2_000))).toContain("Shall I send it?");
    await chat.say("yes");
    expect(chat.submitted[0]?.justification).toHaveLength(2_000);
  });

  it("asks again for a yes or a no, and a yes with a condition is none", async () => {
    const chat = startDialog();
    await chat.run(START, "1", "close");
    for (const answer of ["perhaps", "yes but change the reason", "no idea", ""]) {
      expect(await chat.say({ type: "message", text: answer })).toContain(words.YES_OR_NO);
    }
    expect(chat.submitted).toEqual([]);
  });
});
