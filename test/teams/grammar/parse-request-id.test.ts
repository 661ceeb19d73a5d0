import { expect, test } from "vitest";
import { parseRequestId } from "../../../src/teams/grammar/parse-request-id.js";

test.each([
  ..."R-1042 r-1042 R1042 r1042 1042 #1042 #R-1042 R-#1042 R–1042 R\u20111042 R-01042".split(" "),
])("reads %s as R-1042", (typed) => {
  expect(parseRequestId(typed)).toBe("R-1042");
});

test.each([
  ...["", "R-", "R", "#", "0", "R-0", "A-1042", "R--1042", "R-10x", "1042.5", "-1042", "##1042"],
  "1234567890123",
])("refuses %j", (typed) => {
  expect(parseRequestId(typed)).toBeUndefined();
});
