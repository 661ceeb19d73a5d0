import { describe, expect, it } from "vitest";
import { isConfigProblems, readConfig } from "../../src/config.js";
import { accept, refusedVariables } from "./read-environment.js";

describe("single variables", () => {
  it.each([
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "80.5"],
    ["PORT", "http"],
    ["PLAYGROUND", "yes"],
    ["SEND_LIMITS", "none"],
    ["LOG_LEVEL", "verbose"],
    ["HOST", "a host"],
  ])("refuse %s=%s", (name, value) => {
    expect(refusedVariables({ [name]: value })).toContain(name);
  });

  it.each(["0", "1", "65535"])("accept PORT=%s", (PORT) => {
    expect(accept({ PORT }).port).toBe(Number(PORT));
  });

  it.each(["trace", "debug", "info", "warn", "error", "fatal", "silent"])(
    "accept LOG_LEVEL=%s",
    (LOG_LEVEL) => {
      expect(accept({ LOG_LEVEL }).logLevel).toBe(LOG_LEVEL);
    },
  );

  it.each([
    "postgres://db.example/riskgate",
    "postgresql://user:word@127.0.0.1:5433/riskgate?sslmode=verify-full",
  ])("take the database %s", (DATABASE_URL) => {
    expect(accept({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL);
    const keyed = accept({ DATABASE_URL, AUDIT_SIGNING_KEY_FILE: "/run/secrets/key.pem" });
    expect(keyed.auditSigningKeyFile).toBe("/run/secrets/key.pem");
  });

  it.each(["mysql://db.example/riskgate", "db.example", "postgres://"])(
    "refuse the database %s",
    (DATABASE_URL) => {
      expect(refusedVariables({ DATABASE_URL })).toEqual(["DATABASE_URL"]);
    },
  );

  it.each([
    "application_name=mine",
    "options=-c%20Lock-Timeout%3D0",
    "options=--query_timeout%3D9",
  ])("refuse a database address with %s, which the bot sets itself", (search) => {
    const given = readConfig({ DATABASE_URL: `postgres://db.example/riskgate?${search}` });
    const [problem, ...others] = isConfigProblems(given) ? given.problems : [];
    expect(others).toEqual([]);
    expect(problem?.variable).toBe("DATABASE_URL");
    expect(problem?.message).toMatch(
      /^It sets (application_name|lock_timeout|query_timeout), which the bot sets itself\. Leave it out, as in postgres:/,
    );
  });

  it("take an operator's token that nobody guesses", () => {
    const METRICS_TOKEN = "0123456789abcdef0123456789abcdef";
    expect(accept({ METRICS_TOKEN }).metricsToken).toBe(METRICS_TOKEN);
    expect(accept({}).metricsToken).toBeUndefined();
    for (const given of ["short", METRICS_TOKEN.slice(1), `${METRICS_TOKEN} x`]) {
      expect(refusedVariables({ METRICS_TOKEN: given })).toEqual(["METRICS_TOKEN"]);
    }
  });

  it("U1 refuse a signing key for the store in a folder, which has its own", () => {
    const given = { AUDIT_SIGNING_KEY_FILE: "/run/secrets/key.pem" };
    expect(refusedVariables(given)).toEqual(["AUDIT_SIGNING_KEY_FILE"]);
  });
});
