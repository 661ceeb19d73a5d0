import { describe, expect, test } from "vitest";
import { RILEY_ARGUMENT, refuse, type } from "../typed.js";

describe("requests", () => {
  test("lists all unless told otherwise", () => {
    expect(type("requests")).toEqual({ kind: "requests", scope: "all" });
    expect(type("requests open")).toEqual({ kind: "requests", scope: "open" });
  });

  test.each([
    'requests open package "Finance Data" user <at>Riley Chen</at>',
    "requests user <at>Riley Chen</at>, package Finance Data open",
  ])("%j takes its filters in any order", (text) => {
    expect(type(text)).toEqual({
      kind: "requests",
      scope: "open",
      package: { by: "name", value: "Finance Data" },
      user: RILEY_ARGUMENT,
    });
  });

  test.each([
    ...["requests package", "requests user", "requests user Riley", "requests open all"],
    ...["requests package x package y", "requests R-1"],
  ])("S2 refuses %j", (text) => {
    expect(refuse(text).keyword).toBe("requests");
  });

  test("S2 a filter with a typing error is answered with the filter", () => {
    expect(refuse("requests opne").nearest).toBe("open");
  });
});

describe("insights", () => {
  test("covers 30 days unless told otherwise", () => {
    expect(type("insights")).toEqual({ kind: "insights", last: "P30D" });
    expect(type("insights last 7d")).toEqual({ kind: "insights", last: "P7D" });
    expect(type("insights last 2 weeks")).toEqual({ kind: "insights", last: "P14D" });
  });

  test("S2 refuses what is no duration", () => {
    expect(refuse("insights last").wrong).toBe("The duration is missing");
    expect(refuse("insights last month").allowed.label).toBe("durations");
  });
});

describe("audit", () => {
  test("shows one trail, checks the chain, or exports", () => {
    expect(type("audit 1042")).toEqual({ kind: "auditRequest", id: "R-1042" });
    expect(type("audit verify")).toEqual({ kind: "auditVerify" });
    expect(type("audit export")).toEqual({ kind: "auditExport" });
    expect(type("audit export to today from 2026-11-01")).toEqual({
      ...{ kind: "auditExport", from: "2026-11-01", to: "today" },
    });
  });

  test("S2 refuses a range that ends before it begins", () => {
    expect(refuse("audit export from 2026-12-02 to 2026-12-01").wrong).toBe(
      "The first date is after the last one",
    );
    expect(type("audit export from 2026-12-01 to 2026-12-01").kind).toBe("auditExport");
  });

  test.each([
    ...["audit", "audit x", "audit verify now", "audit R-1 R-2", "audit export from"],
    ...["audit export from x", "audit export from today from today", "audit export 2026-11-01"],
  ])("S2 refuses %j", (text) => {
    expect(refuse(text).keyword).toBe("audit");
  });

  test("S2 a verb with a typing error is answered with the verb", () => {
    expect(refuse("audit verifi")).toMatchObject({ nearest: "verify", example: "audit verify" });
  });
});

describe("risk", () => {
  test("shows or sets", () => {
    expect(type("risk <at>Riley Chen</at>")).toEqual({ kind: "showRisk", person: RILEY_ARGUMENT });
    expect(type("risk <at>Riley Chen</at> insider risk Elevated")).toEqual({
      ...{ kind: "setRisk", person: RILEY_ARGUMENT, source: "insiderRisk", level: "elevated" },
    });
    expect(type("risk riley@contoso.example id-protection none")).toMatchObject({ level: "none" });
  });

  test.each(["risk", "risk Riley", "risk a@b.example high", "risk a@b.example irm"])(
    "S2 refuses %j",
    (text) => {
      expect(refuse(text).keyword).toBe("risk");
    },
  );

  test("S2 a level is checked against its source", () => {
    expect(refuse("risk a@b.example irm high").allowed.values).toEqual([
      ...["none", "minor", "moderate", "elevated"],
    ]);
    expect(refuse("risk a@b.example irm none now").reason).toBe("unexpected");
  });
});

describe("deliveries, approvals and resend", () => {
  test("are read", () => {
    expect(type("deliveries")).toEqual({ kind: "deliveries" });
    expect(type("approvals.")).toEqual({ kind: "approvals" });
    expect(type("resend R-1042")).toEqual({ kind: "resend", id: "R-1042" });
  });

  test.each(["deliveries now", "approvals 7", "resend", "resend x", "resend 1 2"])(
    "S2 %j is refused",
    (text) => {
      expect(refuse(text).keyword).toBe(text.split(" ", 1)[0]);
    },
  );
});
