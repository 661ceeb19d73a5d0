import { describe, expect, test } from "vitest";
import { answer, RILEY_ARGUMENT, refuse, type } from "../typed.js";

const finance = { by: "name", value: "Finance Data" };

describe("request", () => {
  test("alone opens the form, and by text asks step by step", () => {
    expect(type("request")).toEqual({ kind: "requestForm" });
    expect(type("Request by TEXT")).toEqual({ kind: "requestByText" });
  });

  test.each([
    'request "Finance Data" because x',
    "request “Finance  Data” because: x",
    "request Finance Data because x",
    "REQUEST 'Finance Data', BECAUSE, x",
    'request "Finance Data"because x',
    "request Finance\u00a0Data because:x",
  ])("%j names the package and the reason", (text) => {
    expect(type(text)).toEqual({ kind: "request", package: finance, justification: "x" });
  });

  test.each([
    'request "Finance Data" for <at>Riley Chen</at> because x',
    "request Finance Data for <at>Riley Chen</at> because x",
  ])("%j is for somebody else", (text) => {
    expect(type(text)).toEqual({
      ...{ kind: "request", package: finance, target: RILEY_ARGUMENT, justification: "x" },
    });
  });

  test("takes a user principal name or an object id for the person", () => {
    const id = "AAAAAAAA-1111-4111-8111-111111111111";
    expect(type("request Ledger for Riley@Contoso.example because x")).toMatchObject({
      target: { by: "upn", value: "riley@contoso.example" },
    });
    expect(type(`request Ledger for ${id} because x`)).toMatchObject({
      target: { by: "id", value: id.toLowerCase() },
    });
  });

  test("takes an object id for the package", () => {
    const id = "aaaaaaaa-1111-4111-8111-111111111111";
    expect(type(`request ${id.toUpperCase()} because x`)).toMatchObject({
      package: { by: "id", value: id },
    });
  });

  test("keeps a for in a name when no person follows it", () => {
    expect(type("request Budget for Sales because x")).toMatchObject({
      package: { by: "name", value: "Budget for Sales" },
    });
    expect(type("request Budget for Sales for a@b.example because x")).toMatchObject({
      package: { by: "name", value: "Budget for Sales" },
      target: { by: "upn", value: "a@b.example" },
    });
  });

  test("I4 passes a missing reason on as an empty one", () => {
    expect(type('request "Finance Data"')).toMatchObject({ justification: "" });
    expect(type("request Finance Data because")).toMatchObject({
      ...{ package: finance, justification: "" },
    });
  });

  test("keeps a because inside quotes as a part of the name", () => {
    expect(type('request "Just because" because x')).toMatchObject({
      ...{ package: { value: "Just because" }, justification: "x" },
    });
  });

  test.each(["request because x", 'request "" because x', "request for a@b.example because x"])(
    "S2 %j lacks the package",
    (text) => {
      expect(refuse(text)).toMatchObject({
        reason: "missing",
        wrong: "The access package is missing",
      });
    },
  );

  test.each([
    'request "Finance Data" becuase x',
    "request Finance Data becuase x",
    "request ledger beacuse x",
  ])("S2 %j is answered with because", (text) => {
    expect(refuse(text)).toMatchObject({ reason: "unexpected", nearest: "because" });
  });

  test("S2 a person who cannot be told is an error, not a package", () => {
    expect(answer('request "Finance Data" for Riley because x')).toMatch(
      /^I cannot tell who "Riley" is\. A person is: a mention/,
    );
    expect(refuse("request Ledger for because x").wrong).toBe("The person is missing");
    expect(refuse('request "Ledger" for a@b.example now').reason).toBe("unexpected");
  });
});
