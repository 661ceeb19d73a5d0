import { expect, test } from "vitest";
import { findLeaks, personalTexts, wordsOfPeople } from "./log-leaks.js";
import { asTenant, demoTenantFile } from "./running-bot.js";

test("V3 the search of every story's log finds names, evidence, words, inputs and card tokens", () => {
  const activity = {
    text: 'request "Finance Data" because quarterly close',
    value: {
      action: { verb: "approve", data: { t: "A1b2-C3d4_e5F6g7H8i9", justification: "it is fine" } },
    },
  };
  const texts = [...personalTexts(asTenant(demoTenantFile())), ...wordsOfPeople(activity)];
  const log = (field: unknown) => JSON.stringify({ level: "info", field, msg: "event" });
  const leaking = [
    "Riley Chen",
    "sam@contoso.example",
    "Tomás Herrera",
    "Password found in a public leak",
    activity.text,
    "A1b2-C3d4_e5F6g7H8i9",
    "it is fine",
  ];
  for (const text of leaking)
    expect(findLeaks([log({ deep: [`x ${text} y`] })], texts)).toHaveLength(1);
  expect(findLeaks([log("R-1001"), log("approve"), log("Action.Execute")], texts)).toEqual([]);
});
