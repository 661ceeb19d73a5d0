import { describe, expect, it } from "vitest";
import { MAX_RECORD_LENGTH } from "../../../src/teams/dialogs/conversation-record.js";
import { LOST_TRACK } from "../../../src/teams/dialogs/request-words.js";
import { FINANCE, offer } from "./catalog-fixture.js";
import { GuidedChat } from "./guided-chat.js";

describe("a conversation over several turns", () => {
  it("goes on after a restart at every step", async () => {
    const chat = new GuidedChat();
    await chat.begin();
    const said: string[] = [];
    for (const answer of ["finance data", "quarterly close", "yes"]) {
      chat.restart();
      const reply = await chat.type(answer);
      expect(reply.isTaken).toBe(true);
      said.push(reply.said);
    }
    expect(said[0]).toContain("Why do you need Finance Data?");
    expect(said[1]).toContain("Reason: “quarterly close”.");
    expect(said[2]).toBe("R-1042 is submitted.");
    expect(chat.submitted).toMatchObject([
      { personId: "riley", accessPackageId: FINANCE, justification: "quarterly close" },
    ]);
  });

  it("takes nothing when none is going on, and writes nothing", async () => {
    const chat = new GuidedChat();
    expect(await chat.type("yes")).toEqual({ isTaken: false, said: "" });
    expect(chat.saves).toBe(0);
    await chat.begin();
    await chat.type("cancel");
    expect((await chat.type("status")).isTaken).toBe(false);
    expect(chat.kept.get("riley")).not.toContain("Finance");
  });

  it("leaves clicks of old clients alone, and answers a message that is only a picture", async () => {
    const chat = new GuidedChat();
    await chat.begin();
    expect((await chat.type(undefined, { value: { verb: "approve" } })).isTaken).toBe(false);
    const reply = await chat.type(undefined);
    expect(reply.isTaken).toBe(true);
    expect(reply.said).toContain("I can read text only");
  });

  it("keeps the conversations of two people and of two chats apart", async () => {
    const chat = new GuidedChat();
    await chat.begin();
    expect((await chat.type("1", { person: "sam" })).isTaken).toBe(false);
    await chat.begin(undefined, "sam");
    expect((await chat.type("2", { person: "sam" })).said).toContain("Team Wiki");
    expect((await chat.type("1")).said).toContain("Finance Data");
    expect((await chat.type("x", { conversation: "another chat" })).isTaken).toBe(false);
  });

  it("a second start begins anew", async () => {
    const chat = new GuidedChat();
    await chat.begin();
    await chat.type("1");
    expect((await chat.begin()).said).toContain("Which access package");
    expect((await chat.type("2")).said).toContain("Why do you need Team Wiki?");
  });

  it("is over after an hour without a word, not before, and nothing of it is kept", async () => {
    const chat = new GuidedChat();
    await chat.begin();
    chat.wait(59);
    expect((await chat.type("1")).isTaken).toBe(true);
    chat.wait(59);
    expect((await chat.type("a reason")).isTaken).toBe(true);
    chat.wait(60);
    expect(await chat.type("yes")).toEqual({ isTaken: false, said: "" });
    expect(chat.submitted).toEqual([]);
    expect(chat.kept.size).toBe(0);
  });
});

describe("redelivered messages", () => {
  it("I2 a message that comes again moves nothing and is answered with nothing", async () => {
    const chat = new GuidedChat();
    await chat.begin("start");
    for (const [id, answer] of [
      ["one", "1"],
      ["two", "quarterly close"],
      ["three", "yes"],
    ] as const) {
      expect((await chat.type(answer, { id })).said).not.toBe("");
      expect(await chat.type(answer, { id })).toEqual({ isTaken: true, said: "" });
      chat.restart();
      expect(await chat.type(answer, { id })).toEqual({ isTaken: true, said: "" });
    }
    expect(chat.submitted).toMatchObject([{ justification: "quarterly close" }]);
    expect((await chat.type("1", { id: "one" })).isTaken).toBe(true);
    expect(await chat.begin("start")).toMatchObject({ said: "" });
    expect((await chat.type("help")).isTaken).toBe(false);
  });

  it("I2 two deliveries at the same time are one answer", async () => {
    const chat = new GuidedChat();
    await chat.begin();
    const replies = await Promise.all([
      chat.type("1", { id: "one" }),
      chat.type("1", { id: "one" }),
    ]);
    expect(replies.map(({ said }) => said !== "")).toEqual([true, false]);
    await chat.type("close");
    let open = () => {};
    chat.gate = new Promise((resolve) => {
      open = resolve;
    });
    const both = [chat.type("yes", { id: "three" }), chat.type("yes", { id: "three" })];
    open();
    expect((await Promise.all(both)).map(({ said }) => said)).toEqual(["R-1042 is submitted.", ""]);
    expect(chat.submitted).toHaveLength(1);
  });

  it("I2 a yes that comes again because its outcome was lost has the key of the first", async () => {
    const chat = new GuidedChat();
    await chat.begin("start");
    await chat.type("1");
    await chat.type("close");
    chat.fault = "save";
    await expect(chat.type("yes", { id: "three" })).rejects.toThrow("the store does not answer");
    chat.fault = undefined;
    chat.restart();
    expect((await chat.type("yes", { id: "three" })).said).toBe("R-1042 is submitted.");
    const [first, second] = chat.submitted;
    expect(second).toEqual(first);
  });

  it("I2 the key comes from the message that started it, whatever was answered since", async () => {
    const keyOf = async (start: string, wiki: boolean) => {
      const chat = new GuidedChat();
      await chat.begin(start);
      for (const answer of [wiki ? "2" : "nonsense", "1", "close", "yes"]) await chat.type(answer);
      if (chat.submitted.length === 0) await chat.type("yes");
      return chat.submitted[0]?.key;
    };
    expect(await keyOf("a", false)).toBe(await keyOf("a", true));
    expect(await keyOf("a", false)).not.toBe(await keyOf("b", false));
  });
});

describe("a state that cannot be used", () => {
  const asked = async () => {
    const chat = new GuidedChat();
    await chat.begin();
    return { chat, kept: JSON.parse(chat.kept.get("riley") ?? "") };
  };

  it("is no conversation when it is not readable, and the next start works", async () => {
    const { kept } = await asked();
    const unreadable = [
      "",
      "{",
      "null",
      "[]",
      '"text"',
      JSON.stringify({ ...kept, version: 2 }),
      JSON.stringify({ ...kept, touchedAt: "now" }),
      JSON.stringify({ ...kept, state: { dialogs: { dialogStack: "none" } } }),
      JSON.stringify({ ...kept, state: { ...kept.state, pad: "x".repeat(MAX_RECORD_LENGTH) } }),
    ];
    for (const json of unreadable) {
      const chat = new GuidedChat();
      chat.kept.set("riley", json);
      expect(await chat.type("1"), json).toEqual({ isTaken: false, said: "" });
      expect((await chat.begin()).said).toContain("Which access package");
      expect((await chat.type("1")).isTaken).toBe(true);
      expect(chat.failures).toEqual([]);
    }
  });

  it("is no conversation when the state of the dialogs is not one that they write", async () => {
    const { kept } = await asked();
    const [dialog] = kept.state.dialogs.dialogStack;
    const [steps, prompt] = dialog.state.dialogs.dialogStack;
    for (const inner of [
      [],
      [steps],
      [prompt, steps],
      [{ id: "steps", state: {} }, prompt],
      [{ ...steps, state: { ...steps.state, stepIndex: 99 } }, prompt],
      [{ ...steps, state: { ...steps.state, options: {} } }, prompt],
      [steps, { id: "package", state: {} }],
      [steps, { ...prompt, id: "reason" }],
      [steps, { ...prompt, id: "somebody else's" }],
    ]) {
      for (const answer of ["1", "cancel"]) {
        const chat = new GuidedChat();
        const outer = { ...dialog, state: { dialogs: { dialogStack: inner } } };
        const state = { ...kept.state, dialogs: { dialogStack: [outer] } };
        chat.kept.set("riley", JSON.stringify({ ...kept, state }));
        expect(await chat.type(answer)).toEqual({ isTaken: false, said: "" });
        expect((await chat.begin()).said).toContain("Which access package");
      }
    }
  });

  it("ends the conversation in words when a dialog fails all the same", async () => {
    const { chat } = await asked();
    chat.packages = [{ ...offer(FINANCE, "Finance Data"), displayName: JSON.parse("null") }];
    expect(await chat.type("finance")).toEqual({ isTaken: true, said: LOST_TRACK });
    expect(chat.failures).toHaveLength(1);
    expect(LOST_TRACK).not.toContain("Nothing was requested");
    chat.packages = [offer(FINANCE, "Finance Data")];
    expect((await chat.type("1")).isTaken).toBe(false);
    expect((await chat.begin()).said).toContain("Which access package");
  });

  it("stays small, whatever the ids and the answers are", async () => {
    const chat = new GuidedChat();
    chat.packages = Array.from({ length: 500 }, (_, i) =>
      offer(`${FINANCE}-${i}`, "n".repeat(200)),
    );
    await chat.begin("i".repeat(100_000));
    await chat.type("1", { id: "j".repeat(100_000) });
    await chat.type('"'.repeat(2_000));
    for (let i = 0; i < 300; i += 1) await chat.type(`perhaps ${"x".repeat(5_000)}`);
    expect(chat.kept.get("riley")?.length).toBeLessThan(MAX_RECORD_LENGTH / 2);
  });
});

describe("a store that fails", () => {
  it("rejects to the caller, leaves no rejection behind, and the conversation stands where it stood", async () => {
    const stray: unknown[] = [];
    const note = (error: unknown) => stray.push(error);
    process.on("unhandledRejection", note);
    const chat = new GuidedChat();
    await chat.begin();
    for (const fault of ["load", "save"] as const) {
      chat.fault = fault;
      await expect(chat.type("1")).rejects.toThrow("the store does not answer");
      await expect(chat.begin()).rejects.toThrow("the store does not answer");
      chat.fault = undefined;
    }
    expect((await chat.type("1")).said).toContain("Why do you need Finance Data?");
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(stray).toEqual([]);
  });
});
