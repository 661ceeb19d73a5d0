import { DatabaseError } from "pg";
import { describe, expect, it } from "vitest";
import { judgeFailure, reasonOf } from "../../../src/store/postgres/failure.js";

function answer(code: string | undefined): DatabaseError {
  const error = new DatabaseError("Sam Okafor has no such row", 0, "error");
  error.code = code;
  return error;
}

describe("what a failed statement means", () => {
  it.each([
    ["40001", "again", "a serialization failure"],
    ["40P01", "again", "a deadlock"],
    ["57014", "unavailable", "a statement that took too long"],
    ["55P03", "unavailable", "a lock that was waited for too long"],
    ["25006", "unavailable", "a server that only reads"],
    ["25P03", "unavailable", "a transaction that stood still"],
    ["53100", "unavailable", "a full disk"],
    ["53200", "unavailable", "no memory"],
    ["53300", "unavailable", "too many connections"],
    ["57P01", "unknown", "a shutdown"],
    ["57P02", "unknown", "a crash"],
    ["57P03", "unknown", "a server that starts"],
    ["08006", "unknown", "a broken connection"],
    ["08P01", "unknown", "a broken protocol"],
    ["58030", "unknown", "a disk that fails"],
    ["XX000", "unknown", "an error of the server itself"],
    ["XX001", "unknown", "damaged data"],
    ["23505", "nothing", "a row that is there already"],
    ["22P05", "nothing", "text that cannot be stored"],
    ["42P01", "nothing", "a table that is not there"],
    ["RG001", "nothing", "a key that another holds"],
    ["40002", "nothing", "another one of class 40"],
    ["57000", "nothing", "another one of class 57"],
  ])("%s is %s: %s", (code, kind) => {
    expect(judgeFailure(answer(code))).toBe(kind);
  });

  it("is unknown where the server has not answered", () => {
    expect(judgeFailure(new Error("Query read timeout"))).toBe("unknown");
    expect(judgeFailure(Object.assign(new Error("reset"), { code: "ECONNRESET" }))).toBe("unknown");
    expect(judgeFailure(answer(undefined))).toBe("unknown");
  });

  it("V3 is told without a word of people", () => {
    expect(reasonOf(answer("23505"))).toBe("the database answered 23505");
    expect(reasonOf(Object.assign(new Error("to 10.0.0.1"), { code: "ECONNREFUSED" }))).toBe(
      "ECONNREFUSED",
    );
    expect(reasonOf(new Error(`Query\n read ${"x".repeat(200)}`))).toHaveLength(120);
  });
});
