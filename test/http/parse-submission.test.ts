import { describe, expect, test } from "vitest";
import { DAY, MINUTE } from "../../src/approval/instant.js";
import { parseSubmission } from "../../src/http/parse-submission.js";
import {
  callOut,
  KEY,
  PACKAGE,
  POLICY,
  RILEY,
  respell,
  STAGE_INSTANCE,
  simpleForm,
  TARA,
  toCamelCase,
  toPascalCase,
} from "./submission-examples.js";

const parse = (body: unknown) => parseSubmission(body as Record<string, unknown>);

function refusalOf(body: unknown) {
  const parsed = parse(body);
  if (parsed.ok) throw new Error("was accepted");
  return parsed.refusal;
}

const simpleBody = {
  idempotencyKey: KEY,
  requestorId: RILEY,
  targetId: TARA,
  accessPackageId: PACKAGE,
  assignmentPolicyId: POLICY,
  justification: "Quarterly close",
};

const callOutBody = {
  ...simpleBody,
  justification: "",
  callOut: {
    requestType: "userAdd",
    customExtensionStageInstanceId: STAGE_INSTANCE,
    callbackUriPath: callOut.CallbackUriPath,
    stage: "assignmentRequestCreated",
    wait: DAY,
  },
  names: {
    requestor: "Riley Chen",
    target: "Tara",
    accessPackage: "Finance Data",
    assignmentPolicy: "Employees",
  },
};

describe("the simple form", () => {
  test.each([
    ["camelCase", toCamelCase],
    ["PascalCase", toPascalCase],
    ["UPPER CASE", (key: string) => key.toUpperCase()],
  ])("I1 is read in %s", (_name, spell) => {
    expect(parse(respell(simpleForm, spell))).toEqual({ ok: true, body: simpleBody });
  });

  test("I1 the target is the requestor and there is no policy unless it says so", () => {
    const { target, assignmentPolicy, justification, ...least } = simpleForm;
    const { assignmentPolicyId, ...expected } = simpleBody;
    const body = { ...expected, targetId: RILEY, justification: "" };
    expect(parse(least)).toEqual({ ok: true, body });
    const empty = { ...least, target: null, assignmentPolicy: null, justification: null };
    expect(parse(empty)).toEqual({ ok: true, body });
  });

  test("I2 a GUID in capitals is the same GUID", () => {
    const shouted = { ...simpleForm, accessPackageAssignmentRequestId: KEY.toUpperCase() };
    expect(parse(shouted)).toEqual({ ok: true, body: simpleBody });
  });

  test("keys that it does not know are left out", () => {
    const { body } = parse({ ...simpleForm, stage: 1, __proto__x: 2, callOut: {} }) as {
      body: object;
    };
    expect(body).toEqual(simpleBody);
  });

  test("a key named __proto__ changes nothing", () => {
    const text = JSON.stringify(simpleForm).replace("{", '{"__proto__":{"justification":"x"},');
    expect(parse(JSON.parse(text))).toEqual({ ok: true, body: simpleBody });
  });

  test.each([
    ["accessPackageAssignmentRequestId", { accessPackageAssignmentRequestId: "R-1" }],
    ["accessPackageAssignmentRequestId", { accessPackageAssignmentRequestId: undefined }],
    ["accessPackageAssignmentRequestId", { accessPackageAssignmentRequestId: ` ${KEY}` }],
    ["requestor", { requestor: undefined }],
    ["requestor", { requestor: RILEY }],
    ["requestor", { requestor: [RILEY] }],
    ["requestor.objectId", { requestor: {} }],
    ["requestor.objectId", { requestor: { id: RILEY } }],
    ["requestor.objectId", { requestor: { objectId: { $ne: null } } }],
    ["target.objectId", { target: {} }],
    ["target.objectId", { target: { objectId: "riley@contoso.example" } }],
    ["accessPackage.id", { accessPackage: { id: 7 } }],
    ["accessPackage", { accessPackage: null }],
    ["assignmentPolicy.id", { assignmentPolicy: { id: "" } }],
    ["justification", { justification: { text: "x" } }],
    ["justification", { justification: ["x"] }],
    ["justification", { justification: 7 }],
  ])("S2 a wrong %s is named, with what is allowed (%j)", (target, change) => {
    const refusal = refusalOf({ ...simpleForm, ...change });
    expect(refusal).toMatchObject({ status: 400, code: "invalidRequest", target });
    expect(refusal.message).toMatch(/must be (a GUID, for example|an object|a text, for example)/);
    expect(refusal.message).toContain("Nothing was stored.");
  });

  test("a field in two spellings is refused", () => {
    const refusal = refusalOf({ ...simpleForm, Requestor: { objectId: TARA } });
    expect(refusal).toMatchObject({ code: "invalidRequest", target: "requestor" });
    expect(refusal.message).toContain("twice");
  });

  test("what was sent is not in the message", () => {
    const refusal = refusalOf({ ...simpleForm, justification: { text: "hunter2" } });
    expect(JSON.stringify(refusal)).not.toContain("hunter2");
  });
});

describe("Entra's call-out", () => {
  test.each([
    ["PascalCase", toPascalCase],
    ["camelCase", toCamelCase],
  ])("I5 is read in %s, with the object ids and not the subject ids", (_name, spell) => {
    expect(parse(respell(callOut, spell))).toEqual({ ok: true, body: callOutBody });
  });

  test("I4 is never refused for a text", () => {
    const long = "x".repeat(100_000);
    const wordy = {
      ...callOut,
      Justification: long,
      Answers: [{ DisplayValue: long }],
      AccessPackage: { ...callOut.AccessPackage, DisplayName: long, Description: { a: long } },
      Requestor: { ...callOut.Requestor, DisplayName: long },
    };
    const names = { ...callOutBody.names, accessPackage: "x".repeat(800) };
    const shown = { ...callOutBody, names: { ...names, requestor: "x".repeat(800) } };
    expect(parse(wordy)).toEqual({ ok: true, body: shown });
  });

  test("I5 a type that is not known here is handed on", () => {
    const parsed = parse({ ...callOut, RequestType: "SystemRemove", Stage: "SomethingNew" });
    expect(parsed).toMatchObject({
      body: { callOut: { requestType: "systemRemove", stage: "somethingNew" } },
    });
  });

  test.each([
    [{ Requestor: null }, TARA, TARA],
    [{ Requestor: { ObjectId: "" } }, TARA, TARA],
    [{ Assignment: null }, RILEY, RILEY],
    [{ Assignment: { Target: { ObjectId: null } } }, RILEY, RILEY],
    [{ Requestor: null, Assignment: {} }, "", ""],
  ])("I5 is not dropped for a person that is missing (%j)", (change, requestorId, targetId) => {
    expect(parse({ ...callOut, ...change })).toMatchObject({
      ok: true,
      body: { requestorId, targetId },
    });
  });

  test.each([
    ["accessPackageAssignmentRequestId", { AccessPackageAssignmentRequestId: "x" }],
    ["customExtensionStageInstanceId", { CustomExtensionStageInstanceId: null }],
    ["stage", { Stage: "" }],
    ["requestType", { RequestType: ["UserAdd"] }],
    ["accessPackage.id", { AccessPackage: {} }],
    ["requestor.objectId", { Requestor: { ObjectId: "riley" } }],
    ["assignment.target.objectId", { Assignment: { Target: { ObjectId: 5 } } }],
    ["assignment.assignmentPolicy.id", { Assignment: { AssignmentPolicy: { Id: "x" } } }],
  ])("S2 a wrong %s is named (%j)", (target, change) => {
    expect(refusalOf({ ...callOut, ...change })).toMatchObject({
      code: "invalidRequest",
      target,
    });
  });

  test.each([
    [{ DurationBeforeTimeout: "PT5M" }, 5 * MINUTE],
    [{ TimeoutDuration: "P14D" }, 14 * DAY],
    [{ DurationBeforeTimeout: "a while" }, undefined],
    [{ DurationBeforeTimeout: 7 }, undefined],
    [{}, undefined],
    ["P1D", undefined],
    [null, undefined],
  ])(
    "I5 how long Entra waits is read, and never a reason to refuse (%j)",
    (CallbackConfiguration, wait) => {
      const parsed = parse({ ...callOut, CallbackConfiguration });
      expect(parsed.ok && parsed.body.callOut?.wait).toBe(wait);
    },
  );

  test("I5 a call-out without a callback path is taken: it is never followed", () => {
    const { CallbackUriPath: _, ...rest } = callOut;
    expect(parse(rest)).toMatchObject({ ok: true, body: { callOut: { wait: DAY } } });
  });

  test.each([
    "https://evil.example/resume",
    "//evil.example/resume",
    "/a//b",
    "/../../users",
    "/a/%2e%2e/b",
    "/a/..%2Fb",
    "\\\\evil.example",
    "@evil.example/",
    ":8080/",
    ".evil.example/",
    "/a b",
    "/a\r\nHost: evil.example",
    "/a#b",
    "",
    `/${"a".repeat(3000)}`,
  ])("a callback path that leads elsewhere is refused: '%s'", (path) => {
    expect(refusalOf({ ...callOut, CallbackUriPath: path }).target).toBe("callbackUriPath");
  });
});
