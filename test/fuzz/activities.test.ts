import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anyCommand } from "../teams/grammar/command-arbitrary.js";
import { formatCommand } from "../teams/grammar/format-command.js";
import { checkPrototypes, FuzzRun, fuzzOptions, PATIENCE } from "./fuzz-budget.js";
import { FuzzedBot } from "./fuzzed-bot.js";
import { anyJson, type Json, mutated } from "./hostile-json.js";

let fuzzed: FuzzedBot;
beforeAll(async () => {
  fuzzed = await FuzzedBot.start();
}, PATIENCE);
afterAll(() => fuzzed.bot.stop());

/** Commands about the request of somebody else, and any other. */
const words = fc.oneof(
  anyCommand.map(formatCommand),
  fc.constantFrom(
    ...[
      "approve R-1001 because x",
      "deny R-1001 because x",
      "cancel R-1001 because x",
      "resend R-1001",
    ],
    ...[
      "settings id-protection off",
      "audit R-1001",
      "requests all",
      "deliveries",
      "status R-1001",
    ],
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
);

test(
  "D2 whatever activity comes from somebody without a role, only what is his own changes",
  async () => {
    const run = new FuzzRun(
      "activities",
      "activities with up to 3 changes from a person without a role, over HTTP",
    );
    const leo = fuzzed.bot.user("leo");
    const types = [
      "message",
      "invoke",
      "conversationUpdate",
      "installationUpdate",
      "messageUpdate",
      "messageDelete",
      "event",
      "typing",
    ];
    const activities = fc
      .tuple(fc.constantFrom(...types), words, anyJson)
      .chain(([type, text, value]) => {
        const base = { ...fuzzed.frame(leo.objectId, leo.name), type, text, value };
        const named = type === "invoke" ? { ...base, name: "adaptiveCard/action" } : base;
        const update = { ...named, action: "add", membersAdded: [{ id: "28:bot", name: "B" }] };
        return mutated((type.endsWith("Update") ? update : named) as Json);
      });
    const property = fc.asyncProperty(activities, async (activity) => {
      run.count();
      fuzzed.begin();
      const { status, text } = await fuzzed.post(activity);
      // 501 is the protocol's word for an invoke that nobody handles.
      expect(status === 501 ? 0 : status).toBeLessThan(500);
      expect(text).not.toMatch(/node_modules|TypeError|\bat \w+ \(/);
      expect(fuzzed.foreignChanges(leo.objectId)).toEqual([]);
    });
    await fc.assert(property, fuzzOptions("activities"));
    await fuzzed.bot.quiet();
    expect(fuzzed.foreignChanges(leo.objectId)).toEqual([]);
    expect(fuzzed.faults()).toEqual([]);
    expect((await fuzzed.bot.request("R-1001")).state).toBe("pendingApproval");
    checkPrototypes();
    run.finish();
  },
  PATIENCE,
);
