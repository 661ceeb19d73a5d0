import { describe, expect, it } from "vitest";
import { findPackage } from "../../../src/teams/dialogs/find-package.js";
import { FINANCE, offer, offerAll, PAYROLL, WIKI } from "./catalog-fixture.js";

const packages = offerAll();
const shown = [FINANCE, WIKI, PAYROLL];

describe("which package an answer means", () => {
  it.each(["2", " 2. ", "#2", "no. 2", "Number 2", "2)", "２"])(
    "takes the number in %j",
    (answer) => {
      expect(findPackage(answer, packages, shown)).toMatchObject({ accessPackage: { id: WIKI } });
    },
  );

  it.each([
    "team wiki",
    "TEAM  WIKI",
    '"Team Wiki"',
    "“Team Wiki”",
    "Team\u200b Wiki.",
    WIKI.toUpperCase(),
  ])("takes the name or id in %j", (answer) => {
    expect(findPackage(answer, packages, shown)).toMatchObject({
      kind: "found",
      accessPackage: { id: WIKI },
    });
  });

  it.each(["team wikki", "the Team Wiki please", "wiki", "tema wiki"])(
    "offers the package near %j",
    (answer) => {
      expect(findPackage(answer, packages, shown)).toMatchObject({
        kind: "unknown",
        nearest: [{ id: WIKI }],
      });
    },
  );

  it.each(["", "a", "wi", "zebra", "x".repeat(100_000)])("offers nothing for %.20j", (answer) => {
    expect(findPackage(answer, packages, shown)).toEqual({ kind: "unknown", nearest: [] });
  });

  it("offers three at most, the nearest first", () => {
    const many = ["Wiki of sales", "Wiki", "Wiki of support", "Wiki of law"].map((name) =>
      offer(name, name),
    );
    const found = findPackage("wikj", [...many, offer("inside", "The wikj")], []);
    expect(found.kind === "unknown" && found.nearest.map(({ id }) => id)).toEqual([
      "inside",
      "Wiki",
    ]);
    const near = findPackage("wik", many, []);
    expect(near.kind === "unknown" && near.nearest).toHaveLength(3);
  });

  it("says so when the numbered package is gone, or the number was never shown", () => {
    expect(findPackage("2", packages, [FINANCE, "gone"])).toEqual({ kind: "gone" });
    expect(findPackage("4", packages, shown)).toEqual({ kind: "wrongNumber" });
  });

  it("takes a name that is a number when no such number was shown", () => {
    const area = offer("area", "51");
    expect(findPackage("51", [area], ["area"])).toEqual({ kind: "found", accessPackage: area });
  });

  it("takes no package for a name that is nothing visible", () => {
    expect(findPackage("\u200b", [offer("blank", "\u200b")], [])).toMatchObject({
      kind: "unknown",
    });
  });
});
