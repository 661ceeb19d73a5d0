import { describe, expect, it } from "vitest";
import * as words from "../../../src/teams/dialogs/request-words.js";
import { FINANCE, offer, offerAll, PAYROLL, WIKI } from "./catalog-fixture.js";
import { startDialog } from "./dialog-conversation.js";

const START = "request by text";

describe("a catalog that changes", () => {
  it("a number keeps the meaning of the list that was shown", async () => {
    const chat = startDialog();
    await chat.say(START);
    chat.packages = [offer("new", "Brand New"), ...offerAll()];
    expect(await chat.say("1")).toContain("Why do you need Finance Data?");
  });

  for (const [step, before, answer] of [
    ["the package is named", [START], "1"],
    ["the reason is given", [START, "1"], "close"],
    ["it is confirmed", [START, "1", "close"], "yes"],
  ] as const) {
    it(`I1 a package that is gone when ${step} is not requested, and the list is shown again`, async () => {
      const chat = startDialog();
      await chat.run(...before);
      chat.packages = chat.packages.filter(({ id }) => id !== FINANCE);
      const reply = await chat.say(answer);
      expect(reply).toContain(words.PACKAGE_GONE);
      expect(reply).toContain("1. Team Wiki");
      expect(chat.submitted).toEqual([]);
      await chat.run("2", "salaries", "yes");
      expect(chat.submitted).toMatchObject([{ accessPackageId: PAYROLL }]);
    });
  }

  it("I4 asks for a reason that the policy has come to require", async () => {
    const chat = startDialog();
    await chat.run(START, "2", "skip");
    chat.packages = [offer(FINANCE, "Finance Data"), offer(WIKI, "Team Wiki", true)];
    const reply = await chat.say("yes");
    expect(reply).toContain(words.REASON_NOW_REQUIRED);
    expect(reply).toContain("Why do you need Team Wiki?");
    expect(chat.submitted).toEqual([]);
    await chat.run("to read it", "yes");
    expect(chat.submitted).toMatchObject([{ accessPackageId: WIKI, justification: "to read it" }]);
  });

  it("ends at once when nothing can be requested", async () => {
    const chat = startDialog();
    chat.packages = [{ ...offer(WIKI, "Team Wiki"), assignmentPolicies: [] }];
    expect(await chat.say(START)).toBe(words.NO_PACKAGES);
    expect(chat.isOver()).toBe(true);
  });

  it("lists 30 packages, and reaches the others by name", async () => {
    const chat = startDialog();
    chat.packages = Array.from({ length: 45 }, (_, i) => offer(`id-${i}`, `Package ${i}`));
    const list = await chat.say(START);
    expect(list).toContain("30. Package 29");
    expect(list).not.toContain("Package 30");
    expect(list).toContain("There are 15 more.");
    expect(await chat.say("31")).toContain(words.WRONG_NUMBER);
    expect(await chat.say("package 44")).toContain("Why do you need Package 44?");
  });
});

describe("failures", () => {
  it("a catalog that cannot be read at the start ends it in words", async () => {
    const chat = startDialog();
    chat.isCatalogDown = true;
    expect(await chat.say(START)).toBe(words.ASK_AGAIN_LATER);
    expect(chat.isOver()).toBe(true);
    expect(chat.failures).toHaveLength(1);
  });

  it("a catalog that cannot be read later loses nothing: the same answer counts when it comes again", async () => {
    const chat = startDialog();
    await chat.say(START);
    for (const answer of ["1", "close", "yes"]) {
      chat.isCatalogDown = true;
      expect(await chat.say(answer)).toBe(words.ANSWER_AGAIN);
      chat.isCatalogDown = false;
      await chat.say(answer);
    }
    expect(chat.submitted).toHaveLength(1);
  });

  it("I2 a submission of unknown outcome is offered again under the same key", async () => {
    const chat = startDialog();
    chat.answer = new Error("no answer from the store");
    expect(await chat.run(START, "1", "close", "yes")).toBe(words.SUBMISSION_UNCLEAR);
    chat.answer = "R-1042 is submitted.";
    chat.packages = [];
    expect(await chat.say("yes")).toBe("R-1042 is submitted.");
    const [first, second] = chat.submitted;
    expect(second).toEqual(first);
    expect(chat.failures).toHaveLength(1);
  });

  it("does not claim that nothing was requested when nobody knows", async () => {
    for (const word of ["no", "cancel"]) {
      const chat = startDialog();
      chat.answer = new Error("no answer from the store");
      await chat.run(START, "1", "close", "yes");
      const reply = await chat.say(word);
      expect(reply).toBe(words.LEFT_UNCLEAR);
      expect(reply).not.toContain(words.NOTHING_REQUESTED);
    }
  });
});
