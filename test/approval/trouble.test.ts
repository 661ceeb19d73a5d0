import { expect, it } from "vitest";
import { HOUR, MINUTE } from "../../src/approval/instant.js";
import { readTrouble, tellOfTrouble } from "../../src/approval/trouble.js";
import { newPersonRecord } from "../../src/service/register-person.js";
import { NOW, person } from "../builders/request.js";

const SPAN = { from: NOW - HOUR, to: NOW - MINUTE };
const ingrid = newPersonRecord("tenant-1", person(1).id, NOW);

it("N1 trouble of the whole bot is one row for an administrator, with its span and an event", () => {
  const told = tellOfTrouble(ingrid, "storeRefusing", SPAN, NOW);
  const [row] = told?.person.notices ?? [];
  expect(row).toMatchObject({ kind: "alert", recipient: ingrid.id, state: "pending" });
  expect(row && readTrouble(row)).toEqual({ trouble: "storeRefusing", ...SPAN });
  expect(told?.event).toMatchObject({ type: "administratorAlerted", at: NOW });
});

it("N1 the same trouble is told again after an hour, and no sooner; another one at once", () => {
  const told = tellOfTrouble(ingrid, "storeRefusing", SPAN, NOW)?.person ?? ingrid;
  expect(tellOfTrouble(told, "storeRefusing", SPAN, NOW + HOUR - 1)).toBeUndefined();
  expect(tellOfTrouble(told, "storeRefusing", SPAN, NOW + HOUR)?.person.notices).toHaveLength(2);
  expect(tellOfTrouble(told, "senderBlocked", SPAN, NOW + 1)?.person.notices).toHaveLength(2);
});

it.each(["clockJumped", "feedSilent"] as const)(
  "N1 %s is told once by its span, however late it is asked again",
  (trouble) => {
    const told = tellOfTrouble(ingrid, trouble, SPAN, NOW)?.person ?? ingrid;
    expect(tellOfTrouble(told, trouble, SPAN, NOW + 99 * HOUR)).toBeUndefined();
    const next = { ...SPAN, from: NOW };
    expect(tellOfTrouble(told, trouble, next, NOW + HOUR)?.person.notices).toHaveLength(2);
  },
);

it("N1 a row about something else is no trouble of the bot", () => {
  const [row] = tellOfTrouble(ingrid, "senderBlocked", SPAN, NOW)?.person.notices ?? [];
  if (!row) throw new Error("nothing was told");
  expect(readTrouble({ ...row, kind: "statusNotice" as typeof row.kind })).toBeUndefined();
  expect(readTrouble({ ...row, subject: "noApprover" })).toBeUndefined();
});
