import { describe, expect, test } from "vitest";
import { answer, refuse, SAM_ARGUMENT, type } from "../typed.js";

describe("delegate", () => {
  test("names the person and the last day", () => {
    expect(type("delegate to <at>Sam Okafor</at>")).toEqual({
      ...{ kind: "delegateTo", person: SAM_ARGUMENT },
    });
    expect(type("delegate <at>Sam Okafor</at> until Tomorrow.")).toEqual({
      ...{ kind: "delegateTo", person: SAM_ARGUMENT, until: "tomorrow" },
    });
    expect(type("delegate to sam@contoso.example until 2026-12-01")).toEqual({
      kind: "delegateTo",
      person: { by: "upn", value: "sam@contoso.example" },
      until: "2026-12-01",
    });
  });

  test("is switched off", () => {
    expect(type("delegate off")).toEqual({ kind: "delegateOff" });
  });

  test("S2 refuses a day that is not in the calendar", () => {
    expect(answer("delegate to sam@contoso.example until 2026-02-30")).toMatch(
      /^"2026-02-30" is not a date\. Dates: .*today, tomorrow\./,
    );
    expect(refuse("delegate to a@b.example until tommorow").nearest).toBe("tomorrow");
    expect(refuse("delegate to a@b.example until").wrong).toBe("The date is missing");
  });

  test.each(["delegate", "delegate to", "delegate to Sam", "delegate of", "delegate off now"])(
    "S2 refuses %j",
    (text) => {
      expect(refuse(text).keyword).toBe("delegate");
    },
  );

  test("S2 refuses words after the person", () => {
    expect(refuse("delegate to a@b.example untill today").nearest).toBe("until");
    expect(refuse("delegate to a@b.example until today please").reason).toBe("unexpected");
  });
});
