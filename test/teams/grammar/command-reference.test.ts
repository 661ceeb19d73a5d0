import { describe, expect, test } from "vitest";
import { commandReference, listCommandsFor } from "../../../src/teams/grammar/command-reference.js";
import type { CommandKind } from "../../../src/teams/grammar/parsed-command.js";
import { type } from "./typed.js";

/** The compiler refuses this list when a command is added and not named here. */
const KINDS: Record<CommandKind, true> = {
  ...{ help: true, requestForm: true, requestByText: true, request: true, statusList: true },
  ...{ status: true, cancel: true, approvals: true, approve: true, deny: true },
  ...{ delegateTo: true, delegateOff: true, showSettings: true, changeSettings: true },
  ...{ previewSettings: true, settingsHistory: true, undoSettings: true, requests: true },
  ...{ resend: true, insights: true, auditRequest: true, auditVerify: true, auditExport: true },
  ...{ showRisk: true, setRisk: true, deliveries: true },
  ...{ showClock: true, confirmClock: true, showRestore: true, confirmRestore: true },
  ...{ showSending: true, pauseSending: true, resumeSending: true },
};

describe("commandReference", () => {
  test.each(commandReference)("the example of $syntax is understood as $kind", (entry) => {
    expect(type(entry.example).kind).toBe(entry.kind);
  });

  test("names every command that the parser knows", () => {
    const named = new Set(commandReference.map(({ kind }) => kind));
    expect([...named].sort()).toEqual(Object.keys(KINDS).sort());
  });

  test("gives each syntax and each example once", () => {
    for (const key of ["syntax", "example"] as const) {
      const texts = commandReference.map((entry) => entry[key]);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  test("V1 what requesters and approvers read of it names no risk", () => {
    const text = JSON.stringify(listCommandsFor(["approver"]));
    expect(text).not.toMatch(/risk|insider|id-protection|level/i);
  });

  test("only setting a risk level is bound to the local tenant", () => {
    const local = commandReference.filter(({ isLocalOnly }) => isLocalOnly);
    expect(local.map(({ kind }) => kind)).toEqual(["setRisk"]);
  });
});
