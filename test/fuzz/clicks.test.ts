import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cardOf, findAction } from "../connector/card-reading.js";
import { checkPrototypes, FuzzRun, fuzzOptions, PATIENCE } from "./fuzz-budget.js";
import { FuzzedBot } from "./fuzzed-bot.js";
import { type Json, mutated } from "./hostile-json.js";

let fuzzed: FuzzedBot;
beforeAll(async () => {
  fuzzed = await FuzzedBot.start();
}, PATIENCE);
afterAll(() => fuzzed.bot.stop());

const VERBS = [
  ...["approve", "deny", "refresh", "cancelRequest", "submitRequest", "open", "page", "confirm"],
  ...["discard", "editSettings", "saveSettings", "withdrawRequest", "escalateNow", "resendCards"],
  ...["retryDeliveries", "__proto__", "constructor", ""],
];

const OVERSIGHT: Json = { a: "R-1001", i: 0, n: 1, reason: "because" };
const CHANGE: Json = { s: "idProtection", t: "0123456789abcdef01234567" };
const FORM: Json = {
  c: "idProtection",
  v: 0,
  f: "form-0123456789abcdef",
  isApprovalRequired: "false",
};

/** What the cards of every kind carry, about the request of somebody else, with the verb of the card. */
const CLICKS: readonly (readonly [string, Json])[] = [
  ["cancelRequest", { r: "R-1001" }],
  ["refresh", { r: "R-1001" }],
  ["open", { l: "approvals", r: "R-1001", p: 1 }],
  ["page", { l: "requests", p: 1, q: '{"s":"all"}' }],
  ["withdrawRequest", OVERSIGHT],
  ["escalateNow", OVERSIGHT],
  ["resendCards", OVERSIGHT],
  ["page", { u: "R-1001", p: 1 }],
  ["page", { h: "idProtection", p: 1 }],
  ["saveSettings", FORM],
  ["editSettings", FORM],
  ["confirm", CHANGE],
  ["discard", CHANGE],
  ["retryDeliveries", { n: 1 }],
];

test(
  "D2 whatever a card carries, nobody without authority decides, withdraws or changes settings with it",
  async () => {
    const run = new FuzzRun(
      "clicks",
      "clicks of five people with the data of every card, up to 3 changes, over HTTP",
    );
    const sam = fuzzed.bot.user("sam");
    const shown = sam.messageWith("approve");
    const real = shown && (findAction(cardOf(shown), "approve")?.action.data as Json);
    if (!real) throw new Error("Sam has no card");
    const people = [
      fuzzed.bot.user("leo"),
      fuzzed.bot.user("dana"),
      { objectId: "00000000-0000-4000-8000-000000000001", name: "Nobody" },
    ];
    const justified = { ...(real as object), justification: "I say so" };
    const decisions: typeof CLICKS = [
      ["approve", justified],
      ["deny", justified],
      ["refresh", real],
    ];
    const all = [...CLICKS, ...decisions, ...decisions];
    const clicks = fc.tuple(
      fc.constantFrom(...people),
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc
            .constantFrom(...all)
            .chain(([verb, data]) => fc.tuple(fc.constant(verb), mutated(data, 2))),
        },
        {
          weight: 1,
          arbitrary: fc
            .constantFrom(...all)
            .chain(([, data]) => fc.tuple(fc.constantFrom(...VERBS), mutated(data))),
        },
      ),
      fc.boolean(),
    );
    const property = fc.asyncProperty(clicks, async ([person, [verb, data], isOldClient]) => {
      run.count();
      fuzzed.changes.length = 0;
      const { objectId, name } = person;
      const value = isOldClient
        ? { ...(data as object), verb }
        : { action: { type: "Action.Execute", verb, data }, trigger: "manual" };
      const frame = { ...fuzzed.frame(objectId, name), replyToId: shown.id, value };
      const invoke = { type: "invoke", name: "adaptiveCard/action" };
      const { status, text } = await fuzzed.post(
        (isOldClient ? frame : { ...frame, ...invoke }) as Json,
      );
      expect(status).toBe(200);
      expect(text).not.toMatch(/node_modules|TypeError|\bat \w+ \(/);
      expect(fuzzed.foreignChanges(objectId)).toEqual([]);
    });
    await fc.assert(property, fuzzOptions("clicks"));
    await fuzzed.bot.quiet();
    expect(fuzzed.faults()).toEqual([]);
    expect((await fuzzed.bot.request("R-1001")).stages[0]?.outcome).toBeUndefined();
    checkPrototypes();
    run.finish();
  },
  PATIENCE,
);
