import { describe, expect, test } from "vitest";
import type { Person } from "../../src/approval/approver.js";
import {
  finishDelegationChange,
  isDelegationInForce,
  setDelegate,
} from "../../src/approval/delegate.js";
import { HOUR } from "../../src/approval/instant.js";
import type { PersonRecord } from "../../src/approval/person-record.js";
import { COLE, DANA, FAYE, MORGAN } from "../builders/cast.js";
import { NOW } from "../builders/request.js";

const record: PersonRecord = {
  id: MORGAN.id,
  tenantId: "tenant-1",
  isInstalled: true,
  seenAt: NOW,
  notices: [],
};

/** The record after Morgan has named these, one after the other; undefined ends what there is. */
function changed(...named: readonly (Person | undefined)[]): PersonRecord {
  return named.reduce((person, delegate, i) => {
    const result = setDelegate(person, delegate, undefined, NOW + i);
    if (!result.ok) throw new Error(result.code);
    return result.person;
  }, record);
}

/** As it is when the open stages have heard of every change up to now. */
function heard(person: PersonRecord): PersonRecord {
  const settled = finishDelegationChange(person, person);
  if (!settled) throw new Error("it has changed since");
  return settled;
}

describe("appointing a delegate", () => {
  test("A5 U1 is told to the trail with who, whom and until when; the name stands beside the chain", () => {
    const result = setDelegate(record, DANA, NOW + HOUR, NOW);
    expect(result.ok && result.events).toStrictEqual([
      {
        type: "delegateAppointed",
        at: NOW,
        actor: { kind: "person", id: MORGAN.id },
        details: { personId: MORGAN.id, delegateId: DANA.id, until: NOW + HOUR },
        personal: { delegate: DANA.displayName },
      },
    ]);
  });

  test("A5 U1 without an end has none, neither in the record nor in the trail", () => {
    const result = setDelegate(record, DANA, undefined, NOW);
    if (!result.ok) throw new Error(result.code);
    expect(result.person.delegation).toStrictEqual({ delegate: DANA, from: NOW });
    expect(result.events[0]?.details).toStrictEqual({ personId: MORGAN.id, delegateId: DANA.id });
  });

  test("A5 U1 its end is told to the trail with nobody's name", () => {
    const result = setDelegate(changed(DANA), undefined, undefined, NOW + HOUR);
    expect(result.ok && result.events).toStrictEqual([
      {
        type: "delegationEnded",
        at: NOW + HOUR,
        actor: { kind: "person", id: MORGAN.id },
        details: { personId: MORGAN.id },
      },
    ]);
  });

  test("A5 S2 what cannot be is refused with what is wrong: oneself, and an end that is not to come", () => {
    const oneself = { ok: false, code: "invalid", field: "person" };
    expect(setDelegate(record, MORGAN, undefined, NOW)).toEqual(oneself);
    const past = { ok: false, code: "invalid", field: "until" };
    expect(setDelegate(record, DANA, NOW, NOW)).toEqual(past);
    expect(setDelegate(record, DANA, NOW - 1, NOW)).toEqual(past);
    expect(setDelegate(record, DANA, NOW + 1, NOW)).toMatchObject({ ok: true });
  });
});

describe("whose cards are to be closed after a change", () => {
  test.each<[string, readonly (Person | undefined)[], readonly Person[]]>([
    ["nobody's, when the first is appointed", [DANA], []],
    ["nobody's, when there was none to end", [undefined], []],
    ["nobody's, when the same is appointed again", [DANA, DANA], []],
    ["the former delegate's, when it ends", [DANA, undefined], [DANA]],
    ["the former delegate's, when another follows", [DANA, COLE], [DANA]],
    ["every former one's, while the stages have not heard", [DANA, COLE, FAYE], [DANA, COLE]],
    ["not his who is the delegate again", [DANA, COLE, DANA], [COLE]],
    ["nobody's twice", [DANA, COLE, DANA, undefined], [COLE, DANA]],
  ])("A5 N3 %s", (_, named, released) => {
    expect(changed(...named).delegationChange).toStrictEqual({
      at: NOW + named.length - 1,
      released: released.map(({ id }) => id),
    });
  });

  test("A5 N3 not his of whom the stages have heard already", () => {
    const later = setDelegate(heard(changed(DANA, COLE)), undefined, undefined, NOW + HOUR);
    expect(later.ok && later.person.delegationChange?.released).toEqual([COLE.id]);
  });
});

describe("the open stages have heard", () => {
  test("A5 nothing more is to be told, and the delegation stays", () => {
    const { delegationChange: _, ...rest } = changed(DANA, COLE);
    expect(heard(changed(DANA, COLE))).toStrictEqual(rest);
  });

  test("A5 of an end, too", () => {
    expect(heard(changed(DANA, undefined))).toStrictEqual({
      ...record,
      notices: changed(DANA).notices,
    });
  });

  const told = changed(DANA, COLE);
  const change = { at: NOW + 1, released: [DANA.id] };
  test.each<[string, PersonRecord]>([
    ["another was appointed in the same instant", changed(DANA, FAYE)],
    ["it was ended in the same instant", changed(DANA, undefined)],
    ["it changed later", { ...told, delegationChange: { ...change, at: NOW + 2 } }],
    ["others were released", { ...told, delegationChange: { ...change, released: [FAYE.id] } }],
    ["somebody else finished it first", heard(told)],
  ])("A5 N3 not of what came meanwhile: %s", (_, meanwhile) => {
    expect(finishDelegationChange(meanwhile, told)).toBeUndefined();
  });

  test("A5 nothing was to be told, and so nothing is finished", () => {
    expect(finishDelegationChange(record, record)).toBeUndefined();
  });
});

test.each<[string, PersonRecord, boolean]>([
  ["none", record, false],
  ["one that ended", changed(DANA, undefined), false],
  ["one without an end", changed(DANA), true],
])("A5 is a delegation in force: %s", (_, person, expected) => {
  expect(isDelegationInForce(person, NOW + 1_000 * HOUR)).toBe(expected);
});
