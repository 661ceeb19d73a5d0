import { expect, it } from "vitest";
import { approverKey, objectIdSchema } from "../../src/approval/approver.js";

const ID = "2C63888F-28F0-4481-BE6D-DCE7A7ACE732";

it("A1 object ids are compared in lower case", () => {
  expect(objectIdSchema.parse(ID)).toBe("2c63888f-28f0-4481-be6d-dce7a7ace732");
});

it("A1 rules are equal by kind, and by id, level or name in any case", () => {
  expect(approverKey({ kind: "user", id: "x" })).toBe("user:x");
  expect(approverKey({ kind: "group", id: "x" })).toBe("group:x");
  expect(approverKey({ kind: "role", name: "Duty MANAGERS" })).toBe("role:duty managers");
  expect(approverKey({ kind: "manager", level: 2 })).toBe("manager:2");
});
