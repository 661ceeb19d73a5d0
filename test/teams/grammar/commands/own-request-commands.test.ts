import { describe, expect, test } from "vitest";
import { refuse, type } from "../typed.js";

describe("status", () => {
  test("lists, or shows one", () => {
    expect(type("status")).toEqual({ kind: "statusList" });
    expect(type("status #1042?")).toEqual({ kind: "status", id: "R-1042" });
  });

  test("S2 refuses what is no number, and words after it", () => {
    expect(refuse("status Riley")).toMatchObject({ reason: "invalidValue", keyword: "status" });
    expect(refuse("status 1 2")).toMatchObject({ reason: "unexpected" });
  });
});

describe.each(["cancel", "approve", "deny"] as const)("%s", (kind) => {
  test("takes the number and the reason", () => {
    const expected = { kind, id: "R-1042", justification: "Spoke to Riley, all is well" };
    expect(type(`${kind} R-1042 because Spoke to Riley, all is well`)).toEqual(expected);
    expect(type(`${kind} r1042, because: Spoke to Riley, all is well `)).toEqual(expected);
  });

  test("D4 passes a missing reason on as an empty one", () => {
    expect(type(`${kind} 1042`)).toEqual({ kind, id: "R-1042", justification: "" });
    expect(type(`${kind} 1042 because`)).toEqual({ kind, id: "R-1042", justification: "" });
  });

  test("S2 does not take words without because for a reason", () => {
    expect(refuse(`${kind} R-1042 looks fine`).reason).toBe("unexpected");
    expect(refuse(`${kind} R-1042 becuase x`).nearest).toBe("because");
    expect(refuse(`${kind} R-1 R-2 because x`).reason).toBe("unexpected");
  });

  test("S2 asks for the number", () => {
    expect(refuse(`${kind} because x`)).toMatchObject({ reason: "missing", keyword: kind });
    expect(refuse(`${kind} all because x`)).toMatchObject({ reason: "invalidValue" });
  });
});
