import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cardOf, findAction } from "../connector/card-reading.js";
import type { ShownMessage } from "../connector/conversations.js";
import { checkPrototypes, FuzzRun, fuzzOptions, PATIENCE } from "./fuzz-budget.js";
import { FuzzedBot } from "./fuzzed-bot.js";
import { type Json, mutated } from "./hostile-json.js";

let fuzzed: FuzzedBot;
beforeAll(async () => {
  fuzzed = await FuzzedBot.start();
}, PATIENCE);
afterAll(() => fuzzed.bot.stop());

/** Who would like to decide a request and may not. `own`: verbs that are his by right, so that they prove nothing. */
interface Attacker {
  readonly who: string;
  readonly name: string;
  readonly own: readonly string[];
}

const ADMINISTRATION = [
  ...["withdrawRequest", "escalateNow", "resendCards", "retryDeliveries"],
  ...["editSettings", "saveSettings", "confirm", "discard"],
];
const ATTACKERS: readonly Attacker[] = [
  { who: "the requestor", name: "riley", own: ["cancelRequest"] },
  { who: "an administrator without a right to decide", name: "nadia", own: ADMINISTRATION },
  // He is among those who were asked, and can look at what he was asked.
  { who: "an approver who has lost his role", name: "tomas", own: ["open"] },
  { who: "the approver of a later stage", name: "morgan", own: [] },
  { who: "an employee", name: "leo", own: [] },
  { who: "a disabled account", name: "dana", own: [] },
  { who: "somebody whom nobody knows", name: "nobody", own: [] },
];
const NOBODY = { objectId: "00000000-0000-4000-8000-000000000001", name: "Nobody" };
/** A fuzz of refusals at the door would prove little: so many of a hundred cases come further, and meet the rules of a decision. */
const LEAST_KNOWN = 60;
const LEAST_DECISIONS = 10;
/** With fewer cases, chance is larger than that. */
const ENOUGH_CASES = 1_000;

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

/** What a card says about a decision, with a justification. */
function decisionOf(shown: ShownMessage): { readonly real: Json; readonly justified: Json } {
  const real = findAction(cardOf(shown), "approve")?.action.data as Json | undefined;
  if (!real) throw new Error("the card has no decision");
  return { real, justified: { ...(real as object), justification: "I say so" } };
}

/** A verb with data that might belong to it, for somebody whose right it is not. */
function anyClick({ own }: Attacker): fc.Arbitrary<readonly [string, Json]> {
  const decisions = Object.values(fuzzed.cards).flatMap((shown): typeof CLICKS => {
    const { real, justified } = decisionOf(shown);
    return [
      ["approve", justified],
      ["deny", justified],
      ["refresh", real],
    ];
  });
  const all = [...CLICKS, ...decisions, ...decisions];
  const foreign = all.filter(([verb]) => !own.includes(verb));
  const verbs = VERBS.filter((verb) => !own.includes(verb));
  const fitting = fc
    .constantFrom(...foreign)
    .chain(([verb, data]) => fc.tuple(fc.constant(verb), mutated(data, 2)));
  const confused = fc
    .constantFrom(...foreign)
    .chain(([, data]) => fc.tuple(fc.constantFrom(...verbs), mutated(data)));
  const stolen = fc
    .constantFrom(...decisions)
    .chain(([verb, data]) => fc.tuple(fc.constant(verb), mutated(data, 1)));
  return fc.oneof(
    { weight: 2, arbitrary: fitting },
    { weight: 1, arbitrary: stolen },
    { weight: 1, arbitrary: confused },
  );
}

function activityOf(attacker: Attacker): fc.Arbitrary<{ objectId: string; activity: Json }> {
  const { objectId, name } = attacker.name === "nobody" ? NOBODY : fuzzed.bot.user(attacker.name);
  const { objectId: samId } = fuzzed.bot.user("sam");
  const cards = fc.constantFrom(...Object.values(fuzzed.cards));
  const chats = fc.constantFrom(objectId, objectId, samId);
  return fc
    .tuple(anyClick(attacker), fc.boolean(), cards, chats)
    .map(([[verb, data], isOldClient, shown, chat]) => {
      const frame = { ...fuzzed.frame(objectId, name, chat), replyToId: shown.id };
      const activity = isOldClient
        ? { ...frame, value: { ...(data as object), verb } }
        : {
            ...frame,
            ...{ type: "invoke", name: "adaptiveCard/action" },
            value: { action: { type: "Action.Execute", verb, data }, trigger: "manual" },
          };
      return { objectId, activity: activity as Json };
    });
}

test(
  "D2 D3 D9 whatever a card carries, nobody without authority decides, withdraws or changes settings with it",
  async () => {
    const people = ATTACKERS.map(({ who }) => who).join(", ");
    const run = new FuzzRun(
      "clicks",
      `clicks of ${ATTACKERS.length} people (${people}) with the data of every card, the approvers' own included, up to 3 changes, over HTTP`,
    );
    const met = { cases: 0, known: 0, decisions: 0, noLongerApprover: 0 };
    const before = await fuzzed.bot.request("R-1001");
    const property = fc.asyncProperty(
      fc.constantFrom(...ATTACKERS).chain(activityOf),
      async ({ objectId, activity }) => {
        run.count();
        fuzzed.begin();
        const { status, text } = await fuzzed.post(activity);
        expect(status).toBe(200);
        expect(text).not.toMatch(/node_modules|TypeError|\bat \w+ \(/);
        expect(fuzzed.foreignChanges(objectId)).toEqual([]);
        const { isKnown, decisions } = fuzzed.reached;
        met.cases += 1;
        if (isKnown) met.known += 1;
        if (decisions.length > 0) met.decisions += 1;
        if (decisions.includes("noLongerApprover")) met.noLongerApprover += 1;
      },
    );
    await fc.assert(property, fuzzOptions("clicks"));
    await fuzzed.bot.quiet();
    expect(fuzzed.faults()).toEqual([]);
    expect(await fuzzed.bot.request("R-1001")).toEqual(before);
    checkPrototypes();
    if (met.cases >= ENOUGH_CASES) {
      expect((100 * met.known) / met.cases).toBeGreaterThan(LEAST_KNOWN);
      expect((100 * met.decisions) / met.cases).toBeGreaterThan(LEAST_DECISIONS);
      expect(met.noLongerApprover).toBeGreaterThan(0);
    }
    run.finish({
      "from somebody whom the directory knows": met.known,
      "refused by the rules of a decision": met.decisions,
      "of these for a role that was lost": met.noLongerApprover,
    });
  },
  PATIENCE,
);
