import { describe, expect, it } from "vitest";
import {
  checkAddress,
  databaseOf,
  ownSettingsIn,
} from "../../../src/store/postgres/database-url.js";

it.each([
  ["postgres://riskgate@db.example/riskgate", true],
  ["postgresql://db.example", true],
  ["", false],
  ["riskgate", false],
  ["mysql://a@b/c", false],
  ["postgres://", false],
])("%s is an address of a database: %s", (url, is) => {
  const check = expect(() => checkAddress(url));
  if (is) check.not.toThrow();
  else check.toThrow("The address of the database cannot be used. It has to be that of");
});

it("a database is named without who uses it", () => {
  expect(databaseOf("postgres://u:secret@DB.example:5433/riskgate?password=other")).toBe(
    "DB.example:5433/riskgate",
  );
});

describe("settings that only the bot makes", () => {
  it.each([
    ["postgres://u:p@db.example/riskgate?application_name=bot", ["application_name"]],
    ["postgres://u@db.example/riskgate?options=-c%20lock_timeout%3D0", ["lock_timeout"]],
    ["postgres://u@db.example/riskgate?options=--statement-timeout%3D0", ["statement_timeout"]],
    ["postgres://u@/riskgate?host=/var/run/postgresql&application_name=bot", ["application_name"]],
    ["postgres:///riskgate?host=/var/run/postgresql&lock_timeout=0", ["lock_timeout"]],
    ["postgres://u:p@:5433/riskgate?query_timeout=1", ["query_timeout"]],
  ])("are found in %s", (url, found) => {
    expect(ownSettingsIn(url)).toEqual(found);
  });

  it.each([
    "postgres://u:application_name@db.example/riskgate?sslmode=verify-full",
    "postgres://u@db.example/lock_timeout?options=-c%20search_path%3Dx",
    "postgres://u@/riskgate?host=/var/run/postgresql",
  ])("are not in %s", (url) => {
    expect(ownSettingsIn(url)).toEqual([]);
  });
});
